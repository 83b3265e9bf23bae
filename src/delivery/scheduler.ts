import { asc, sql } from 'drizzle-orm';
import { type Actor, type System, transact } from '../context.ts';
import { messageOf, RapportError } from '../errors.ts';
import { claimable, settle } from '../queue/claims.ts';
import { createQueue, type Queue } from '../queue/queue.ts';
import type { Policy } from '../queue/work.ts';
import type { WithReports } from '../reports/reports.ts';
import { parameter, prepared } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import { dueBetween } from './cadence.ts';
import { type DeliveredReport, deliverReport } from './deliver-report.ts';
import type { Document } from './document.ts';
import { queueDelivery } from './outbox.ts';
import { type Recipient, TryLater } from './recipient.ts';
import { endSchedules } from './recipient-changes.ts';
import { hashRows, isMet, requireFits } from './schedule-condition.ts';
import { buildFailed, buildPaused, buildQuiet, buildSkipped, type Missed } from './schedule-document.ts';
import { readSchedule, type Schedule } from './schedule-rows.ts';
import { type ScheduleView, viewSchedule } from './schedule-view.ts';
import { requireRunnable } from './schedules.ts';

/** How schedules are fired: see `Policy`. */
const FIRING = {
  /** Longer than any report may run. A report that hangs all the same is run anew. */
  leaseMs: 120_000,
  /** Nobody nudges when a time comes. Looking costs one query of an index. */
  lookEveryMs: 250,
  atOnce: 12,
  /** After as many a report that cannot be run is told to its recipient. */
  waitsMs: [10_000, 60_000, 5 * 60_000],
  /** While Slack cannot be asked. */
  afterLastWait: 'wait again',
  atStop: 'finish',
  /** A time that was missed, because Rapport or Slack was down, is made up for within this. */
  catchUpWithinMs: 24 * 3_600_000,
} as const satisfies Policy & Record<string, unknown>;

/** What schedules are fired with: nobody acts, but reports are run. */
export type FiringSystem = WithReports<System>;

export type Firing = {
  /** Throws `TryLater` when nobody can tell just now. */
  recipientOf(memberId: string): Promise<Recipient>;
};

const selectDue = prepared<{ now: Date; limit: number }, { id: string }>((db, { schedules }) =>
  db
    .select({ id: schedules.id })
    .from(schedules)
    .where(claimable('schedules', schedules, parameter('now', schedules.dueAt)))
    .orderBy(asc(schedules.dueAt))
    .limit(sql.placeholder('limit')),
);

/** Fires the schedules that are due, the longest due first; `fired` is told of each, so that what it sends goes out at once. */
export function createScheduler(
  ctx: FiringSystem,
  firing: Firing,
  { fired }: { fired(): void },
): Queue<'schedules'> {
  return createQueue(ctx, {
    table: 'schedules',
    policy: FIRING,
    select: selectDue,
    handle: (_, { row }) => fire(ctx, firing, row),
    judge: ({ error }) =>
      // That nobody could be asked says nothing about the report.
      error instanceof TryLater ? { kind: 'asked', waitMs: error.waitMs } : { kind: 'failed' },
    attempted: fired,
  });
}

/** What becomes of a firing: what is written to the schedule, and what its recipient gets. */
type Decision = { patch: Partial<Row<'schedules'>>; document?: Document };

/**
 * Runs the report of a schedule as its recipient, with their rights and zone of this moment, and puts what is to be sent
 * into the outbox, once for each time it is due, in the transaction that moves the schedule on.
 */
