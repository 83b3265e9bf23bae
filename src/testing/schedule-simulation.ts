import { asc } from 'drizzle-orm';
import { addDays, dateIn } from '../clock.ts';
import type { Context } from '../context.ts';
import { createSystem, transact } from '../context.ts';
import { type Cadence, WEEKDAYS } from '../delivery/cadence.ts';
import { type ChannelKeeper, TryLater } from '../delivery/recipient.ts';
import type { ScheduleView } from '../delivery/schedule-view.ts';
import { createScheduler } from '../delivery/scheduler.ts';
import { createSchedule } from '../delivery/schedules.ts';
import { createSender } from '../delivery/sender.ts';
import { RapportError } from '../errors.ts';
import { isOpen, releaseLeases } from '../queue/claims.ts';
import { prepared } from '../store/prepared-statements.ts';
import { ReportFailure } from '../store/reporting/reporting.ts';
import type { Tables } from '../store/schema.ts';
import { createRecord } from './event-record.ts';
import { MADE_UP, withMadeUpReports, withoutDurability } from './made-up-reports.ts';
import { createLife, type Life, mortalStore } from './mortal-process.ts';
import { openReportFolder } from './report-folder.ts';
import { seededRandom } from './seeded-random.ts';
import { temporarySqlite } from './stores.ts';
import { createTeam, fixedClock, NOW } from './team.ts';
import { type Copy, createUnreliableSlack } from './unreliable-slack.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Longer than all waits for a lease and after failures together. */
export const SOON = 30 * MINUTE;
/** How long a stalled report hangs: longer than the lease on its schedule. */
const STALL = 3 * MINUTE;
/** How far the clock moves while a row waits for a lease, for a channel, or for the end of a pause. */
const STEP = 15_000;
/** How often other faults happen besides processes that die, from 0 to 1. */
const FAULTS = { report: 0.01, stall: 0.001, recipient: 0.01 };
const SLACK_FAULTS = { before: 0.01, after: 0.01, limited: 0.005 };

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'America/Nuuk',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'Antarctica/Troll',
] as const;
const TIMES = ['00:00', '02:15', '02:30', '09:00', '23:30'];

export type SimulationOptions = {
  seed: number;
  days: number;
  members: number;
  /** How often a process dies at a step, from 0 to 1. */
  deaths: number;
  /** The long outages: on which day, and for how many hours. */
  longOutages: readonly (readonly [day: number, hours: number])[];
};

/** A schedule, the channel that gets its report, and the direct messages of who answers for it. */
export type Planned = { schedule: ScheduleView; channel: string; owner: string };
type Span = { from: number; until: number };

/** The course of a simulation: all that its judge has to know, and a digest of every event in its order. */
export type History = {
  planned: Planned[];
  /** The messages that Slack got, by the key of the delivery. */
  copies: Map<string, Copy[]>;
  /** When each delivery was written down, by its key. */
  queued: Map<string, number>;
  /** Deliveries that were never sent, and what became of them. */
  unsent: string[];
  outages: Span[];
  lives: number;
  start: number;
  end: number;
  events: number;
  hash: string;
};

/**
 * Plays schedules for days on a clock that is moved, with a process that dies at any step and a Slack that fails. All
 * that decides an order is the clock, the seed, and SQLite, which is never waited for: the same seed gives the same
 * history on any machine.
 */
