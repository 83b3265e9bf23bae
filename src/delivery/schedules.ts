import { and, count, eq, lt, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Context, transact, type Writing } from '../context.ts';
import { conflict, describeIssues, invalid, notFound } from '../errors.ts';
import { newId } from '../ids.ts';
import { metricOf } from '../reports/metrics/request.ts';
import type { WithReports } from '../reports/reports.ts';
import { lock } from '../store/locks.ts';
import { insertRow } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import { Cadence, isSameCadence, nextDue } from './cadence.ts';
import { cancelDeliveries } from './outbox.ts';
import { Condition } from './schedule-condition.ts';
import { requireBeforeEnd } from './schedule-ends.ts';
import { type RunnableParams, requireRunnable } from './schedule-rights.ts';
import { readSchedule, type Schedule } from './schedule-rows.ts';
import { type ScheduleView, viewSchedule } from './schedule-view.ts';

/** The numbers of schedules. */
export const SCHEDULES = {
  /** Schedules that one member may have, offers included. */
  most: 50,
  /** How long an offer waits for a yes. */
  offeredForMs: 7 * 24 * 3_600_000,
} as const;
/** Offers that were made before this are too old. */
export const offersSince = (now: Date) => new Date(now.getTime() - SCHEDULES.offeredForMs);

/**
 * A schedule as somebody asks for it. Its recipient is always the actor, who answers for what a channel gets. `channel`: who reads
 * it is for the caller to check, and is checked anew at each delivery.
 */
const NewSchedule = z.strictObject({
  report: z.string().max(100),
  given: z.record(z.string(), z.unknown()),
  cadence: Cadence,
  condition: Condition.nullable(),
  ends_on: z.iso.date().nullable().optional(),
  channel: z.string().max(40).nullable().optional(),
});
export type NewSchedule = z.input<typeof NewSchedule>;

/** Reads a schedule as somebody asks for it. Throws `invalid`. */
export const parseSchedule = (input: unknown): z.output<typeof NewSchedule> => parse(NewSchedule, input);

/**
 * Schedules a report for the actor; an offer waits for their yes. Throws as `prepare` does for a report that cannot be
 * run, `invalid` for a cadence or condition that is none, `forbidden` for a channel unless the actor is a lead, and `conflict` when
 * the actor has enough schedules.
 */
export async function createSchedule(
  ctx: WithReports,
  input: NewSchedule,
  { offer = false, requestKey }: { offer?: boolean; requestKey?: string } = {},
): Promise<ScheduleView> {
  const { report, given, cadence, condition, ends_on: endsOn = null, channel = null } = parseSchedule(input);
  const params = await requireRunnable(ctx, { report, params: given, condition, channel });
  const { memberId, timeZone } = ctx.actor;
  const threadKey = ctx.source?.threadKey ?? null;
  const plan = {
    memberId,
    report,
    ...params,
    cadence,
    condition,
    endsOn,
    channel,
    timeZone,
    threadKey,
    offer,
  };
  const once = requestKey ? { requestKey } : {};
  return transact(ctx, async (ctx) => viewSchedule(await insertSchedule(ctx, { ...plan, ...once })));
}

/** A schedule before it is written down. */
export type NewScheduleRow = RunnableParams & {
  memberId: string;
  report: string;
  cadence: Cadence;
  condition: Condition | null;
  /** The last day on which it is sent; none when left out. */
  endsOn?: string | null;
  /** The channel that gets it instead of its recipient, who answers for it. */
  channel?: string | null;
  /** The recipient's own zone. */
  timeZone: string;
  threadKey: string | null;
  offer: boolean;
  offeredBy?: string;
  offeredFrom?: string;
  /** The same for every copy of one request. */
  requestKey?: string;
};

/**
 * Writes a schedule down, once for each request. Throws `conflict` when its recipient has enough schedules, and `invalid` when it
 * would never be sent.
 */
