import { and, desc, eq, gt, isNotNull, notExists } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type Context, hasRole, type System, transact, type Writing } from '../context.ts';
import { conflict, forbidden, notFound } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import { type Delivery, enqueueDelivery } from './outbox.ts';
import { readSchedule, type Schedule } from './schedule-rows.ts';
import { type ScheduleView, viewSchedule } from './schedule-view.ts';
import { insertSchedule, type NewScheduleRow } from './schedules.ts';

/** A schedule that Rapport itself has paused or ended, and the name of its recipient. */
export type StoppedSchedule = ScheduleView & { name: string; stoppedAt: Date };

/**
 * Lists for admins the schedules that Rapport has paused since an instant, or ended because their recipient has left;
 * the latest first. A schedule that somebody else has taken on is left out.
 */
export async function listStoppedSchedules(
  ctx: System,
  { status, since, limit }: { status: 'ended' | 'paused'; since: Date; limit: number },
): Promise<StoppedSchedule[]> {
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
    stoppedAt: schedule.updatedAt,
  }));
}

/** Gets for an admin a schedule whose recipient has left. Throws `forbidden` or `not_found`. */
export async function getLeftSchedule(ctx: Context, id: string): Promise<Schedule> {
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
 * Offers a member the schedule of somebody who has left; the schedule does nothing until the member says yes, with their
 * own rights. `tell` builds the delivery that asks them. Throws `forbidden`, `not_found`, or `conflict` when the member
 * has enough schedules.
 */
export async function offerSchedule(
  ctx: Context,
  {
    id,
    to,
    tell,
  }: { id: string; to: Pick<Row<'members'>, 'id' | 'timeZone'>; tell(offer: ScheduleView): Delivery },
): Promise<ScheduleView> {
  const left = await getLeftSchedule(ctx, id);
  const { report, params, paramsInWords, cadence, condition, endsOn } = left;
  const plan = { report, params, paramsInWords, cadence, condition, endsOn, offeredFrom: left.id };
  const requestKey = `offer:${left.id}:${to.id}`;
  return transact(ctx, async (ctx) => {
    const offered = await insertOffer(ctx, { plan, to, requestKey });
    if (offered.status !== 'offered') throw conflict('They were offered it before, and have answered.');
    await enqueueDelivery(ctx, tell(offered));
    return offered;
  });
}

/** Writes down that the actor offers a member a schedule, once for each request. Throws as `insertSchedule` does. */
export async function insertOffer(
  ctx: Writing<Context>,
  {
    plan,
    to,
    requestKey,
  }: {
    plan: Omit<NewScheduleRow, 'memberId' | 'timeZone' | 'threadKey' | 'offer' | 'channel'>;
    to: Pick<Row<'members'>, 'id' | 'timeZone'>;
    requestKey: string;
  },
): Promise<ScheduleView> {
  const who = { memberId: to.id, timeZone: to.timeZone, offeredBy: ctx.actor.memberId };
  return viewSchedule(
    await insertSchedule(ctx, { ...plan, ...who, threadKey: null, offer: true, requestKey }),
  );
}
