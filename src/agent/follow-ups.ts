import { type Context, transact, type Writing } from '../context.ts';
import { enqueueIn } from '../conversation/inbox.ts';
import { type Fix, type Fixed, fix } from '../crm/fix.ts';
import { type ChangedFollowUp, type ChangeFollowUp, changeFollowUp } from '../crm/follow-ups.ts';
import { type HandedOver, type HandOver, handOver, handOverOf } from '../crm/hand-over.ts';
import type { SavedChange } from '../crm/record-change.ts';

/** `changeFollowUp`, and whoever is given something by it is told, once. */
export const changeFollowUpAndTell = (ctx: Context, input: ChangeFollowUp): Promise<ChangedFollowUp> =>
  andTell(ctx, (ctx) => changeFollowUp(ctx, input));

/** `fix`, and whoever is given a follow-up by it is told, once. */
export const fixAndTell = (ctx: Context, input: Fix): Promise<Fixed> =>
  andTell(ctx, (ctx) => fix(ctx, input));

/** `handOver`, and who gets the follow-ups is told, once. */
export const handOverAndTell = (ctx: Context, input: HandOver): Promise<HandedOver> =>
  andTell(ctx, (ctx) => handOver(ctx, input));

/** `handOverOf`, and who gets the follow-ups is told, once. */
export const handOverOfAndTell = (
  ctx: Context,
  input: Parameters<typeof handOverOf>[1],
): Promise<HandedOver> => andTell(ctx, (ctx) => handOverOf(ctx, input));

/** Keeps, in the transaction of a change that gave something to somebody, that they are to be told. */
function andTell<Result extends SavedChange & { assigned_to?: string }>(
  ctx: Context,
  change: (ctx: Context) => Promise<Result>,
): Promise<Result> {
  return transact(ctx, async (ctx) => {
    const changed = await change(ctx);
    if (changed.assigned_to && changed.change_id) await enqueueTold(ctx, changed.change_id);
    return changed;
  });
}

async function enqueueTold(ctx: Writing, changeId: string): Promise<void> {
  await enqueueIn(ctx, {
    kind: 'assigned',
    eventId: null,
    dedupeKey: `assigned:${changeId}`,
    clientMsgId: null,
    threadKey: `assigned:${changeId}`,
    channel: null,
    messageTs: null,
    ts: (ctx.clock.now().getTime() / 1_000).toFixed(6),
    payload: { changeId },
    status: 'pending',
  });
}