export async function insertSchedule(
  ctx: Writing,
  { offer, timeZone: own, endsOn = null, channel = null, ...plan }: NewScheduleRow,
): Promise<Row<'schedules'>> {
  await lock(ctx, `schedules of ${plan.memberId}`);
  const { schedules } = ctx.store.tables;
  const now = ctx.clock.now();
  if (plan.requestKey) {
    const [made] = await ctx.db.select().from(schedules).where(eq(schedules.requestKey, plan.requestKey));
    if (made) return made;
  }
  await requireRoom(ctx, plan.memberId);
  const cadence = channel === null ? plan.cadence : staysIn(own, plan.cadence);
  const timeZone = cadence.time_zone ?? own;
  const scheduledAt = nextDue(cadence, timeZone, now);
  requireBeforeEnd({ endsOn, timeZone }, scheduledAt);
  const row = {
    id: newId(),
    ...plan,
    cadence,
    endsOn,
    channel,
    timeZone,
    status: offer ? ('offered' as const) : ('active' as const),
    ...(offer ? {} : { acceptedAt: now }),
    startsAt: now,
    scheduledAt,
    dueAt: scheduledAt,
    createdAt: now,
    updatedAt: now,
  };
  return insertRow(ctx, { into: 'schedules', row });
}

/** A cadence whose times do not move with a person: a channel stays where it is. */
const staysIn = (timeZone: string, cadence: Cadence): Cadence => ({ time_zone: timeZone, ...cadence });

/** Deletes offers of a member that are too old. Throws `conflict` when the member has enough schedules all the same. */
export async function requireRoom(ctx: Writing, memberId: string): Promise<void> {
  const { schedules } = ctx.store.tables;
  const own = eq(schedules.memberId, memberId);
  await ctx.db
    .delete(schedules)
    .where(and(own, eq(schedules.status, 'offered'), lt(schedules.createdAt, offersSince(ctx.clock.now()))));
  const [known] = await ctx.db
    .select({ count: count() })
    .from(schedules)
    .where(and(own, ne(schedules.status, 'ended')));
  if ((known?.count ?? 0) >= SCHEDULES.most) {
    throw conflict(`There are ${SCHEDULES.most} schedules already, which is the most; stop one first.`);
  }
}

/** Gets one of the actor's schedules. Throws `not_found`, or `conflict` when it has ended. */
export async function getSchedule(ctx: Context, id: string): Promise<ScheduleView> {
  return viewSchedule(await getOwn(ctx, id));
}

const ScheduleChange = z.strictObject({
  id: z.string(),
  given: z.record(z.string(), z.unknown()).optional(),
  cadence: Cadence.optional(),
  condition: Condition.nullable().optional(),
  ends_on: z.iso.date().nullable().optional(),
});
export type ScheduleChange = z.input<typeof ScheduleChange>;

/** Changes one of the actor's schedules; what is left out stays as it is. Throws as `createSchedule` does. */
export async function changeSchedule(ctx: WithReports, input: ScheduleChange): Promise<ScheduleView> {
  const { id, given, cadence: said, condition, ends_on: endsOn } = parse(ScheduleChange, input);
  const before = await getOwn(ctx, id);
  const { report, channel } = before;
  const wanted = condition === undefined ? before.condition : condition;
  // What was pinned stays: that numbers are counted otherwise since is said with the next ones.
  const { definitionHash: _, ...params } = await requireRunnable(ctx, {
    report,
    params: given ?? before.params,
    condition: wanted,
    channel,
  });
  const cadence = said && channel !== null ? staysIn(before.timeZone, said) : said;
  const isOther = cadence && !isSameCadence(cadence, before.cadence);
  // The change mends a schedule that Rapport has paused; a schedule that its recipient has paused stays paused.
  const status = before.reason === null ? before.status : 'active';
  const patch = {
    ...params,
    condition: wanted,
    status,
    ...(isOther ? { cadence } : {}),
    ...(endsOn === undefined ? {} : { endsOn }),
  };
  return updateOwn(ctx, { id, patch });
}

/** Pauses one of the actor's schedules. */
export function pauseSchedule(ctx: Context, id: string): Promise<ScheduleView> {
  return updateOwn(ctx, { id, patch: { status: 'paused' } });
}

