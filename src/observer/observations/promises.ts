import { type Context, transact } from '../../context.ts';
import { changeFollowUp } from '../../crm/follow-ups.ts';
import { notFound } from '../../errors.ts';
import { SLIPPING_PROMISE } from './kinds/slipping-promise.ts';
import { dismiss, getReviewable } from './reviews.ts';

/** Marks the promise that an observation tells of as done. Throws `not_found` for other observations, `conflict` when it is decided. */
export async function finishPromiseOf(ctx: Context, { id }: { id: string }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { kind, valueKey } = await getReviewable(ctx, id);
    if (kind !== SLIPPING_PROMISE) throw notFound('observation', id);
    await dismiss(ctx, { id, seen: 'active' });
    await changeFollowUp(ctx, { follow_up_id: valueKey, action: 'done' });
  });
}
