import { and, count, desc, eq, gt, lte, max, sql } from 'drizzle-orm';
import { z } from 'zod';
import { dateIn, timeIn } from '../clock.ts';
import { type System, transact } from '../context.ts';
import { countFailed, type Failed } from '../queue/failed-rows.ts';
import type { Job } from '../queue/job.ts';
import { createPoll } from '../queue/poll.ts';
import { spokenName } from '../reports/what-runs.ts';
import { isOfKind } from '../store/delivery-kinds.ts';
import { formatMoment } from './cadence.ts';
import type { Document, Fact } from './document.ts';
import { findOverdue } from './health.ts';
import { enqueueDelivery } from './outbox.ts';
import type { Recipient } from './recipient.ts';
import { listStoppedSchedules, type StoppedSchedule } from './schedule-offers.ts';
import { describeWhen } from './schedule-view.ts';

/** The numbers of alerts. */
const ALERTS = {
  /** Looking costs some queries of indexes, each of rows that have failed or are late. */
  lookEveryMs: 5_000,
  /** The time of day, in each admin's own zone, from which an alert is sent: nobody is woken. */
  from: '09:00',
  /** Troubles that are older than this are not told any more. */
  looksBackMs: 7 * 24 * 3_600_000,
  /** Lines of each sort of trouble; the others are counted. */
  lines: 5,
  /** Schedules that are counted; counting more would tell nobody anything. */
  counted: 500,
  /** A schedule that is later than this is a sign that something is wrong. */
  lateMs: 3_600_000,
} as const;

/** An admin, and the channel of their direct messages. */
export type Admin = Exclude<Recipient, { gone: string }>;

/** Whom alerts go to, and what they tell besides what is known here. */
export type AlertSources = {
  adminsOf(): Promise<Admin[]>;
  /** Says which digest should be there by now and is not, and why. */
  missingDigest?(): Promise<string | undefined>;
};

/** Looks every few seconds whether admins are to be alerted; `queued` is called after each look. */
export function createAdminAlerts(
  ctx: System,
  { queued, ...sources }: AlertSources & { queued(): void },
): Job {
  return createPoll(ctx, {
    everyMs: ALERTS.lookEveryMs,
    look: () => sendAdminAlerts(ctx, sources).then(queued),
    failed: 'alert not sent yet',
  });
}

/**
 * Tells admins once a day which digest has not come, that `crm.yaml` is broken, which deliveries, messages and nights have failed, and which schedules are late, or were
 * paused or ended by Rapport. Nothing is sent when there is nothing to tell; `adminsOf` is called only when there is.
 */
export async function sendAdminAlerts(ctx: System, sources: AlertSources): Promise<void> {
  const { adminsOf, missingDigest } = sources;
  const now = ctx.clock.now();
  const weekAgo = new Date(now.getTime() - ALERTS.looksBackMs);
  const missing = await missingDigest?.();
  const broken = ctx.crmTrouble?.();
  if (!(await buildAlert(ctx, { since: weekAgo, timeZone: 'UTC', missing, broken }))) return;
  for (const { actor, channel } of await adminsOf()) {
    const { memberId, timeZone } = actor;
    if (timeIn(timeZone, now) < ALERTS.from) continue;
    const today = dateIn(timeZone, now);
    const last = await findLastAlert(ctx, memberId, now);
    if (last && dateIn(timeZone, last) >= today) continue;
    const since = last && last > weekAgo ? last : weekAgo;
    const document = await buildAlert(ctx, { since, timeZone, missing, broken });
    if (!document) continue;
    const of = { key: `digest:${memberId}:${today}`, kind: 'alert', memberId } as const;
    // Dated by the look, so that troubles of meanwhile are told the next time.
    const asLooked = { ...ctx, clock: { ...ctx.clock, now: () => now } };
    await transact(asLooked, (ctx) => enqueueDelivery(ctx, { ...of, channel, threadTs: null, document }));
  }
}

/** Finds when a member was sent their last alert; one that is dated later than now was dated by a clock that was ahead. */
async function findLastAlert(ctx: System, memberId: string, now: Date): Promise<Date | undefined> {
  const { outbox } = ctx.store.tables;
  const [last] = await ctx.db
    .select({ at: max(outbox.createdAt) })
    .from(outbox)
    .where(and(isOfKind(outbox, 'alert'), eq(outbox.memberId, memberId), lte(outbox.createdAt, now)));
  return last?.at ?? undefined;
}

