import { asc } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context, System } from '../context.ts';
import { createTick } from '../jobs/tick.ts';
import { isOpen, releaseLeases } from '../store/claims.ts';
import { prepared } from '../store/prepared.ts';
import { ReportFailure } from '../store/reporting/reporting.ts';
import type { Tables } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { expectedTimes } from '../testing/expected-times.ts';
import { openReportFolder, type ReportFolder } from '../testing/report-folder.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { forgetDurability, MADE_UP, withMadeUpReports } from '../testing/stub-reports.ts';
import { createTeam, NOW, type Team } from '../testing/team.ts';
import { type Copy, createLife, createSlack, type Life, mortalStore, seeded } from '../testing/unreliable.ts';
import { type Cadence, WEEKDAYS } from './cadence.ts';
import type { ScheduleView } from './schedule-view.ts';
import { createSchedule } from './schedules.ts';
import { createSender } from './sender.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DAYS = 730;
const MEMBERS = 260;
const LEAST_FIRINGS = 100_000;
/** How often a process dies, at each step that it takes. */
const DEATHS = 0.001;
/** When everything is off for long: on which day, and for how many hours. */
const LONG_OUTAGES = [
  [40, 23.5],
  [100, 25],
  [200, 49],
  [300, 75],
  [430, 24.2],
  [555, 240],
  [640, 30],
] as const;
/** Waits for a lease, and after failures, take less than this together. */
const SOON = 30 * MINUTE;

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

const random = seeded(20_261_123);
const happens = (share: number) => random() < share;
const oneOf = <T>(choice: readonly T[]): T => choice[Math.floor(random() * choice.length)] as T;

function anyCadence(number: number): Cadence {
  const at = oneOf(TIMES);
  if (number < 97) return { every: 'day', at };
  if (number < 129) return { every: 'weekday', at };
  if (number < 189) {
    const on = WEEKDAYS.filter(() => happens(0.35));
    return { every: 'week', on: on.length > 0 ? on : ['sunday'], at };
  }
  if (number < 229) return { every: 'month', on: happens(0.5) ? 'last_day' : 28, at };
  return { every: 'quarter', on: happens(0.5) ? 'last_day' : 'first_day', at };
}

type Planned = { schedule: ScheduleView; member: Context; channel: string };

let store: Store;
let team: Team;
let folder: ReportFolder;
let life: Life = createLife(() => false);
const planned: Planned[] = [];
/** Reports that do not come to an end by themselves for a while. */
let stalled: { until: number; go(): void }[] = [];
const outages: { from: number; until: number }[] = [];

const now = () => team.system.clock.now().getTime();
const moveTo = (time: number) => team.system.clock.advance(Math.max(0, time - now()));
const START = NOW.getTime();
const END = START + DAYS * DAY;
let areFaultsOver = false;
let slack: ReturnType<typeof createSlack>;

beforeAll(async () => {
  const real = await temporarySqlite();
  await forgetDurability(real);
  store = withMadeUpReports(real, async () => {
    await life.step();
    if (!areFaultsOver && happens(0.01)) throw new ReportFailure('failed', 'made up');
    if (!areFaultsOver && happens(0.001)) {
      await new Promise<void>((go) => stalled.push({ until: now() + 3 * MINUTE, go }));
    }
    return [['Acme', 1]];
  });
  team = createTeam(store);
  folder = await openReportFolder(team, [MADE_UP]);
  slack = createSlack(team.system.clock, random);
  for (let number = 0; number < MEMBERS + 25; number += 1) {
    const name = `m${number % MEMBERS}`;
    const member = await team.as(name, { timeZone: ZONES[(number % MEMBERS) % ZONES.length] ?? 'UTC' });
    const input = { report: 'calls', given: {}, cadence: anyCadence(number), condition: null };
    const schedule = await createSchedule(member, folder.reports, input);
    planned.push({ schedule, member, channel: `D-${name}` });
  }
});
afterAll(async () => {
  await folder.close();
  await store.close();
});

