import { and, eq, inArray, ne, sql } from 'drizzle-orm';
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

/** Ends the schedules of a member who has left, and cancels what waits to be sent for them. */
export async function endSchedules(
  ctx: Writing,
  { memberId, reason }: { memberId: string; reason: string },
): Promise<void> {
  const { schedules } = ctx.store.tables;
  const ended = await ctx.db
    .update(schedules)
    .set({
      status: 'ended',
      reason,
      leaseUntil: null,
      fence: sql`${schedules.fence} + 1`,
      updatedAt: ctx.clock.now(),
    })
    .where(and(eq(schedules.memberId, memberId), inArray(schedules.status, ['offered', 'active', 'paused'])))
    .returning({ id: schedules.id });
  const ids = ended.map(({ id }) => id);
  if (ids.length > 0) await cancelDeliveries(ctx, ids);
}