/** Builds the alert about the troubles since an instant; undefined when there are none. */
async function buildAlert(
  ctx: System,
  {
    since,
    timeZone,
    missing,
    broken,
  }: { since: Date; timeZone: string; missing: string | undefined; broken: string | undefined },
): Promise<Document | undefined> {
  const [failed, rows, paused, left, late] = await Promise.all([
    listFailed(ctx, { since, limit: ALERTS.lines }),
    countFailed(ctx, { since }),
    listStoppedSchedules(ctx, { status: 'paused', since, limit: ALERTS.counted }),
    listStoppedSchedules(ctx, { status: 'ended', since, limit: ALERTS.counted }),
    findOverdue(ctx, { byMs: ALERTS.lateMs }),
  ]);
  const hasFailed = failed.count + rows.messages.count > 0;
  const facts: Fact[] = [
    ...(missing ? [{ label: 'No digest', value: missing }] : []),
    ...(broken ? [{ label: 'Broken file', value: `${broken}. What it said before still holds.` }] : []),
    ...(late ? [{ label: 'Late', value: `${late.count} should have been sent by now: ${late.why}` }] : []),
    ...firstLines('Not delivered', failed.count, failed.rows, ({ what, error, at }) => {
      return `${what}: ${error} (${formatMoment(at, timeZone)})`;
    }),
    ...lastOf('Messages failed', rows.messages, timeZone),
    ...lastOf('Nights failed', rows.nights, timeZone),
    ...firstLines('Paused', paused.length, paused, (each) => `${nameOf(each)}: ${each.reason}`),
    ...firstLines(
      'Ended',
      left.length,
      left,
      (each) => `${nameOf(each)}, ${describeWhen(each)}: ${each.reason}`,
    ),
  ];
  if (facts.length === 0) return undefined;
  return {
    title: 'What needs a look',
    text:
      left.length > 0
        ? 'Some deliveries did not go as planned, or have nobody to go to any more.'
        : 'Some things did not go as planned.',
    facts,
    note: `${hasFailed ? '“npm run retry” repeats what has failed. ' : ''}${paused.length > 0 ? '“npm run reports -- lint” says what is wrong with a report’s file. ' : ''}${broken ? '“npm run crm -- lint” says all that is wrong with the file. ' : ''}You get this as an admin of Rapport, at most once a day.`,
    ...(left.length > 0
      ? { actions: [{ id: 'schedule_left' as const, label: 'Offer them to somebody', value: 'left' }] }
      : {}),
  };
}

/** Writes how many rows have failed, and when the last one did. */
function lastOf(label: string, { count, last }: Failed, timeZone: string): Fact[] {
  if (count === 0 || !last) return [];
  return [{ label, value: `${count}, the last one ${formatMoment(last, timeZone)}` }];
}

/** Writes the first items of one sort as lines, and how many more there are. */
function firstLines<Item>(label: string, count: number, items: Item[], say: (item: Item) => string): Fact[] {
  const lines = items.slice(0, ALERTS.lines).map((item) => ({ label, value: say(item) }));
  return count > ALERTS.lines ? [...lines, { label, value: `and ${count - ALERTS.lines} more` }] : lines;
}

const nameOf = ({ report, name }: StoppedSchedule) => `${spokenName(report)} for ${name}`;

/** Reads the title of a delivery that may be no document at all, which may be why it has failed. */
const Titled = z.looseObject({ title: z.string().optional() }).catch({});

/** How many deliveries have failed for good, and the latest of them: what was sent to whom, and why it failed. */
export type FailedDeliveries = { count: number; rows: { what: string; error: string; at: Date }[] };

/** Lists the deliveries that have failed for good since an instant, the latest first. */
export async function listFailed(
  ctx: System,
  { since, limit }: { since: Date; limit: number },
): Promise<FailedDeliveries> {
  const { outbox } = ctx.store.tables;
  // The status is written out, not bound: only so SQLite uses the index on what has failed.
  const failed = and(sql`${outbox.status} = 'failed'`, gt(outbox.finishedAt, since));
  const [counted] = await ctx.db.select({ count: count() }).from(outbox).where(failed);
  const rows = await ctx.db.select().from(outbox).where(failed).orderBy(desc(outbox.finishedAt)).limit(limit);
  return {
    count: counted?.count ?? 0,
    rows: rows.map(({ document, channel, lastError, finishedAt, createdAt }) => ({
      what: `${Titled.parse(document).title ?? 'A message'} to ${channel}`,
      error: lastError ?? 'unknown',
      at: finishedAt ?? createdAt,
    })),
  };
}
