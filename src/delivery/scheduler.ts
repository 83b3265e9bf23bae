import { asc, sql } from 'drizzle-orm';
import { type Actor, hasRole, type System, transact } from '../context.ts';
import { messageOf, RapportError } from '../errors.ts';
import { withTrace } from '../happenings.ts';
import { claimable, settle } from '../queue/claims.ts';
import { createQueue, type Queue } from '../queue/queue.ts';
import type { Policy } from '../queue/work.ts';
import type { WithReports } from '../reports/reports.ts';
import { findDefinition, findQuestion, titleOf, type Wanted } from '../reports/what-runs.ts';
import { parameter, prepared } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import { dueBetween } from './cadence.ts';
import { type DeliveredReport, deliverReport } from './deliver-report.ts';
import type { Document } from './document.ts';
import { enqueueDelivery } from './outbox.ts';
import { planAnew } from './planned-anew.ts';
import { type ChannelKeeper, type FindRecipient, type Recipient, TryLater } from './recipient.ts';
import { endSchedules } from './recipient-changes.ts';
import { hashRows, isMet, requireFits } from './schedule-condition.ts';
import {
  buildFailed,
  buildPaused,
  buildQuiet,
  buildSkipped,
  type Missed,
  withChangedCount,
} from './schedule-document.ts';
import { isAfterEnd, lastMoment } from './schedule-ends.ts';
import { requireRunnable } from './schedule-rights.ts';
import { readSchedule, type Schedule } from './schedule-rows.ts';
import { type ScheduleView, viewSchedule } from './schedule-view.ts';

/** The numbers of firing schedules: see `Policy`. */
const FIRING = {
  /** Longer than any report may run; a report that hangs all the same is run anew. */
  leaseMs: 120_000,
  /** Nobody nudges when a time comes, and looking costs one query of an index. */
  lookEveryMs: 250,
  /** Reports that run at once: the bound on the runs of one member does not hold for schedules. */
  atOnce: 12,
  /** After the last wait the recipient is told that the report cannot be run. */
  waitsMs: [10_000, 60_000, 5 * 60_000],
  /** A schedule waits for as long as Slack cannot be asked who its recipient is. */
  afterLastWait: 'wait again',
  atStop: 'finish',
  /** How late a report is still sent when its time was missed, because Rapport or Slack was down. */
  catchUpWithinMs: 24 * 3_600_000,
} as const satisfies Policy & Record<string, unknown>;

const selectDue = prepared<{ now: Date; limit: number }, { id: string }>((db, { schedules }) =>
  db
    .select({ id: schedules.id })
    .from(schedules)
    .where(claimable('schedules', schedules, parameter('now', schedules.dueAt)))
    .orderBy(asc(schedules.dueAt))
    .limit(sql.placeholder('limit')),
);

/**
 * Fires the schedules that are due, the longest due first; `fired` is called after each, so that its delivery goes out
 * at once.
 */
export function createScheduler(
  ctx: WithReports<System>,
  { recipientOf, keeper, fired }: Firing & { fired(): void },
): Queue<'schedules'> {
  return createQueue(ctx, {
    table: 'schedules',
    policy: FIRING,
    select: selectDue,
    claims: 'soon',
    dueFrom: 'scheduledAt',
    clockMovedBack: planAnew,
    handle: (_, { row }) => fire(withTrace(ctx, row.id), { row, recipientOf, keeper }),
    judge: ({ error }) =>
      // That the recipient could not be looked up says nothing about the report.
      error instanceof TryLater ? { kind: 'asked', waitMs: error.waitMs } : { kind: 'failed' },
    attempted: fired,
  });
}

/** Whom a firing asks. Without a keeper nothing is posted in channels: nobody knows who reads them. */
type Firing = FindRecipient & { keeper?: ChannelKeeper };

/** The outcome of one firing: the patch that is written to the schedule, and the document that its recipient gets. */
type Decision = {
  patch: Partial<Row<'schedules'>>;
  document?: Document;
  /** Whether it is the report itself, which a channel may be who gets; all else goes to the owner alone. */
  isReport?: true;
  /** Whether somebody else has to answer for the schedule from now on. */
  isOrphaned?: true;
};

