import { and, asc, eq, gte, inArray, isNotNull, or, sql } from 'drizzle-orm';
import { type Context, hasRole } from '../context.ts';
import { forbidden } from '../errors.ts';
import { type ScheduleView, viewSchedule } from './schedule-view.ts';
import { offersSince } from './schedules.ts';

/** Whether the actor has accepted a schedule in this conversation before. */
export async function hasScheduledHere(ctx: Context): Promise<boolean> {
  if (!ctx.source) return false;
  const { schedules } = ctx.store.tables;
  const found = await ctx.db
    .select({ id: schedules.id })
    .from(schedules)
    .where(
      and(
        eq(schedules.memberId, ctx.actor.memberId),
        eq(schedules.threadKey, ctx.source.threadKey),
        isNotNull(schedules.acceptedAt),
      ),
    )
    .limit(1);
  return found.length > 0;
}

/** The actor's schedules that have not ended: the active ones first, the next one first. */
export async function listSchedules(ctx: Context): Promise<ScheduleView[]> {
  const { schedules } = ctx.store.tables;
  const rows = await ctx.db
    .select()
    .from(schedules)
    .where(
      and(
        eq(schedules.memberId, ctx.actor.memberId),
        or(
          inArray(schedules.status, ['active', 'paused']),
          and(eq(schedules.status, 'offered'), gte(schedules.createdAt, offersSince(ctx.clock.now()))),
        ),
      ),
    )
    .orderBy(asc(schedules.status), asc(schedules.scheduledAt), asc(schedules.id));
  return rows.map(viewSchedule);
}

/** A schedule of the team, and who answers for it or gets it. */
export type TeamSchedule = ScheduleView & { name: string; isOwn: boolean };

/** The schedules of the team, and how many more there are than these. */
export type TeamSchedules = { schedules: TeamSchedule[]; more: number };

/**
 * Lists for leads and admins who gets what: the schedules that are sent, those of channels first, then by report and person.
 * What the report of somebody else is about is left out, but for those of channels. Throws `forbidden`.
 */
export async function listTeamSchedules(ctx: Context, { limit }: { limit: number }): Promise<TeamSchedules> {
  if (!hasRole(ctx.actor, 'lead')) throw forbidden('Only leads and admins see what others are sent.');
  const { schedules, members } = ctx.store.tables;
  const isSent = inArray(schedules.status, ['active', 'paused']);
  const rows = await ctx.db
    .select({ schedule: schedules, name: members.name })
    .from(schedules)
    .innerJoin(members, eq(members.id, schedules.memberId))
    .where(isSent)
    .orderBy(
      asc(sql`case when ${schedules.channel} is null then 1 else 0 end`),
      asc(schedules.report),
      asc(members.name),
      asc(schedules.id),
    )
    .limit(limit);
  const all = rows.length < limit ? rows.length : await ctx.db.$count(schedules, isSent);
  return {
    schedules: rows.map(({ schedule, name }) => {
      const view = viewSchedule(schedule);
      const isOwn = schedule.memberId === ctx.actor.memberId;
      const isOpen = view.channel !== null || isOwn;
      return { ...view, ...(isOpen ? {} : { params: {}, paramsInWords: '', reason: null }), name, isOwn };
    }),
    more: all - rows.length,
  };
}
