import { z } from 'zod';
import { transact } from '../context.ts';
import { endInbox } from '../conversation/inbox.ts';
import { getMember } from '../crm/members.ts';
import { findOrphaned, getToTakeOver, takeOverSchedule } from '../delivery/channel-schedules.ts';
import { enqueueDelivery } from '../delivery/outbox.ts';
import { buildScheduleCard, buildTakeOver } from '../delivery/schedule-document.ts';
import type { Row } from '../store/schema.ts';
import { requireReaders } from './channel-readers.ts';
import type { AppSystem } from './context.ts';
import type { PressHandler } from './handler.ts';
import { findLead } from './leavers.ts';
import { withTitle } from './schedule-screens.ts';

/** The schedule for which somebody else has to answer. */
const OwnerPayload = z.object({ scheduleId: z.string() });

/** Asks a lead or admin to answer for what is posted in a channel, when who did cannot any more. */
export async function handleOwnerless(ctx: AppSystem, row: Row<'inbox'>): Promise<void> {
  const { scheduleId } = OwnerPayload.parse(row.payload);
  const found = await findOrphaned(ctx, scheduleId);
  const owner = found && (await getMember(ctx, found.memberId));
  const lead = found && (await findLead(ctx, found.memberId));
  if (found && !lead) ctx.log.warn({ schedule: scheduleId }, 'no lead to ask who answers for a schedule');
  const channel = lead && (await ctx.chat.directChannel(lead.member.slackUserId));
  await transact(ctx, async (ctx) => {
    await endInbox(ctx, { held: row, end: { status: 'done' } });
    const orphaned = lead && (await findOrphaned(ctx, scheduleId));
    if (!orphaned || !channel || !owner) return;
    const { title, ...view } = await withTitle(ctx, orphaned.view);
    const document = buildTakeOver(view, { title, name: owner.name });
    const of = { key: `schedule_owner:${row.id}`, kind: 'offer', inboxId: row.id } as const;
    await enqueueDelivery(ctx, { ...of, memberId: lead.member.id, channel, threadTs: null, document });
  });
  ctx.sender.nudge();
}

/** “Take over”: who pressed answers for it from now on. */
export const takeOver = {
  who: 'lead',
  otherwise: 'Only leads and admins can take this over.',
  does: async (ctx, { value: id }) => {
    const { channel, report, params: given } = await getToTakeOver(ctx, id);
    await requireReaders(ctx, { channel, report, given });
    const view = await withTitle(ctx, await takeOverSchedule(ctx, id));
    const text = 'You answer for this from now on. It goes on as it was.';
    return { show: { kind: 'document', document: buildScheduleCard(view, { title: view.title, text }) } };
  },
} satisfies PressHandler;
