import type { Context, Writing } from '../context.ts';
import { newId } from '../ids.ts';
import type { Because } from '../names/verdict.ts';
import { insertNew } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import type { CustomerKind } from './merged-ids.ts';

/** One company or contact, and others that are called nearly so. `name`: what was asked about. */
type Apart = Pick<Row<'duplicates'>, 'kind' | 'id'> & {
  name: string;
  others: readonly { id: string; because: Because }[];
};

/**
 * Remembers of one company or contact that it is another than some that are called nearly so, where the person was asked
 * and has said so: what a model says by itself hides no two that may be one.
 */
export async function rememberDifferent(
  ctx: Writing<Context>,
  { kind, id, name, others }: Apart,
): Promise<void> {
  const now = ctx.clock.now();
  for (const other of others) {
    if (!(await isToldApart(ctx, { kind, name, id: other.id, than: id }))) continue;
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

/** Whether the person has said of one that it is none of these others. */
export async function areToldApart(ctx: Context, { kind, id, name, others }: Apart): Promise<boolean> {
  for (const other of others)
    if (!(await isToldApart(ctx, { kind, name, id: other.id, than: id }))) return false;
  return true;
}

/** Whether the person has said that two are different. Where no model works for them, whatever is done they do themselves. */
async function isToldApart(
  ctx: Context,
  which: { kind: CustomerKind; name: string; id: string; than: string },
): Promise<boolean> {
  return ctx.answers === undefined || (await ctx.answers.isToldApart(ctx, which));
}
