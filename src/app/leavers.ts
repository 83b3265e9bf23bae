import { z } from 'zod';
import { hasRole, transact, type Writing } from '../context.ts';
import { endInbox, enqueueIn } from '../conversation/inbox.ts';
import { countOpen } from '../crm/hand-over.ts';
import { getMember, listLikelyLeads } from '../crm/members.ts';
import { endReminders } from '../crm/reminders.ts';
import { enqueueDelivery } from '../delivery/outbox.ts';
import type { Row } from '../store/schema.ts';
import type { AppSystem } from './context.ts';
import { actorOf, type Identity } from './identity.ts';
import { APP_POLICY } from './policy.ts';
import { buildLeft } from './reminder-documents.ts';

/** Who has left. */
const LeftPayload = z.object({ memberId: z.string() });

/** Ends the reminders of a member who has left; once for each time, it is asked who takes what they had to do. */
export async function endFor(ctx: Writing, memberId: string): Promise<void> {
  if (!(await endReminders(ctx, memberId))) return;
  const now = ctx.clock.now();
  await enqueueIn(ctx, {
    kind: 'left',
    eventId: null,
    dedupeKey: `left:${memberId}:${now.toISOString()}`,
    clientMsgId: null,
    threadKey: `left:${memberId}`,
    channel: null,
    messageTs: null,
    ts: (now.getTime() / 1_000).toFixed(6),
    payload: { memberId },
    status: 'pending',
  });
}

/** Asks a lead who takes the open follow-ups of somebody who has left. */
export async function handleLeft(ctx: AppSystem, row: Row<'inbox'>): Promise<void> {
  const { memberId } = LeftPayload.parse(row.payload);
  const left = await getMember(ctx, memberId);
  const open = await countOpen(ctx, memberId);
  const lead = open > 0 ? await findLead(ctx, memberId) : undefined;
  if (open > 0 && !lead) ctx.log.warn({ member: memberId, open }, 'no lead to ask who takes follow-ups');
  const channel = lead && (await ctx.chat.directChannel(lead.member.slackUserId));
  await transact(ctx, async (ctx) => {
    await endInbox(ctx, { held: row, end: { status: 'done' } });
    if (!lead || !channel) return;
    const of = { key: `left:${row.id}`, kind: 'assignment', inboxId: row.id } as const;
    const to = { channel, threadTs: null, memberId: lead.member.id };
    await enqueueDelivery(ctx, { ...of, ...to, document: buildLeft(left, open) });
  });
  ctx.sender.nudge();
}

/** The lead or admin who wrote last; those whom only the settings make admins are asked for among who wrote last of all. */
export async function findLead(
  { chat, ...ctx }: AppSystem,
  besides: string,
): Promise<Extract<Identity, { kind: 'member' }> | undefined> {
  for (const { id, slackUserId } of await listLikelyLeads(ctx, { limit: APP_POLICY.reminders.asked })) {
    if (id === besides) continue;
    const identity = await chat.identify(slackUserId);
    if (identity.kind === 'member' && hasRole(actorOf(identity, 'direct'), 'lead')) return identity;
  }
  return undefined;
}
