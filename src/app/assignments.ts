import { z } from 'zod';
import { dateIn, timeIn } from '../clock.ts';
import { transact } from '../context.ts';
import { endInbox } from '../conversation/inbox.ts';
import { findGiven } from '../crm/given-follow-ups.ts';
import { enqueueDelivery } from '../delivery/outbox.ts';
import type { Row } from '../store/schema.ts';
import type { AppSystem } from './context.ts';
import { APP_POLICY } from './policy.ts';
import { buildAssigned } from './reminder-documents.ts';

/** The change by which something was given to a colleague. */
const AssignedPayload = z.object({ changeId: z.string() });

/**
 * Tells a colleague what they were given, and by whom; or who gave it that it has come back. Nobody is told what was taken
 * back meanwhile, or what they gave themselves.
 */
export async function handleAssigned(ctx: AppSystem, row: Row<'inbox'>): Promise<void> {
  const { changeId } = AssignedPayload.parse(row.payload);
  const limit = APP_POLICY.reminders.most;
  const given = await findGiven(ctx, { changeId, limit });
  const identity = given && (await ctx.chat.identify(given.to.slackUserId));
  const channel =
    identity?.kind === 'member' ? await ctx.chat.directChannel(given?.to.slackUserId ?? '') : undefined;
  await transact(ctx, async (ctx) => {
    await endInbox(ctx, { held: row, end: { status: 'done' } });
    const stands = channel && (await findGiven(ctx, { changeId, limit }));
    if (!stands || !channel) return;
    const { followUps, to, ...how } = stands;
    const instant = ctx.clock.now();
    const now = `${dateIn(to.timeZone, instant)}T${timeIn(to.timeZone, instant)}`;
    const of = { key: `assigned:${changeId}`, kind: 'assignment', inboxId: row.id, memberId: to.id } as const;
    const document = buildAssigned(followUps, { ...how, now });
    await enqueueDelivery(ctx, { ...of, channel, threadTs: null, document });
  });
  ctx.sender.nudge();
}
