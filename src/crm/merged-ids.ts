import { eq, sql } from 'drizzle-orm';
import type { System } from '../context.ts';
import { prepared } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';

export type CustomerKind = Row<'duplicates'>['kind'];

type Target = Pick<Row<'mergedIds'>, 'companyId' | 'contactId'>;

const selectTarget = prepared<{ id: string }, Target>((db, { mergedIds }) =>
  db
    .select({ companyId: mergedIds.companyId, contactId: mergedIds.contactId })
    .from(mergedIds)
    .where(eq(mergedIds.mergedId, sql.placeholder('id'))),
);

/**
 * The id of the row that a company or a contact is known by today: that of the one it was merged into, else its own. One
 * step leads there, since a merge leads all older ids to the row that is kept.
 */
export async function currentId(ctx: System, kind: CustomerKind, id: string): Promise<string> {
  const [target] = await selectTarget(ctx, { id });
  return (kind === 'company' ? target?.companyId : target?.contactId) ?? id;
}