/** A new process, with the loops of a real one, which are nudged here instead of by timers. */
function startLife() {
  const mine = createLife(() => !areFaultsOver && happens(DEATHS));
  life = mine;
  const system: System = { ...team.system, store: mortalStore(store, mine) };
  const recipients = new Map(
    planned.map(({ member, channel }) => [member.actor.memberId, { ...member, channel }]),
  );
  const sender = createSender(system, slack.messengerOf(mine));
  const recipientOf = async (memberId: string) => {
    await mine.step();
    const recipient = recipients.get(memberId);
    if (!recipient || (!areFaultsOver && happens(0.01))) throw new Error('Slack cannot be asked.');
    return recipient;
  };
  const tick = createTick(system, { reports: folder.reports, recipientOf }, { fired: sender.nudge });
  return { life: mine, tick, sender };
}

/** Lets a process do all it can do now. */
async function work({ life, tick, sender }: ReturnType<typeof startLife>): Promise<void> {
  for (const each of stalled.filter(({ until }) => until <= now())) each.go();
  stalled = stalled.filter(({ until }) => until > now());
  tick.nudge();
  sender.nudge();
  for (let before = -1; before !== life.steps(); ) {
    before = life.steps();
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const dueOf = (name: 'schedules' | 'outbox') =>
  prepared<Record<string, never>, { dueAt: Date }>((db, tables) => {
    const table = tables[name] as Tables['outbox'];
    const { dueAt } = table;
    return db.select({ dueAt }).from(table).where(isOpen(name, table)).orderBy(asc(dueAt)).limit(1);
  });
const selectNext = [dueOf('schedules'), dueOf('outbox')];

/** When there is something to do next, by what the store says. */
async function nextTime(): Promise<number> {
  const found = await Promise.all(selectNext.map((select) => select(store.read, store.tables, {})));
  const times = found.map(([row]) => row?.dueAt.getTime() ?? Number.POSITIVE_INFINITY);
  const next = Math.min(...times, ...stalled.map(({ until }) => until));
  // What is due already waits for a lease to run out, for a channel to rest, or for a pause to end.
  return next > now() ? next : now() + 5_000;
}

function lengthOfOutage(): number {
  if (happens(0.85)) return random() * MINUTE;
  return happens(0.8) ? random() * 3 * HOUR : random() * 30 * HOUR;
}

async function goDown(length: number): Promise<void> {
  life.end();
  const from = now();
  moveTo(Math.min(from + length, Math.max(END, from)));
  const last = outages.at(-1);
  if (last && from - last.until < SOON) last.until = now();
  else outages.push({ from, until: now() });
  // As SQLite does at its start; without it leases run out, as with Postgres.
  if (happens(0.6)) await store.transaction((tx) => releaseLeases(tx, store.tables));
}

async function live(): Promise<number> {
  let lives = 1;
  let process = startLife();
  const ahead = LONG_OUTAGES.map(([day, hours]) => ({ at: START + day * DAY, length: hours * HOUR }));
  while (now() < END) {
    await work(process);
    const isPlanned = ahead[0] !== undefined && ahead[0].at <= now();
    if (process.life.isOver() || isPlanned) {
      await goDown(isPlanned ? (ahead.shift()?.length ?? 0) : lengthOfOutage());
      process = startLife();
      lives += 1;
    } else {
      moveTo(Math.min(await nextTime(), ahead[0]?.at ?? END, END));
    }
  }
  areFaultsOver = true;
  Object.assign(slack.faults, { before: 0, after: 0, limited: 0 });
  const drained = startLife();
  while (now() < END + 2 * HOUR) {
    await work(drained);
    moveTo(await nextTime());
  }
  return lives;
}

/** What a message says was left out before the time it is about; and whether it makes up for that time itself. */
function readNotice({ document: { text } }: Copy): { skipped: number; isSent: boolean } {
  const [, times] = /^It was due (?:(\d+) times, the last time )?.* I have skipped it/s.exec(text) ?? [];
  if (/I have skipped it\./.test(text)) return { skipped: Number(times ?? 1) - 1, isSent: false };
  const [, before] = /(One|\d+) before this (?:was|were) skipped/.exec(text) ?? [];
  return { skipped: before === 'One' ? 1 : Number(before ?? 0), isSent: true };
}

describe('two years of schedules, with a process that dies and a Slack that fails', () => {
  let lives = 0;
  let sent = 0;
  let skipped = 0;
  const problems: string[] = [];
  const queued = new Map<string, number>();

  beforeAll(async () => {
    Object.assign(slack.faults, { before: 0.01, after: 0.01, limited: 0.005 });
    lives = await live();
    const { outbox } = store.tables;
    const { dedupeKey, createdAt, status } = outbox;
    for (const row of await store.read.select({ dedupeKey, createdAt, status }).from(outbox)) {
      if (row.status === 'sent') queued.set(row.dedupeKey, row.createdAt.getTime());
      else problems.push(`${row.dedupeKey} is ${row.status}`);
    }
    for (const each of planned) check(each);
  }, 600_000);

  /** Walks the times at which one schedule had to be due. */
  function check({ schedule, channel }: Planned): void {
    const { cadence, timeZone, id } = schedule;
    const times = expectedTimes(cadence, timeZone, [new Date(START), new Date(END + 3 * HOUR)]);
    let left: number[] = [];
    for (const time of times) {
      const key = `schedule:${id}:${new Date(time).toISOString()}`;
      const copies = slack.copies.get(key) ?? [];
      const told = copies[0] && readNotice(copies[0]);
      slack.copies.delete(key);
      if (!told) {
        left.push(time);
        continue;
      }
      const late = (queued.get(key) ?? 0) - time;
      if (copies.length > 1) problems.push(`${key} was posted ${copies.length} times`);
      if (copies.some((copy) => copy.channel !== channel)) problems.push(`${key} went elsewhere`);
      if (late < 0) problems.push(`${key} came early`);
      if (told.skipped !== left.length) problems.push(`${key} told of ${told.skipped}, not ${left.length}`);
      // Whether it is too late is decided just before it is written down.
      const isAtTheEdge = late > DAY && late <= DAY + MINUTE;
      if (told.isSent !== late <= DAY && !(told.isSent && isAtTheEdge))
        problems.push(`${key} came ${late / HOUR} hours late`);
      for (const missed of told.isSent ? left : [...left, time]) checkMissed(missed, times);
      sent += told.isSent ? 1 : 0;
      skipped += left.length + (told.isSent ? 0 : 1);
      left = [];
    }
    left = left.filter((time) => time <= END);
    if (left.length > 0) problems.push(`${id} has ${left.length} times without a word`);
  }

  /** A time may come to nothing only when it could not be made up for in time, or when the next one came first. */
  function checkMissed(time: number, times: number[]): void {
    const outage = outages.find(({ from, until }) => from - SOON <= time && time <= until + SOON);
    const next = times[times.indexOf(time) + 1] ?? Number.POSITIVE_INFINITY;
    if (!outage) problems.push(`${new Date(time).toISOString()} was missed without a reason`);
    else if (outage.until + SOON < Math.min(next, time + DAY)) {
      problems.push(`${new Date(time).toISOString()} could have been made up for`);
    }
  }

  test('nothing is missed, sent twice, or left out without a word', () => {
    expect(problems.slice(0, 10)).toEqual([]);
    expect(problems).toHaveLength(0);
  });

  test('nothing was sent that was not due', () => {
    expect([...slack.copies.keys()].slice(0, 10)).toEqual([]);
  });

  test('there was enough of everything', () => {
    expect(sent + skipped).toBeGreaterThanOrEqual(LEAST_FIRINGS);
    expect(sent).toBeGreaterThanOrEqual(LEAST_FIRINGS);
    expect(skipped).toBeGreaterThan(500);
    expect(lives).toBeGreaterThan(300);
    expect(outages.filter(({ from, until }) => until - from > DAY).length).toBeGreaterThan(5);
  });
});
