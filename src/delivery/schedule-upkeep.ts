import { and, desc, eq, gt, inArray, isNotNull, ne, notExists, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { dateIn } from '../clock.ts';
import { type Context, hasRole, type System, transact, type Writing } from '../context.ts';
import { conflict, forbidden, notFound } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import { nextDue } from './cadence.ts';
import { cancelDeliveries, type Delivery, queueDelivery } from './outbox.ts';
import { readSchedule, type Schedule } from './schedule-rows.ts';
import { type ScheduleView, viewSchedule } from './schedule-view.ts';
import { insertSchedule } from './schedules.ts';
import { instantOf } from './wall-clock.ts';

/** Somebody has moved: what is due in their own zone is due in the new one, and no more than once on a day. */
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
 * The next time in another zone is on the same day of the calendar: so no day comes twice or is left out, however often
 * somebody moves, and a time that has just passed there is made up for. One that was never sent yet starts anew.
 */
function dueInZone(schedule: Schedule, timeZone: string): Date {
  const { cadence, startsAt, scheduledAt, lastScheduledAt, timeZone: former } = schedule;
  if (!lastScheduledAt) return nextDue(cadence, timeZone, startsAt);
  const day = instantOf(new Date(`${dateIn(former, scheduledAt)}T00:00:00Z`), timeZone);
  const next = nextDue(cadence, timeZone, new Date(day.getTime() - 1));
  return next < startsAt ? nextDue(cadence, timeZone, startsAt) : next;
}

/** A member has left: none of their schedules goes on. */
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

/** One that has ended or waits because Rapport said so, and whose it is. */
export type Noticed = ScheduleView & { name: string; noticedAt: Date };

/**
 * For admins: what Rapport has paused since an instant, or ended because its recipient has left, unless somebody else
 * gets it now; the latest first.
 */
export async function listNoticed(
  ctx: System,
  { status, since, limit }: { status: 'ended' | 'paused'; since: Date; limit: number },
): Promise<Noticed[]> {
  const { schedules, members } = ctx.store.tables;
  const other = alias(schedules, 'other');
  const takenOn = ctx.db
    .select({ id: other.id })
    .from(other)
    .where(and(eq(other.offeredFrom, schedules.id), isNotNull(other.acceptedAt)));
  const rows = await ctx.db
    .select({ schedule: schedules, name: members.name })
    .from(schedules)
    .innerJoin(members, eq(members.id, schedules.memberId))
    .where(
      and(
        eq(schedules.status, status),
        isNotNull(schedules.reason),
        isNotNull(schedules.acceptedAt),
        gt(schedules.updatedAt, since),
        notExists(takenOn),
      ),
    )
    .orderBy(desc(schedules.updatedAt), desc(schedules.id))
    .limit(limit);
  return rows.map(({ schedule, name }) => ({
    ...viewSchedule(schedule),
    name,
    noticedAt: schedule.updatedAt,
  }));
}

/** For admins: one whose recipient has left. Throws `forbidden` or `not_found`. */
export async function getLeft(ctx: Context, id: string): Promise<Schedule> {
  if (!hasRole(ctx.actor, 'admin')) throw forbidden('Only admins can offer the schedules of others.');
  const { schedules } = ctx.store.tables;
  const [row] = await ctx.db
    .select()
    .from(schedules)
    .where(and(eq(schedules.id, id), eq(schedules.status, 'ended'), isNotNull(schedules.reason)));
  if (!row) throw notFound('schedule', id.slice(0, 40));
  return readSchedule(row);
}

/**
 * An admin offers somebody the schedule of one who has left; it does nothing until they say yes, with their own rights.
 * `tell` builds what they are asked. Throws `forbidden`, `not_found`, or `conflict` when they have enough.
 */
export async function offerSchedule(
  ctx: Context,
  {
    id,
    to,
    tell,
  }: { id: string; to: Pick<Row<'members'>, 'id' | 'timeZone'>; tell(offer: ScheduleView): Delivery },
): Promise<ScheduleView> {
  const left = await getLeft(ctx, id);
  return transact(ctx, async (ctx) => {
    const offered = viewSchedule(
      await insertSchedule(ctx, {
        memberId: to.id,
        report: left.report,
        params: left.params,
        paramsInWords: left.paramsInWords,
        cadence: left.cadence,
        condition: left.condition,
        timeZone: to.timeZone,
        threadKey: null,
        offer: true,
        offeredBy: ctx.actor.memberId,
        offeredFrom: left.id,
        requestKey: `offer:${left.id}:${to.id}`,
      }),
    );
    if (offered.status !== 'offered') throw conflict('They were offered it before, and have answered.');
    await queueDelivery(ctx, tell(offered));
    return offered;
  });
}
