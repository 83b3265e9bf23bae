import { and, asc, eq, gt, isNotNull, isNull, lt, lte, ne, notExists, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { addDays, DAY_MS, dateIn } from '../../clock.ts';
import { type System, transact, type Writing } from '../../context.ts';
import { newId } from '../../ids.ts';
import { claimable, isOpen } from '../../queue/claims.ts';
import { takeRows } from '../../queue/queue.ts';
import type { Policy, Taking } from '../../queue/work.ts';
import { lock } from '../../store/locks.ts';
import { insertNew, parameter, prepared } from '../../store/prepared-statements.ts';
import { instantOf } from '../../wall-clock.ts';
import { type Night, TEAM } from '../observations/night.ts';

/** Time of day at which nights end, `HH:MM`, in each zone. */
type At = { nightlyAt: string };

/** The numbers of nights: see `Policy`. */
export const NIGHTS = {
  /** A pass with every call of the model at its slowest takes less. */
  leaseMs: 15 * 60_000,
  /** Nobody nudges when a night is over, and looking costs one query of an index. */
  lookEveryMs: 500,
  /** Each pass waits for a language model most of the time. */
  atOnce: 4,
  /** After the last wait the next night reads what this night should have read. */
  waitsMs: [60_000, 10 * 60_000, 30 * 60_000],
  afterLastWait: 'give up',
  /** A pass writes nothing before its end. */
  atStop: 'untake',
  /** People join and move: how often a night to come is planned for those who have none. */
  planEveryMs: 60_000,
  /** How far back the first night of a member reads. */
  firstLooksBackMs: 7 * DAY_MS,
  /** Missed nights that are made up for one by one; older ones are read together with the first of them. */
  caughtUp: 7,
  /** How long the team's night waits for nights of members that fail. */
  teamWaitsMs: 2 * 3_600_000,
  /**
   * A night that was claimed so often ends its process again and again: the team's night takes it for one that fails.
   */
  tooManyClaims: 4,
  /** Rows written so shortly before a night's end are perhaps not all committed yet: the next night reads them. */
  settledMs: 10_000,
} as const satisfies Policy & Record<string, unknown>;

/** The instant at which a night ends; where clocks skip that time, the first moment after the gap. */
export function endOfNight(night: string, timeZone: string, { nightlyAt }: At): Date {
  const key = `${night}T${nightlyAt} ${timeZone}`;
  const known = ends.get(key) ?? instantOf(new Date(`${night}T${nightlyAt}:00Z`), timeZone);
  if (ends.size >= MOST_ENDS) ends.clear();
  ends.set(key, known);
  return known;
}

/** Ends of nights by night, time and zone: they are costly to work out, and thousands of members share a few. */
const ends = new Map<string, Date>();
const MOST_ENDS = 1_000;

/** The first night that ends after an instant. */
function nightAfter(instant: Date, timeZone: string, at: At): string {
  const today = dateIn(timeZone, instant);
  return endOfNight(today, timeZone, at) > instant ? today : addDays(today, 1);
}

/** The night to come after one: missed nights follow one by one, but no more than a week of them. */
function nightToCome({ night, timeZone }: Night, now: Date, at: At): string {
  const oldest = addDays(nightAfter(now, timeZone, at), -NIGHTS.caughtUp);
  const next = addDays(night, 1);
  if (next < oldest) return oldest;
  return next;
}

/** A scope that has nights: an active member, or the team. */
type Sleeper = { scope: string; memberId: string | null; timeZone: string };

/** Lists active members with their zones, and the team, whose night is that of the zone most members are in. */
async function listSleepers(ctx: System): Promise<Sleeper[]> {
  const { members } = ctx.store.tables;
  const active = await ctx.db
    .select({ id: members.id, timeZone: members.timeZone })
    .from(members)
    .where(eq(members.status, 'active'))
    .orderBy(asc(members.id));
  if (active.length === 0) return [];
  const team = { scope: TEAM, memberId: null, timeZone: homeZone(active.map(({ timeZone }) => timeZone)) };
  return [...active.map(({ id, timeZone }) => ({ scope: id, memberId: id, timeZone })), team];
}

/** The most common zone; of several, the one that came first. */
function homeZone(zones: string[]): string {
  const counts = new Map<string, number>();
  for (const zone of zones) counts.set(zone, (counts.get(zone) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return zones.find((zone) => counts.get(zone) === most) ?? 'UTC';
}

/**
 * Plans a night to come for everybody who has none, and moves those whose zone or time has changed. Where nothing is
 * missing, nothing is written.
 */
export async function planNights(ctx: System, at: At): Promise<void> {
  const sleepers = await listSleepers(ctx);
  const { dreamRuns } = ctx.store.tables;
  const listOpen = (ctx: System) => ctx.db.select().from(dreamRuns).where(isOpen('dreamRuns', dreamRuns));
  const pending = new Map((await listOpen(ctx)).map((night) => [night.scope, night]));
  const missing = sleepers.filter(({ scope }) => !pending.has(scope));
  const moved = sleepers.flatMap((sleeper) => {
    const night = pending.get(sleeper.scope);
    return night && isElsewhere(night, sleeper, at) ? [{ night, timeZone: sleeper.timeZone }] : [];
  });
  if (missing.length === 0 && moved.length === 0) return;
  await transact(ctx, async (ctx) => {
    // A night that has ended meanwhile has planned the one after it.
    await lock(ctx, 'observations');
    const planned = new Set((await listOpen(ctx)).map(({ scope }) => scope));
    for (const sleeper of missing) if (!planned.has(sleeper.scope)) await planFirst(ctx, { sleeper, at });
    for (const each of moved) await moveNight(ctx, { ...each, at });
  });
}

function isElsewhere(
  { night, attempts, leaseUntil, scheduledAt }: Night,
  { timeZone }: Sleeper,
  at: At,
): boolean {
  if (attempts > 0 || leaseUntil) return false;
  return endOfNight(night, timeZone, at).getTime() !== scheduledAt.getTime();
}

async function planFirst(ctx: Writing, { sleeper, at }: { sleeper: Sleeper; at: At }): Promise<void> {
  const now = ctx.clock.now();
  const { scope, timeZone } = sleeper;
  const last = await findLastNight(ctx, scope);
  // A member who comes back goes on where their last night ended, but no further back than a first night reads.
  const earliest = new Date(now.getTime() - NIGHTS.firstLooksBackMs);
  const left = last && cursorOf(last);
  await insertNight(ctx, {
    ...sleeper,
    night:
      last && last.night >= nightAfter(now, timeZone, at)
        ? addDays(last.night, 1)
        : nightAfter(now, timeZone, at),
    at,
    from: left && left.fromAt > earliest ? left : { fromAt: earliest, fromId: '' },
  });
}

/** The latest night of a scope that is over. */
async function findLastNight(ctx: Writing, scope: string): Promise<Night | undefined> {
  const { dreamRuns } = ctx.store.tables;
  const [last] = await ctx.db
    .select()
    .from(dreamRuns)
    .where(and(eq(dreamRuns.scope, scope), ne(dreamRuns.status, 'pending')))
    .orderBy(sql`${dreamRuns.night} desc`)
    .limit(1);
  return last;
}

/** Where the next night begins to read: behind the rows that this one has read, or where a failed one began. */
function cursorOf({ cursorAt, cursorId, fromAt, fromId }: Night): Pick<Night, 'fromAt' | 'fromId'> {
  return cursorAt ? { fromAt: cursorAt, fromId: cursorId ?? '' } : { fromAt, fromId };
}

/** Plans the night that comes after one that is over. */
export async function planNext(
  ctx: Writing,
  { over, timeZone, at }: { over: Night; timeZone: string; at: At },
): Promise<void> {
  const { scope, memberId } = over;
  const night = nightToCome({ ...over, timeZone }, ctx.clock.now(), at);
  await insertNight(ctx, { scope, memberId, timeZone, night, at, from: cursorOf(over) });
}

type NewNight = Sleeper & { night: string; at: At; from: Pick<Night, 'fromAt' | 'fromId'> };

async function insertNight(
  ctx: Writing,
  { scope, memberId, timeZone, night, at, from }: NewNight,
): Promise<void> {
  const scheduledAt = endOfNight(night, timeZone, at);
  const row = {
    ...from,
    id: newId(),
    scope,
    memberId,
    night,
    timeZone,
    scheduledAt,
    dueAt: scheduledAt,
    status: 'pending' as const,
    createdAt: ctx.clock.now(),
  };
  await insertNew(ctx, { into: 'dreamRuns', row });
}

async function moveNight(
  ctx: Writing,
  { night, timeZone, at }: { night: Night; timeZone: string; at: At },
): Promise<void> {
  const { dreamRuns } = ctx.store.tables;
  const scheduledAt = endOfNight(night.night, timeZone, at);
  await ctx.db
    .update(dreamRuns)
    .set({ timeZone, scheduledAt, dueAt: scheduledAt })
    .where(and(eq(dreamRuns.id, night.id), isOpen('dreamRuns', dreamRuns), isNull(dreamRuns.leaseUntil)));
}

/** Selects nights that are over and that nobody works on; the team's night only when those of members are done. */
const selectDue = prepared<{ now: Date; waited: Date; limit: number }, { id: string }>(
  (db, { dreamRuns }) => {
    const other = alias(dreamRuns, 'other');
    const isWorthWaiting = and(eq(other.attempts, 0), lt(other.fence, NIGHTS.tooManyClaims));
    const unfinished = db
      .select({ one: sql`1` })
      .from(other)
      .where(
        and(
          isOpen('dreamRuns', other),
          isNotNull(other.memberId),
          lte(other.scheduledAt, dreamRuns.scheduledAt),
          // Nights of members that fail are waited for, too, but not for ever.
          or(isWorthWaiting, gt(dreamRuns.scheduledAt, parameter('waited', dreamRuns.scheduledAt))),
        ),
      );
    return db
      .select({ id: dreamRuns.id })
      .from(dreamRuns)
      .where(
        and(
          claimable('dreamRuns', dreamRuns, parameter('now', dreamRuns.dueAt)),
          or(isNotNull(dreamRuns.memberId), notExists(unfinished)),
        ),
      )
      .orderBy(asc(dreamRuns.scheduledAt), asc(dreamRuns.id))
      .limit(sql.placeholder('limit'));
  },
);

/** Which nights the queue takes: those to work on now, the oldest first. */
export const NIGHTS_DUE: Taking<'dreamRuns'> = {
  table: 'dreamRuns',
  policy: NIGHTS,
  select: (ctx, { now, limit }) =>
    selectDue(ctx, { now, waited: new Date(now.getTime() - NIGHTS.teamWaitsMs), limit }),
  dependsOn: 'others',
  dueFrom: 'scheduledAt',
};

/** Claims nights to work on now, the oldest first. */
export function claimNights(ctx: System, { limit }: { limit: number }): Promise<Night[]> {
  return takeRows(ctx, NIGHTS_DUE, { limit });
}