/** Ends one of the actor's schedules. */
export function cancelSchedule(ctx: Context, id: string): Promise<ScheduleView> {
  return updateOwn(ctx, { id, patch: { status: 'ended' } });
}

/** Resumes one of the actor's schedules from now on. Throws as `prepare` does while its report cannot be run. */
export async function resumeSchedule(ctx: WithReports, id: string): Promise<ScheduleView> {
  await requireRunnable(ctx, await getOwn(ctx, id));
  return updateOwn(ctx, { id, patch: { status: 'active' } });
}

/** Accepts a schedule that the actor was offered. Throws as `prepare` does when they may not run its report. */
export async function acceptSchedule(ctx: WithReports, id: string): Promise<ScheduleView> {
  const offered = await getOwn(ctx, id);
  if (offered.status !== 'offered') throw conflict('You have said yes to it already.');
  if (offered.createdAt < offersSince(ctx.clock.now())) {
    throw conflict(`This offer is older than a week. To get the report: /report schedule ${offered.report}`);
  }
  await requireRunnable(ctx, offered);
  return updateOwn(ctx, { id, patch: { status: 'active', acceptedAt: ctx.clock.now() } });
}

type Patch = Partial<
  Pick<Schedule, 'params' | 'paramsInWords' | 'condition' | 'cadence' | 'endsOn' | 'status' | 'acceptedAt'>
>;

/** Writes to one of the actor's schedules. A scheduler that is firing it just now can write nothing more. */
function updateOwn(ctx: Context, { id, patch }: { id: string; patch: Patch }): Promise<ScheduleView> {
  const { store, clock, actor } = ctx;
  const { schedules } = store.tables;
  return transact(ctx, async (ctx) => {
    await lock(ctx, `schedules of ${actor.memberId}`);
    const before = await getOwn(ctx, id);
    const isAnswer = patch.acceptedAt || patch.status === 'ended';
    if (before.status === 'offered' && !isAnswer) throw conflict('Say yes or no to this schedule first.');
    const now = clock.now();
    const cadence = patch.cadence ?? before.cadence;
    const timeZone = cadence.time_zone ?? actor.timeZone;
    // A schedule that goes on as it was keeps a time that has just come; any other starts now.
    const goesOn = before.status === 'active' && !patch.cadence;
    const next = nextDue(cadence, timeZone, now);
    const endsOn = patch.endsOn === undefined ? before.endsOn : patch.endsOn;
    if (patch.status === 'active') requireBeforeEnd({ endsOn, timeZone }, goesOn ? before.scheduledAt : next);
    const [after] = await ctx.db
      .update(schedules)
      .set({
        ...patch,
        reason: null,
        ...(goesOn
          ? { dueAt: sql`${schedules.scheduledAt}` }
          : { timeZone, startsAt: now, scheduledAt: next, dueAt: next }),
        leaseUntil: null,
        fence: sql`${schedules.fence} + 1`,
        attempts: 0,
        lastError: null,
        updatedAt: now,
      })
      .where(eq(schedules.id, id))
      .returning();
    if (!after) throw notFound('schedule', id);
    if (after.status !== 'active') await cancelDeliveries(ctx, [id]);
    return viewSchedule(after);
  });
}

/**
 * Gets one of the actor's schedules; schedules of others do not exist for them. Throws `not_found`, or `conflict` when
 * it has ended.
 */
async function getOwn(ctx: Context, id: string): Promise<Schedule> {
  const { schedules } = ctx.store.tables;
  const [row] = await ctx.db
    .select()
    .from(schedules)
    .where(and(eq(schedules.id, id), eq(schedules.memberId, ctx.actor.memberId)));
  if (!row) throw notFound('schedule', id.slice(0, 40));
  if (row.status === 'ended') {
    const isQuestion = metricOf(row.report) !== undefined;
    const how = isQuestion
      ? 'ask the question, and press Schedule below it'
      : `/report schedule ${row.report}`;
    throw conflict(`This schedule has ended, or a later card has replaced it. To get it again: ${how}`);
  }
  return readSchedule(row);
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalid(`This cannot be scheduled: ${describeIssues(parsed.error)}`);
}