export async function playSchedules(options: SimulationOptions): Promise<History> {
  const { seed, days, members, deaths } = options;
  const random = seededRandom(seed);
  const happens = (share: number) => random() < share;
  const clock = fixedClock(NOW);
  const now = () => clock.now().getTime();
  const [start, end] = [NOW.getTime(), NOW.getTime() + days * DAY];
  const record = createRecord(now);

  let areFaultsOver = false;
  let life: Life = createLife(() => false);
  /** Reports that do not come to an end by themselves for a while. */
  let stalled: { until: number; go(): void }[] = [];
  const outages: Span[] = [];

  const real = withoutDurability(await temporarySqlite({ clock }));
  const store = withMadeUpReports(real, async () => {
    await life.step();
    record.add('report');
    if (!areFaultsOver && happens(FAULTS.report)) throw new ReportFailure('failed', 'made up');
    if (!areFaultsOver && happens(FAULTS.stall)) {
      await new Promise<void>((go) => stalled.push({ until: now() + STALL, go }));
    }
    return [['Acme', 1]];
  });
  const team = createTeam(store, { clock });
  const folder = await openReportFolder(team, [MADE_UP]);
  const slack = createUnreliableSlack(clock, random);
  const planned: Planned[] = [];
  const recipients = new Map<string, Context & { channel: string }>();

  async function plan(): Promise<void> {
    // A tenth of the people have two schedules.
    const count = Math.ceil(members * 1.1);
    for (let number = 0; number < count; number += 1) {
      const name = `m${number % members}`;
      const member = await team.as(name, {
        role: 'lead',
        timeZone: ZONES[(number % members) % ZONES.length] ?? 'UTC',
      });
      const cadence = someCadence(random, number / count);
      // A fifth is posted in a channel, and a fifth ends within the time that is played.
      const posted = number % 5 === 1 ? `C-${name}` : null;
      const endsOn =
        number % 5 === 2 ? addDays(dateIn('UTC', NOW), Math.max(2, Math.floor(days * 0.7))) : null;
      const input = {
        report: 'calls',
        given: {},
        cadence,
        condition: null,
        channel: posted,
        ends_on: endsOn,
      };
      const schedule = await createSchedule({ ...member, reports: folder.reports }, input).catch((error) => {
        // A last day before the first time is refused: that one goes on for ever.
        if (!(error instanceof RapportError)) throw error;
        return createSchedule({ ...member, reports: folder.reports }, { ...input, ends_on: null });
      });
      const channel = `D-${name}`;
      record.name(schedule.id, `#${number}`);
      recipients.set(member.actor.memberId, { ...member, channel });
      planned.push({ schedule, channel: posted ?? channel, owner: channel });
    }
  }

  /** A new process, with the loops of a real one, which are nudged here instead of by timers. */
  function startLife() {
    const mine = createLife(() => !areFaultsOver && happens(deaths));
    life = mine;
    record.add('start');
    const system = createSystem({ ...team.system, store: mortalStore(store, mine) });
    const sender = createSender(system, { messenger: slack.messengerOf(mine) });
    const recipientOf = async (memberId: string) => {
      await mine.step();
      const recipient = recipients.get(memberId);
      if (!recipient || (!areFaultsOver && happens(FAULTS.recipient))) {
        throw new Error('Slack cannot be asked.');
      }
      return recipient;
    };
    const world = { ...system, reports: folder.reports };
    const keeper: ChannelKeeper = {
      requireReaders: async () => {
        await mine.step();
        if (!areFaultsOver && happens(FAULTS.recipient)) throw new TryLater('Slack cannot be asked.', 30_000);
      },
      askForOwner: async () => undefined,
    };
    const scheduler = createScheduler(world, { recipientOf, keeper, fired: sender.nudge });
    return { life: mine, scheduler, sender };
  }

  /** Lets a process do all it can do now. */
  async function work({ life: mine, scheduler, sender }: ReturnType<typeof startLife>): Promise<void> {
    for (const each of stalled.filter(({ until }) => until <= now())) each.go();
    stalled = stalled.filter(({ until }) => until > now());
    scheduler.nudge();
    sender.nudge();
    await clock.still();
    // A process that died, or whose report hangs, never drains.
    if (!mine.isOver() && stalled.length === 0) await Promise.all([scheduler.drain(), sender.drain()]);
    record.add(`${mine.isOver() ? 'dead' : 'idle'} after ${mine.steps()}`);
  }

  /** When the next row of the store is due. */
  async function nextTime(): Promise<number> {
    const found = await Promise.all(selectNext.map((select) => select(team.system, {})));
    const times = found.map(([row]) => row?.dueAt.getTime() ?? Number.POSITIVE_INFINITY);
    const next = Math.min(...times, ...stalled.map(({ until }) => until));
    // A row that is due already waits for a lease to run out, for a channel to rest, or for a pause to end.
    return next > now() ? next : now() + STEP;
  }

  const moveTo = (time: number) => clock.advance(Math.max(0, time - now()));

  async function goDown(length: number): Promise<void> {
    life.end();
    record.add('down');
    const from = now();
    moveTo(Math.min(from + Math.round(length), Math.max(end, from)));
    const last = outages.at(-1);
    if (last && from - last.until < SOON) last.until = now();
    else outages.push({ from, until: now() });
    // SQLite releases leases at its start; at other times they run out, as with Postgres.
    if (happens(0.6)) await transact(team.system, releaseLeases);
  }

  async function live(): Promise<number> {
    let lives = 1;
    let process = startLife();
    const ahead = options.longOutages.map(([day, hours]) => ({
      at: start + day * DAY,
      length: hours * HOUR,
    }));
    while (now() < end) {
      await work(process);
      const isPlanned = ahead[0] !== undefined && ahead[0].at <= now();
      if (process.life.isOver() || isPlanned) {
        await goDown(isPlanned ? (ahead.shift()?.length ?? 0) : someOutage(random));
        process = startLife();
        lives += 1;
      } else {
        moveTo(Math.min(await nextTime(), ahead[0]?.at ?? end, end));
      }
    }
    process.life.end();
    areFaultsOver = true;
    Object.assign(slack.faults, { before: 0, after: 0, limited: 0 });
    const last = startLife();
    while (now() < end + 2 * HOUR) {
      await work(last);
      moveTo(await nextTime());
    }
    return lives;
  }

  async function outcome(): Promise<Pick<History, 'queued' | 'unsent'>> {
    const { outbox } = store.tables;
    const { dedupeKey, createdAt, status } = outbox;
    const rows = await store.read.select({ dedupeKey, createdAt, status }).from(outbox);
    const sent = rows.filter((row) => row.status === 'sent');
    return {
      queued: new Map(sent.map((row) => [row.dedupeKey, row.createdAt.getTime()])),
      unsent: rows.filter((row) => row.status !== 'sent').map((row) => `${row.dedupeKey} is ${row.status}`),
    };
  }

  try {
    await plan();
    Object.assign(slack.faults, SLACK_FAULTS);
    slack.onCall((what, key) => record.add(`${what} ${record.named(key)}`));
    const lives = await live();
    const { copies } = slack;
    const { count, hash } = record.digest();
    return { planned, copies, ...(await outcome()), outages, lives, start, end, events: count, hash };
  } finally {
    await folder.close();
    await store.close();
  }
}