/**
 * Runs the report of a schedule as its recipient, with their rights and zone of this moment, and puts the delivery into
 * the outbox, once for each time the schedule is due, in the transaction that moves the schedule on.
 */
async function fire(
  ctx: WithReports<System>,
  { row, recipientOf, keeper }: Firing & { row: Row<'schedules'> },
): Promise<void> {
  const recipient = await recipientOf(row.memberId);
  if ('gone' in recipient) {
    const ended = { memberId: row.memberId, reason: recipient.gone };
    return transact(ctx, async (ctx) => {
      const orphaned = await endSchedules(ctx, ended);
      if (orphaned.length > 0) await keeper?.askForOwner(ctx, orphaned);
    });
  }
  const held = readSchedule(row);
  const missed = timesOf(held, ctx.clock.now());
  const decision = await decide(ctx, { held, missed, recipient, keeper, recipientOf });
  const { patch, document, isReport, isOrphaned } = decision;
  await transact(ctx, async (ctx) => {
    await settle(ctx, { table: 'schedules', held, patch: { ...movedOn(missed), ...patch } });
    if (isOrphaned) await keeper?.askForOwner(ctx, [held.id]);
    if (!document) return;
    const key = `schedule:${held.id}:${missed.due.toISOString()}`;
    const isPosted = isReport && held.channel !== null;
    const to = isPosted
      ? { channel: held.channel ?? '' }
      : { channel: recipient.channel, memberId: held.memberId };
    const of = { key, kind: 'scheduled', scheduleId: held.id, threadTs: null } as const;
    await enqueueDelivery(ctx, { ...of, ...to, document });
  });
}

/**
 * The times of a schedule around now: the latest that was due, how many before it were missed, the next one, and whether that
 * comes after its last day.
 */
type Times = Missed & { next: Date; isOver: boolean };

/** Finds the times of a schedule around now. */
function timesOf(schedule: Schedule, now: Date): Times {
  const { cadence, timeZone, scheduledAt } = schedule;
  const since = { from: scheduledAt, until: lastMoment(schedule, now) };
  const { count, last, next } = dueBetween(cadence, timeZone, since);
  return { due: last ?? scheduledAt, skipped: count, next, now, isOver: isAfterEnd(schedule, next) };
}

/** The patch that moves a schedule on to its next time, or ends it when there is none. */
function movedOn({ due, next, isOver }: Times): Partial<Row<'schedules'>> {
  return {
    scheduledAt: next,
    dueAt: next,
    lastScheduledAt: due,
    attempts: 0,
    lastError: null,
    ...(isOver ? { status: 'ended' } : {}),
  };
}

/**
 * Runs the report unless its time is too long ago, and decides what is sent. Throws the error that another attempt may
 * mend.
 */
async function decide(
  ctx: WithReports<System>,
  {
    held,
    missed,
    recipient: { actor },
    keeper,
    recipientOf,
  }: { held: Schedule; missed: Times; recipient: Extract<Recipient, { actor: Actor }> } & Firing,
): Promise<Decision> {
  const view = viewSchedule({ ...held, ...movedOn(missed) });
  const wanted = { name: held.report, given: held.params };
  const title = await titleOf(ctx, wanted);
  const { due: last, skipped, now } = missed;
  const pause = (reason: string): Decision => {
    const paused = { status: 'paused', reason } as const;
    return {
      patch: paused,
      document: buildPaused({ ...view, ...paused, next: undefined }, { title, reason }),
    };
  };
  if (now.getTime() - last.getTime() > FIRING.catchUpWithinMs) {
    return { patch: {}, document: buildSkipped(view, { title, skipped: skipped + 1, last }) };
  }
  if (held.channel !== null) {
    if (!hasRole(actor, 'lead')) return { ...pause(NO_LEAD), isOrphaned: true };
    const refusal = await findRefusal(ctx, { held, channel: held.channel, keeper });
    if (refusal) return pause(refusal);
  }
  const uncertified = await findUncertified(ctx, { held, recipientOf });
  if (uncertified) return pause(uncertified);
  const ran = await runScheduled({ ...ctx, actor }, { held, view, missed });
  if ('result' in ran) {
    const { result, document } = ran;
    if (isMet(held.condition, result, held.lastHash)) {
      const { definitionHash = null } = result;
      const isOther = held.definitionHash !== null && held.definitionHash !== definitionHash;
      return {
        patch: { lastHash: hashRows(result), definitionHash },
        document: isOther ? withChangedCount(document) : document,
        isReport: true,
      };
    }
    const isQuiet = skipped === 0 && !missed.isOver;
    return isQuiet ? { patch: {} } : { patch: {}, document: buildQuiet(view, { title, skipped }) };
  }
  const { error, isFinal } = ran;
  const isGone = error.code === 'not_found' && !(await findDefinition(ctx, wanted));
  const reason = isGone ? `There is no report “${held.report}” any more.` : capital(error.message);
  const isLastAttempt = held.attempts >= FIRING.waitsMs.length;
  const mayPass = MAY_PASS.has(error.code) || (await isMetricAway(ctx, wanted));
  if (isFinal && (isLastAttempt || !mayPass)) return pause(reason);
  if (isLastAttempt) return { patch: {}, document: buildFailed(view, { title, reason }) };
  throw error;
}

