import { and, count, desc, eq, gt, gte, lt } from 'drizzle-orm';
import { dateIn } from '../clock.ts';
import type { System } from '../context.ts';
import { formatMoment } from './cadence.ts';
import type { Document, Fact } from './document.ts';
import type { Recipient } from './firing.ts';
import { queueDelivery } from './outbox.ts';
import { listNoticed, type Noticed } from './schedule-upkeep.ts';
import { describeWhen } from './schedule-view.ts';

/** The hour of the day, in each admin's own zone, from which the digest is sent. */
const FROM_HOUR = 9;
/** What is older than this is not told any more. */
const LOOKS_BACK_MS = 7 * 24 * 3_600_000;
const SHOWN = 5;

type Stored = Pick<System, 'store' | 'clock'>;
export type Admin = Exclude<Recipient, { gone: string }>;

/**
 * Tells admins once a day what needs a look: what could not be delivered, and which schedules Rapport has paused or
 * ended. Nothing is sent when there is nothing to tell. `adminsOf` is asked only when there is.
 */
export async function sendAdminDigests(system: System, adminsOf: () => Promise<Admin[]>): Promise<void> {
  const now = system.clock.now();
  const weekAgo = new Date(now.getTime() - LOOKS_BACK_MS);
  if (!(await buildDigest(system, { since: weekAgo, timeZone: 'UTC' }))) return;
  for (const { actor, channel } of await adminsOf()) {
    const { memberId, timeZone } = actor;
    if (hourIn(timeZone, now) < FROM_HOUR) continue;
    const last = await lastDigest(system, memberId);
    const today = dateIn(timeZone, now);
    if (last && dateIn(timeZone, last) >= today) continue;
    const since = last && last > weekAgo ? last : weekAgo;
    const document = await buildDigest(system, { since, timeZone });
    if (!document) continue;
    const key = `${keyOf(memberId)}${today}`;
    await system.store.transaction((tx) =>
      queueDelivery(tx, system, { key, channel, threadTs: null, document }),
    );
  }
}

const keyOf = (memberId: string) => `digest:${memberId}:`;

function hourIn(timeZone: string, instant: Date): number {
  const hour = instant.toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' });
  return Number(hour);
}

async function lastDigest({ store }: Stored, memberId: string): Promise<Date | undefined> {
  const { outbox } = store.tables;
  const key = keyOf(memberId);
  const [last] = await store.read
    .select({ createdAt: outbox.createdAt })
    .from(outbox)
    .where(and(gte(outbox.dedupeKey, key), lt(outbox.dedupeKey, `${key}~`)))
    .orderBy(desc(outbox.dedupeKey))
    .limit(1);
  return last?.createdAt;
}

/** What needs a look since an instant; undefined when nothing does. */
async function buildDigest(
  system: Stored,
  { since, timeZone }: { since: Date; timeZone: string },
): Promise<Document | undefined> {
  const [failed, paused, left] = await Promise.all([
    listFailed(system, { since, limit: SHOWN }),
    listNoticed(system, { status: 'paused', since, limit: SHOWN }),
    listNoticed(system, { status: 'ended', since, limit: SHOWN }),
  ]);
  const facts: Fact[] = [
    ...failed.rows.map(({ what, error, at }) => ({
      label: 'Not delivered',
      value: `${what}: ${error} (${formatMoment(at, timeZone)})`,
    })),
    ...(failed.count > SHOWN
      ? [{ label: 'Not delivered', value: `${failed.count - SHOWN} more; \`npm run doctor\` counts them` }]
      : []),
    ...paused.map((each) => ({ label: 'Paused', value: `${nameOf(each)}: ${each.reason}` })),
    ...left.map((each) => ({
      label: 'Ended',
      value: `${nameOf(each)}, ${describeWhen(each)}: ${each.reason}`,
    })),
  ];
  if (facts.length === 0) return undefined;
  return {
    title: 'What needs a look',
    text:
      left.length > 0
        ? 'Some deliveries did not go as planned, or have nobody to go to any more.'
        : 'Some deliveries did not go as planned.',
    facts,
    note: 'You get this as an admin of Rapport, at most once a day.',
    ...(left.length > 0
      ? { actions: [{ id: 'schedule_left' as const, label: 'Offer them to somebody', value: 'left' }] }
      : {}),
  };
}

const nameOf = ({ report, name }: Noticed) => `${report} for ${name}`;

/** Deliveries that have failed for good since an instant: how many, and the latest. */
export async function listFailed(
  { store }: Pick<System, 'store'>,
  { since, limit }: { since: Date; limit: number },
): Promise<{ count: number; rows: { what: string; error: string; at: Date }[] }> {
  const { outbox } = store.tables;
  const failed = and(eq(outbox.status, 'failed'), gt(outbox.finishedAt, since));
  const [counted] = await store.read.select({ count: count() }).from(outbox).where(failed);
  const rows = await store.read
    .select()
    .from(outbox)
    .where(failed)
    .orderBy(desc(outbox.finishedAt))
    .limit(limit);
  return {
    count: counted?.count ?? 0,
    rows: rows.map(({ document, channel, lastError, finishedAt, createdAt }) => ({
      what: `${(document as Document).title ?? 'A message'} to ${channel}`,
      error: lastError ?? 'unknown',
      at: finishedAt ?? createdAt,
    })),
  };
}