const dueOf = (name: 'schedules' | 'outbox') =>
  prepared<Record<string, never>, { dueAt: Date }>((db, tables) => {
    const table = tables[name] as Tables['outbox'];
    const { dueAt } = table;
    return db.select({ dueAt }).from(table).where(isOpen(name, table)).orderBy(asc(dueAt)).limit(1);
  });
const selectNext = [dueOf('schedules'), dueOf('outbox')];

/** A cadence of each kind: daily ones for the first third of people, quarterly ones for the last fifth. */
function someCadence(random: () => number, share: number): Cadence {
  const at = TIMES[Math.floor(random() * TIMES.length)] as string;
  const happens = (chance: number) => random() < chance;
  if (share < 0.34) return { every: 'day', at };
  if (share < 0.45) return { every: 'weekday', at };
  if (share < 0.66) {
    const on = WEEKDAYS.filter(() => happens(0.35));
    return { every: 'week', on: on.length > 0 ? on : ['sunday'], at };
  }
  if (share < 0.8) return { every: 'month', on: happens(0.5) ? 'last_day' : 28, at };
  return { every: 'quarter', on: happens(0.5) ? 'last_day' : 'first_day', at };
}

/** How long a process that died stays away: mostly less than a minute, sometimes hours, seldom more than a day. */
function someOutage(random: () => number): number {
  if (random() < 0.85) return random() * MINUTE;
  return random() < 0.8 ? random() * 3 * HOUR : random() * 30 * HOUR;
}
