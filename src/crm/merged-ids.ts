import { eq, sql } from 'drizzle-orm';
import type { System } from '../context.ts';
import type { Choice } from '../errors.ts';
import { prepared } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';

/** How often one that was merged into another was merged on. */
const MOST_STEPS = 20;

const selectMerged = prepared<{ id: string }, Row<'mergedIds'>>((db, { mergedIds }) =>
  db
    .select()
    .from(mergedIds)
    .where(eq(mergedIds.mergedId, sql.placeholder('id'))),
);

/** The id of the company or the contact that one with this id is now: its own, or that of what it was merged into. */
export async function currentId(ctx: System, kind: Choice['kind'], id: string): Promise<string> {
  let current = id;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const [merged] = await selectMerged(ctx, { id: current });
    const next = kind === 'company' ? merged?.companyId : merged?.contactId;
    if (!next) return current;
    current = next;
  }
  return current;
}
