import { dateIn, timeIn } from '../clock.ts';
import { type Actor, type System, transact, type Writing } from '../context.ts';
import { listDue } from '../crm/due-follow-ups.ts';
import { findOwnFollowUp } from '../crm/follow-up-queries.ts';
import { getMember } from '../crm/members.ts';
import { firstDecent, instantOn, isWeekend, morningAfter, REMINDING, timeOf } from '../crm/reminder-times.ts';
import { listRetired, planMornings, planMorningsAnew } from '../crm/reminders.ts';
import { REMINDERS, REMINDERS_DUE } from '../delivery/due-reminders.ts';
import { enqueueDelivery } from '../delivery/outbox.ts';
import { type FindRecipient, TryLater } from '../delivery/recipient.ts';
import { settle } from '../queue/claims.ts';
import { type Job, joinJobs } from '../queue/job.ts';
import { createPoll } from '../queue/poll.ts';
import { createQueue, type Queue } from '../queue/queue.ts';
import type { Row } from '../store/schema.ts';
import { endFor } from './leavers.ts';
import { APP_POLICY } from './policy.ts';
import { buildMorning, buildTimed } from './reminder-documents.ts';

type Wiring = FindRecipient & { reminded(): void };

/** Reminds people of what they have to do, and plans their mornings; `reminded` is called after each look at one. */
export function createReminders(ctx: System, wiring: Wiring): Job {
  const planner = createPoll(ctx, {
    everyMs: REMINDERS.planEveryMs,
    look: () => planReminders(ctx),
    failed: 'reminders not planned',
  });
  return joinJobs([createReminderQueue(ctx, wiring), planner]);
}

/** Plans the mornings of those who have none, and ends what is planned for those who are retired. */
export async function planReminders(ctx: System): Promise<void> {
  await planMornings(ctx);
  for (const memberId of await listRetired(ctx)) await transact(ctx, (ctx) => endFor(ctx, memberId));
}

/** Sends the reminders that are due, the longest due first. */
export function createReminderQueue(ctx: System, { recipientOf, reminded }: Wiring): Queue<'reminders'> {
  return createQueue(ctx, {
    ...REMINDERS_DUE,
    clockMovedBack: planMorningsAnew,
    handle: (ctx, { row }) => (row.kind === 'morning' ? remindOfDay : remindOfOne)(ctx, { row, recipientOf }),
    judge: ({ error }) =>
      error instanceof TryLater ? { kind: 'asked', waitMs: error.waitMs } : { kind: 'failed' },
    attempted: reminded,
  });
}

type Due = FindRecipient & { row: Row<'reminders'> };

/**
 * Tells a member what is due on their day, once for each day, in the transaction that plans the next one. Late, it is told
 * until the evening; what is later still is told the next morning.
 */
async function remindOfDay(ctx: System, { row, recipientOf }: Due): Promise<void> {
  const member = await getMember(ctx, row.memberId);
  const now = ctx.clock.now();
  const planNext = (ctx: Writing, at: Date) =>
    settle(ctx, { table: 'reminders', held: row, patch: { ...movedOn(row, at) } });
  const decent = firstDecent(now, member);
  if (decent > now) return transact(ctx, (ctx) => planNext(ctx, decent));
  const day = dateIn(member.timeZone, now);
  const next = morningAfter(now, member);
  const due = (ctx: System) =>
    listDue(ctx, {
      member,
      day,
      only: isWeekend(day) && !member.remindOnWeekends ? 'that day' : undefined,
      told: { time: timeIn(member.timeZone, now), since: instantOn(day, '00:00', member.timeZone) },
      limit: APP_POLICY.reminders.most,
    });
  if ((await due(ctx)).due.length === 0) return transact(ctx, (ctx) => planNext(ctx, next));
  const recipient = await recipientOf(member.id);
  if ('gone' in recipient) return transact(ctx, (ctx) => endFor(ctx, member.id));
  const { channel } = recipient;
  await transact(ctx, async (ctx) => {
    await planNext(ctx, next);
    const found = await due(ctx);
    if (found.due.length === 0) return;
    const document = buildMorning(found, { day });
    const of = { key: `morning:${member.id}:${day}`, kind: 'reminder', memberId: member.id } as const;
    await enqueueDelivery(ctx, { ...of, channel, threadTs: null, document });
  });
}

const movedOn = ({ scheduledAt }: Row<'reminders'>, at: Date): Partial<Row<'reminders'>> => ({
  scheduledAt: at,
  dueAt: at,
  lastScheduledAt: scheduledAt,
  attempts: 0,
  lastError: null,
});

/** Reminds the owner of one follow-up at the time that was said. What is late is told by day alone. */
async function remindOfOne(ctx: System, { row, recipientOf }: Due): Promise<void> {
  const { memberId, followUpId, timeZone } = row;
  const recipient = await recipientOf(memberId);
  if ('gone' in recipient) return transact(ctx, (ctx) => endFor(ctx, memberId));
  const { actor, channel } = recipient;
  await transact(ctx, async (ctx) => {
    const found = await findOwnFollowUp(ctx, { id: followUpId ?? '', owner: actor });
    const at = found && timeOf(found.row, timeZone);
    const end = (patch: Partial<Row<'reminders'>>) =>
      settle(ctx, { table: 'reminders', held: row, patch: { attempts: 0, lastError: null, ...patch } });
    if (!found || !at) return end({ status: 'ended' });
    const later = await whenLate(ctx, { at, actor });
    if (later) return end({ scheduledAt: later, dueAt: later });
    const now = ctx.clock.now();
    await end({ status: 'ended', lastScheduledAt: at, updatedAt: now });
    const isLate = now.getTime() - at.getTime() > REMINDING.lateMs;
    const key = `reminder:${followUpId}:${at.toISOString()}`;
    const document = buildTimed(found.named, { isLate });
    await enqueueDelivery(ctx, { key, kind: 'reminder', memberId, channel, threadTs: null, document });
  });
}

/** When somebody may be reminded of what is late; undefined where that is now. */
async function whenLate(ctx: Writing, { at, actor }: { at: Date; actor: Actor }): Promise<Date | undefined> {
  const now = ctx.clock.now();
  if (now.getTime() - at.getTime() <= REMINDING.lateMs) return undefined;
  const { remindAt } = await getMember(ctx, actor.memberId);
  const decent = firstDecent(now, { remindAt, timeZone: actor.timeZone });
  return decent > now ? decent : undefined;
}
