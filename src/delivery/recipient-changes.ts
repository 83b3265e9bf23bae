import { and, eq, inArray, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import { dateIn } from '../clock.ts';
import type { Writing } from '../context.ts';
import type { Row } from '../store/schema.ts';
import { instantOf } from '../wall-clock.ts';
import { nextDue } from './cadence.ts';
import { cancelDeliveries } from './outbox.ts';
import { readSchedule, type Schedule } from './schedule-rows.ts';

/**
 * Moves the schedules of a member to a new time zone, where they follow the member's own; each stays due once a day.
 */
export async function moveSchedules(
  ctx: Writing,
  { id: memberId, timeZone }: Pick<Row<'members'>, 'id' | 'timeZone'>,
): Promise<void> {
  const { schedules } = ctx.store.tables;
  const moved = await ctx.db
    .select()
    .from(schedules)
    .where(
      and(eq(schedules.memberId, memberId), ne(schedules.status, 'ended'), ne(schedules.timeZone, timeZone)),
    );
  for (const schedule of moved.map(readSchedule)) {
    if (schedule.cadence.time_zone) continue;
    const scheduledAt = dueInZone(schedule, timeZone);
    await ctx.db
      .update(schedules)
      .set({
        timeZone,
        scheduledAt,
        dueAt: scheduledAt,
        leaseUntil: null,
        fence: sql`${schedules.fence} + 1`,
        updatedAt: ctx.clock.now(),
      })
      .where(eq(schedules.id, schedule.id));
  }
}

/**
 * When a schedule is due next in another zone: on the same day of the calendar, so that no day comes twice or is left
 * out, however often its recipient moves. A schedule that was never sent yet starts anew.
 */
function dueInZone(schedule: Schedule, timeZone: string): Date {
  const { cadence, startsAt, scheduledAt, lastScheduledAt, timeZone: former } = schedule;
  if (!lastScheduledAt) return nextDue(cadence, timeZone, startsAt);
  const day = instantOf(new Date(`${dateIn(former, scheduledAt)}T00:00:00Z`), timeZone);
  const next = nextDue(cadence, timeZone, new Date(day.getTime() - 1));
  return next < startsAt ? nextDue(cadence, timeZone, startsAt) : next;
}

/**
 * Ends the schedules of a member who has left, pauses those of channels that they answered for, and cancels what waits to be
 * sent for them. Gives the ids of those that were paused: somebody else may answer for them.
 */
export async function endSchedules(
  ctx: Writing,
  { memberId, reason }: { memberId: string; reason: string },
): Promise<string[]> {
  const { schedules } = ctx.store.tables;
  const stop = async (status: 'ended' | 'paused', which: SQL | undefined, why: string) => {
    const now = ctx.clock.now();
    const free = { leaseUntil: null, fence: sql`${schedules.fence} + 1`, updatedAt: now };
    const stopped = await ctx.db
      .update(schedules)
      .set({ status, reason: why, ...free })
      .where(and(eq(schedules.memberId, memberId), which))
      .returning({ id: schedules.id });
    return stopped.map(({ id }) => id);
  };
  const isPosted = and(isNotNull(schedules.channel), eq(schedules.status, 'active'));
  const paused = await stop('paused', isPosted, `who answered for it has left: ${reason}`);
  // What its owner had paused themselves, or has only been offered, nobody misses.
  const isSent = or(isNull(schedules.channel), ne(schedules.status, 'paused'), isNull(schedules.reason));
  const isOpen = inArray(schedules.status, ['offered', 'active', 'paused']);
  const ended = await stop('ended', and(isSent, isOpen), reason);
  const stopped = [...paused, ...ended];
  if (stopped.length > 0) await cancelDeliveries(ctx, stopped);
  return paused;
}
