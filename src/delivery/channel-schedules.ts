import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { type Context, hasRole, type System, transact } from '../context.ts';
import { forbidden, notFound } from '../errors.ts';
import type { WithReports } from '../reports/reports.ts';
import { lock } from '../store/locks.ts';
import { nextDue } from './cadence.ts';
import { requireBeforeEnd } from './schedule-ends.ts';
import { requireRunnable } from './schedule-rights.ts';
import { readSchedule, type Schedule } from './schedule-rows.ts';
import { type ScheduleView, viewSchedule } from './schedule-view.ts';
import { requireRoom } from './schedules.ts';

/** A schedule of a channel, whoever answers for it. */
type ChannelSchedule = Schedule & { channel: string };

/**
 * Gets for a lead or admin a schedule of a channel that the actor may take over: admins any, leads those that Rapport has paused.
 * Throws `forbidden` or `not_found`.
 */
export async function getToTakeOver(ctx: Context, id: string): Promise<ChannelSchedule> {
  if (!hasRole(ctx.actor, 'lead')) throw forbidden('Only leads and admins can take this over.');
  const { schedules } = ctx.store.tables;
  const isOpen = inArray(schedules.status, ['active', 'paused']);
  const [row] = await ctx.db
    .select()
    .from(schedules)
    .where(and(eq(schedules.id, id), isNotNull(schedules.channel), isOpen));
  if (!row?.channel) throw notFound('schedule', id.slice(0, 40));
  if (!mayTakeOver(ctx, viewSchedule(row)))
    throw forbidden('Only admins can take over what is posted as it should be.');
  return { ...readSchedule(row), channel: row.channel };
}

/** Whether the actor may answer for a schedule of a channel from now on. */
export const mayTakeOver = (
  { actor }: Context,
  { channel, status, reason }: Pick<ScheduleView, 'channel' | 'status' | 'reason'>,
): boolean =>
  channel !== null &&
  (hasRole(actor, 'admin') || (hasRole(actor, 'lead') && status === 'paused' && reason !== null));

/**
 * Lets the actor answer for a schedule of a channel from now on, with their own rights; it goes on from now. Who reads the channel
 * is for the caller to check. Throws as `getToTakeOver` and `createSchedule` do.
 */
export async function takeOverSchedule(ctx: WithReports, id: string): Promise<ScheduleView> {
  const { memberId, timeZone: own } = ctx.actor;
  await requireRunnable(ctx, await getToTakeOver(ctx, id));
  const { schedules } = ctx.store.tables;
  return transact(ctx, async (ctx) => {
    await lock(ctx, `schedules of ${memberId}`);
    const held = await getToTakeOver(ctx, id);
    if (held.memberId !== memberId) await requireRoom(ctx, memberId);
    const timeZone = held.cadence.time_zone ?? own;
    const now = ctx.clock.now();
    const next = nextDue(held.cadence, timeZone, now);
    requireBeforeEnd({ endsOn: held.endsOn, timeZone }, next);
    const patch = { memberId, status: 'active', reason: null, timeZone, acceptedAt: now } as const;
    const times = { startsAt: now, scheduledAt: next, dueAt: next, updatedAt: now };
    const free = { leaseUntil: null, fence: sql`${schedules.fence} + 1`, attempts: 0, lastError: null };
    const [row] = await ctx.db
      .update(schedules)
      .set({ ...patch, ...times, ...free })
      .where(and(eq(schedules.id, id), inArray(schedules.status, ['active', 'paused'])))
      .returning();
    if (!row) throw notFound('schedule', id.slice(0, 40));
    return viewSchedule(row);
  });
}

/** Finds a schedule of a channel that Rapport has paused, and the member who answers for it; undefined when it is not so any more. */
export async function findOrphaned(
  ctx: System,
  id: string,
): Promise<{ view: ScheduleView; memberId: string } | undefined> {
  const { schedules } = ctx.store.tables;
  const isPaused = and(eq(schedules.status, 'paused'), isNotNull(schedules.reason));
  const [row] = await ctx.db
    .select()
    .from(schedules)
    .where(and(eq(schedules.id, id), isNotNull(schedules.channel), isPaused));
  return row && { view: viewSchedule(row), memberId: row.memberId };
}
