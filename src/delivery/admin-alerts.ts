import { and, count, desc, eq, gt, max } from 'drizzle-orm';
import { z } from 'zod';
import { dateIn, timeIn } from '../clock.ts';
import { type System, transact } from '../context.ts';
import type { Job } from '../queue/job.ts';
import { createPoll } from '../queue/poll.ts';
import { formatMoment } from './cadence.ts';
import type { Document, Fact } from './document.ts';
import { findOverdue } from './health.ts';
import { queueDelivery } from './outbox.ts';
import type { Recipient } from './recipient.ts';
import { listStoppedSchedules, type StoppedSchedule } from './schedule-offers.ts';
import { describeWhen } from './schedule-view.ts';

/** Looking costs two queries of an index. */
const LOOK_EVERY_MS = 5_000;
/** The time of day, in each admin's own zone, from which the digest is sent. */
const FROM = '09:00';
/** What is older than this is not told any more. */
const LOOKS_BACK_MS = 7 * 24 * 3_600_000;
const SHOWN = 5;
/** More than these are not even counted. */
const COUNTED = 500;
/** A schedule that is later than this is a sign that something is wrong. */
const LATE_MS = 3_600_000;

export type Admin = Exclude<Recipient, { gone: string }>;

/** Looks every few seconds whether admins are to be told something; `queued` is told when it was looked. */
export function createAdminAlerts(
  ctx: System,
  { adminsOf, queued }: { adminsOf(): Promise<Admin[]>; queued(): void },
): Job {
  return createPoll(ctx, {
    everyMs: LOOK_EVERY_MS,
    look: () => sendAdminAlerts(ctx, adminsOf).then(queued),
    failed: 'digest not sent yet',
  });
}

/**
 * Tells admins once a day what needs a look: what could not be delivered, and which schedules Rapport has paused or
 * ended. Nothing is sent when there is nothing to tell. `adminsOf` is asked only when there is.
 */
export async function sendAdminAlerts(ctx: System, adminsOf: () => Promise<Admin[]>): Promise<void> {
  const now = ctx.clock.now();
  const weekAgo = new Date(now.getTime() - LOOKS_BACK_MS);
  if (!(await buildAlert(ctx, { since: weekAgo, timeZone: 'UTC' }))) return;
  for (const { actor, channel } of await adminsOf()) {
    const { memberId, timeZone } = actor;
    if (timeIn(timeZone, now) < FROM) continue;
    const today = dateIn(timeZone, now);
    const last = await findLastAlert(ctx, memberId);
    if (last && dateIn(timeZone, last) >= today) continue;
    const since = last && last > weekAgo ? last : weekAgo;
    const document = await buildAlert(ctx, { since, timeZone });
    if (!document) continue;
    const of = { key: `digest:${memberId}:${today}`, kind: 'alert', memberId } as const;
    // Dated by when it was looked, so that what happens meanwhile is told the next time.
    const asLooked = { ...ctx, clock: { ...ctx.clock, now: () => now } };
    await transact(asLooked, (ctx) => queueDelivery(ctx, { ...of, channel, threadTs: null, document }));
  }
}

/** When somebody was sent their last digest. */
async function findLastAlert(ctx: System, memberId: string): Promise<Date | undefined> {
  const { outbox } = ctx.store.tables;
  const [last] = await ctx.db
    .select({ at: max(outbox.createdAt) })
    .from(outbox)
    .where(and(eq(outbox.kind, 'alert'), eq(outbox.memberId, memberId)));
  return last?.at ?? undefined;
}

/** What needs a look since an instant; undefined when nothing does. */
async function buildAlert(
  ctx: System,
  { since, timeZone }: { since: Date; timeZone: string },
): Promise<Document | undefined> {
  const [failed, paused, left, late] = await Promise.all([
    listFailed(ctx, { since, limit: SHOWN }),
    listStoppedSchedules(ctx, { status: 'paused', since, limit: COUNTED }),
    listStoppedSchedules(ctx, { status: 'ended', since, limit: COUNTED }),
    findOverdue(ctx, { byMs: LATE_MS }),
  ]);
  const facts: Fact[] = [
    ...(late ? [{ label: 'Late', value: `${late.count} should have been sent by now: ${late.why}` }] : []),
    ...shown('Not delivered', failed.count, failed.rows, ({ what, error, at }) => {
      return `${what}: ${error} (${formatMoment(at, timeZone)})`;
    }),
    ...shown('Paused', paused.length, paused, (each) => `${nameOf(each)}: ${each.reason}`),
    ...shown('Ended', left.length, left, (each) => `${nameOf(each)}, ${describeWhen(each)}: ${each.reason}`),
  ];
  if (facts.length === 0) return undefined;
  return {
    title: 'What needs a look',
    text:
      left.length > 0
        ? 'Some deliveries did not go as planned, or have nobody to go to any more.'
        : 'Some deliveries did not go as planned.',
    facts,
    note: `${paused.length > 0 ? '“npm run reports -- lint” says what is wrong with a report’s file. ' : ''}You get this as an admin of Rapport, at most once a day.`,
    ...(left.length > 0
      ? { actions: [{ id: 'schedule_left' as const, label: 'Offer them to somebody', value: 'left' }] }
      : {}),
  };
}

/** The first few as lines, and how many more there are. */
function shown<Item>(label: string, count: number, items: Item[], say: (item: Item) => string): Fact[] {
  const lines = items.slice(0, SHOWN).map((item) => ({ label, value: say(item) }));
  return count > SHOWN ? [...lines, { label, value: `and ${count - SHOWN} more` }] : lines;
}

const nameOf = ({ report, name }: StoppedSchedule) => `${report} for ${name}`;

/** Also of what is no document at all: that may be why it has failed. */
const Titled = z.looseObject({ title: z.string().optional() }).catch({});

/** Deliveries that have failed for good since an instant: how many, and the latest. */
export async function listFailed(
  ctx: System,
  { since, limit }: { since: Date; limit: number },
): Promise<{ count: number; rows: { what: string; error: string; at: Date }[] }> {
  const { outbox } = ctx.store.tables;
  const failed = and(eq(outbox.status, 'failed'), gt(outbox.finishedAt, since));
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