/** Whether a question asks a metric that is not there: its file may be back in a minute. */
async function isMetricAway(ctx: WithReports<System>, wanted: Wanted): Promise<boolean> {
  const question = await findQuestion(ctx, wanted);
  return question !== undefined && !ctx.reports.metrics.find(String(question.request.metric));
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** Why nobody answers any more for a question that was kept as a report; undefined while an admin does. */
async function findUncertified(
  ctx: WithReports<System>,
  { held: { report: name, params: given }, recipientOf }: { held: Schedule } & FindRecipient,
): Promise<string | undefined> {
  const kept = (await findQuestion(ctx, { name, given }))?.kept;
  if (!kept?.decidedBy) return undefined;
  const certifier = await recipientOf(kept.decidedBy);
  const why = 'gone' in certifier ? certifier.gone : 'they are no admin any more';
  if (!('gone' in certifier) && hasRole(certifier.actor, 'admin')) return undefined;
  return `Nobody answers for how “${kept.title}” is counted: of the admin who certified it, ${why}. Another admin has to certify it anew, by a button below /report ${kept.name}.`;
}

const NO_LEAD =
  'Only leads and admins can have reports posted in a channel, so I have asked somebody else to answer for it.';

/** Why a report may not be posted in its channel, by who reads it now. Throws `TryLater` when nobody can tell. */
async function findRefusal(
  ctx: WithReports<System>,
  { held, channel, keeper }: { held: Schedule; channel: string } & Pick<Firing, 'keeper'>,
): Promise<string | undefined> {
  const definition = await findDefinition(ctx, { name: held.report, given: held.params });
  // What has become of the report is told by the run.
  if (!definition) return undefined;
  if (!keeper) throw new TryLater('nobody can tell who reads the channel', FIRING.waitsMs[0]);
  try {
    await keeper.requireReaders({ channel, definition });
    return undefined;
  } catch (error) {
    if (error instanceof RapportError && !error.patience) return error.message;
    throw error;
  }
}

/**
 * Errors that a next attempt may not meet: the file of a report that is being edited may be whole again in a minute.
 */
const MAY_PASS: ReadonlySet<RapportError['code']> = new Set(['not_found', 'unavailable']);

/**
 * Runs the report. Gives the error when it has none to deliver, and whether every further run would meet the error too.
 */
async function runScheduled(
  ctx: WithReports,
  { held, view, missed }: { held: Schedule; view: ScheduleView; missed: Missed },
): Promise<DeliveredReport | { error: RapportError; isFinal: boolean }> {
  const { report, params, condition, channel } = held;
  try {
    const known = await findDefinition(ctx, { name: report, given: params });
    if (known) requireFits(condition, known);
    const request = { name: report, given: params, source: 'schedule' } as const;
    return await deliverReport(ctx, { ...request, as: 'scheduled', view, missed });
  } catch (error) {
    if (!(error instanceof RapportError)) {
      ctx.log.error({ report, error: messageOf(error) }, 'scheduled report not run');
      return { error: MISTAKE, isFinal: false };
    }
    const isFinal = await requireRunnable(ctx, { report, params, condition, channel }).then(
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
