import { asc, sql } from 'drizzle-orm';
import { type Actor, type System, transact } from '../context.ts';
import { messageOf, RapportError } from '../errors.ts';
import type { WithReports } from '../reports/run.ts';
import { claim, claimable, LeaseLost, settle } from '../store/claims.ts';
import { parameter, prepared } from '../store/prepared.ts';
import type { Row } from '../store/schema.ts';
import { type Cadence, dueBetween } from './cadence.ts';
import { type Condition, hashRows, isMet, requireFits } from './condition.ts';
import { type DeliveredReport, deliverReport } from './deliver-report.ts';
import type { Document } from './document.ts';
import { queueDelivery } from './outbox.ts';
import { buildFailed, buildPaused, buildQuiet, buildSkipped, type Missed } from './schedule-document.ts';
import { endSchedules } from './schedule-upkeep.ts';
import { type ScheduleView, viewSchedule } from './schedule-view.ts';
import { requireRunnable } from './schedules.ts';

/** A time that was missed, because Rapport or Slack was down, is made up for within this. */
const CATCH_UP_WITHIN_MS = 24 * 3_600_000;
const LEASE_MS = 120_000;
/** Growing waits after a failure, in milliseconds; the last one again and again while Slack cannot be asked. */
const WAITS_MS = [10_000, 60_000, 5 * 60_000];

/** The recipient as they are now, and where their direct messages are; or why there is none any more. */
export type Recipient = { actor: Actor; channel: string } | { gone: string };

/** Nobody can tell just now who somebody is, or where to reach them; it is asked again after so long. */
export class TryLater extends Error {
  readonly waitMs: number;

  constructor(message: string, waitMs: number) {
    super(message);
    this.name = 'TryLater';
    this.waitMs = waitMs;
  }
}

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

/** Schedules that are due and that nobody is firing, the longest due first, claimed. */
export async function claimDue(ctx: System, { limit }: { limit: number }): Promise<Row<'schedules'>[]> {
  const now = ctx.clock.now();
  // Mostly there is nothing: that is found without a transaction.
  if ((await selectDue(ctx, { now, limit: 1 })).length === 0) return [];
  return transact(ctx, async (ctx) => {
    const due = await selectDue(ctx, { now, limit });
    const ids = due.map(({ id }) => id);
    return claim(ctx, { table: 'schedules', ids, now, leaseMs: LEASE_MS });
  });
}

/** What becomes of a firing: what is written to the schedule, and what its recipient gets. */
type Decision = { patch: Partial<Row<'schedules'>>; document?: Document };

/**
 * Fires a schedule that the caller holds: runs its report as its recipient, with their rights and zone of this moment,
 * and puts what is to be sent into the outbox, once for each time it is due, in the transaction that moves it on.
 * Never throws: what fails is tried again after a wait.
 */
export async function fire(
  ctx: FiringSystem,
  { recipientOf }: Firing,
  held: Row<'schedules'>,
): Promise<void> {
  const { log } = ctx;
  try {
    const recipient = await recipientOf(held.memberId);
    if ('gone' in recipient) {
      const ended = { memberId: held.memberId, reason: recipient.gone };
      return await transact(ctx, (ctx) => endSchedules(ctx, ended));
    }
    const missed = timesOf(held, ctx.clock.now());
    const { patch, document } = await decide(ctx, { held, missed, actor: recipient.actor });
    await transact(ctx, async (ctx) => {
      await settle(ctx, {
        table: 'schedules',
        held,
        patch: { ...passed(missed), ...patch },
      });
      if (!document) return;
      const key = `schedule:${held.id}:${missed.due.toISOString()}`;
      const { channel } = recipient;
      await queueDelivery(ctx, { key, channel, threadTs: null, document, scheduleId: held.id });
    });
  } catch (error) {
    // Somebody has changed it meanwhile, or another process has taken over.
    if (error instanceof LeaseLost) return;
    log.warn({ schedule: held.id, attempts: held.attempts, error: messageOf(error) }, 'not fired yet');
    await postpone(ctx, held, error).catch((failure) =>
      log.error({ schedule: held.id, error: messageOf(failure) }, 'left to its lease'),
    );
  }
}

type Times = Missed & { next: Date };

/** The latest time that has come, how many before it have come to nothing, and the one after it. */
function timesOf({ cadence, timeZone, scheduledAt }: Row<'schedules'>, now: Date): Times {
  const since = { from: scheduledAt, until: now };
  const { count, last, next } = dueBetween(cadence as Cadence, timeZone, since);
  return { due: last ?? scheduledAt, skipped: count, next, now };
}

/** The time is dealt with. */
function passed({ due, next }: Times): Partial<Row<'schedules'>> {
  return { scheduledAt: next, dueAt: next, lastScheduledAt: due, attempts: 0, lastError: null };
}

async function decide(
  ctx: FiringSystem,
  { held, missed, actor }: { held: Row<'schedules'>; missed: Times; actor: Actor },
): Promise<Decision> {
  const view = viewSchedule({ ...held, ...passed(missed) });
  const title = ctx.reports.catalog.titleOf(held.report);
  const { due: last, skipped, now } = missed;
  if (now.getTime() - last.getTime() > CATCH_UP_WITHIN_MS) {
    return { patch: {}, document: buildSkipped(view, { title, skipped: skipped + 1, last }) };
  }
  const ran = await run({ ...ctx, actor }, { held, view, missed });
  if ('result' in ran) {
    const { result, document } = ran;
    if (isMet(held.condition as Condition | null, result, held.lastHash)) {
      return { patch: { lastHash: hashRows(result) }, document };
    }
    return skipped > 0 ? { patch: {}, document: buildQuiet(view, { title, skipped }) } : { patch: {} };
  }
  const { error, isFinal } = ran;
  const isGone = error.code === 'not_found' && !ctx.reports.catalog.find(held.report);
  const reason = isGone ? `There is no report “${held.report}” any more.` : error.message;
  const isLastAttempt = held.attempts >= WAITS_MS.length;
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
  { held, view, missed }: { held: Row<'schedules'>; view: ScheduleView; missed: Missed },
): Promise<DeliveredReport | { error: RapportError; isFinal: boolean }> {
  const { report, params, condition } = held;
  try {
    const known = ctx.reports.catalog.find(report)?.definition;
    if (known) requireFits(condition as Condition | null, known);
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

async function postpone(ctx: System, held: Row<'schedules'>, error: unknown): Promise<void> {
  // That nobody could be asked says nothing about the report.
  const isLater = error instanceof TryLater;
  const waitMs = isLater ? error.waitMs : (WAITS_MS[Math.min(held.attempts, WAITS_MS.length - 1)] ?? 0);
  const patch = {
    dueAt: new Date(ctx.clock.now().getTime() + waitMs),
    attempts: isLater ? held.attempts : held.attempts + 1,
    lastError: messageOf(error),
  };
  await transact(ctx, (ctx) => settle(ctx, { table: 'schedules', held, patch }));
}
