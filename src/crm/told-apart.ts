import type { Context, Writing } from '../context.ts';
import { newId } from '../ids.ts';
import type { Because } from '../names/verdict.ts';
import { insertNew } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';

/** Remembers of one company or contact that it is another than some that are called nearly so: nobody is asked again. */
export async function rememberDifferent(
  ctx: Writing<Context>,
  {
    kind,
    id,
    others,
  }: Pick<Row<'duplicates'>, 'kind' | 'id'> & { others: readonly { id: string; because: Because }[] },
): Promise<void> {
  const now = ctx.clock.now();
  for (const other of others) {
    const [oneId = '', otherId = ''] = [id, other.id].toSorted();
    const row = {
      id: newId(),
      kind,
      oneId,
      otherId,
      because: other.because,
      status: 'different' as const,
      reportedBy: null,
      decidedBy: ctx.actor.memberId,
      decidedAt: now,
      createdAt: now,
    };
    await insertNew(ctx, { into: 'duplicates', row });
  }
}