async function fire(ctx: FiringSystem, { recipientOf }: Firing, row: Row<'schedules'>): Promise<void> {
  const recipient = await recipientOf(row.memberId);
  if ('gone' in recipient) {
    const ended = { memberId: row.memberId, reason: recipient.gone };
    return transact(ctx, (ctx) => endSchedules(ctx, ended));
  }
  const held = readSchedule(row);
  const missed = timesOf(held, ctx.clock.now());
  const { patch, document } = await decide(ctx, { held, missed, actor: recipient.actor });
  await transact(ctx, async (ctx) => {
    await settle(ctx, { table: 'schedules', held, patch: { ...passed(missed), ...patch } });
    if (!document) return;
    const key = `schedule:${held.id}:${missed.due.toISOString()}`;
    const { channel } = recipient;
    const of = { key, kind: 'scheduled', memberId: held.memberId, scheduleId: held.id } as const;
    await queueDelivery(ctx, { ...of, channel, threadTs: null, document });
  });
}

type Times = Missed & { next: Date };

/** The latest time that has come, how many before it have come to nothing, and the one after it. */
function timesOf({ cadence, timeZone, scheduledAt }: Schedule, now: Date): Times {
  const since = { from: scheduledAt, until: now };
  const { count, last, next } = dueBetween(cadence, timeZone, since);
  return { due: last ?? scheduledAt, skipped: count, next, now };
}

/** The time is dealt with. */
function passed({ due, next }: Times): Partial<Row<'schedules'>> {
  return { scheduledAt: next, dueAt: next, lastScheduledAt: due, attempts: 0, lastError: null };
}

async function decide(
  ctx: FiringSystem,
  { held, missed, actor }: { held: Schedule; missed: Times; actor: Actor },
): Promise<Decision> {
  const view = viewSchedule({ ...held, ...passed(missed) });
  const title = ctx.reports.catalog.titleOf(held.report);
  const { due: last, skipped, now } = missed;
  if (now.getTime() - last.getTime() > FIRING.catchUpWithinMs) {
    return { patch: {}, document: buildSkipped(view, { title, skipped: skipped + 1, last }) };
  }
  const ran = await run({ ...ctx, actor }, { held, view, missed });
  if ('result' in ran) {
    const { result, document } = ran;
    if (isMet(held.condition, result, held.lastHash)) {
      return { patch: { lastHash: hashRows(result) }, document };
    }
    return skipped > 0 ? { patch: {}, document: buildQuiet(view, { title, skipped }) } : { patch: {} };
  }
  const { error, isFinal } = ran;
  const isGone = error.code === 'not_found' && !ctx.reports.catalog.find(held.report);
  const reason = isGone ? `There is no report “${held.report}” any more.` : error.message;
  const isLastAttempt = held.attempts >= FIRING.waitsMs.length;
  if (isFinal && (isLastAttempt || !MAY_PASS.has(error.code))) {
    const paused = { status: 'paused', reason } as const;
    return {
      patch: paused,
      document: buildPaused({ ...view, ...paused, next: undefined }, { title, reason }),
    };
  }
  if (isLastAttempt) return { patch: {}, document: buildFailed(view, { title, reason }) };
  throw error;
}

/** A file that is being edited may be whole again in a minute. */
const MAY_PASS: ReadonlySet<RapportError['code']> = new Set(['not_found', 'unavailable']);

/** The result; or why there is none, and whether that stands in the way of every run. */
async function run(
  ctx: WithReports,
  { held, view, missed }: { held: Schedule; view: ScheduleView; missed: Missed },
): Promise<DeliveredReport | { error: RapportError; isFinal: boolean }> {
  const { report, params, condition } = held;
  try {
    const known = ctx.reports.catalog.find(report)?.definition;
    if (known) requireFits(condition, known);
    const request = { name: report, given: params, source: 'schedule' } as const;
    return await deliverReport(ctx, { ...request, as: 'scheduled', view, missed });
  } catch (error) {
    if (!(error instanceof RapportError)) {
      ctx.log.error({ report, error: messageOf(error) }, 'scheduled report not run');
      return { error: MISTAKE, isFinal: false };
    }
    const isFinal = await requireRunnable(ctx, { report, params, condition }).then(
      () => false,
      (refusal) => refusal instanceof RapportError,
    );
    return { error, isFinal };
  }
}

const MISTAKE = new RapportError(
  'unavailable',
  'Something went wrong on my side. An admin finds the reason in the log.',
);
