import { eq } from 'drizzle-orm';
import { addDays, systemClock } from '../../clock.ts';
import { type Context, todayOf } from '../../context.ts';
import { saveCompany } from '../../crm/company-changes.ts';
import { addFollowUp } from '../../crm/follow-ups.ts';
import { createSchedule } from '../../delivery/schedules.ts';
import { createWorkspace } from '../../emulator/workspace.ts';
import { findNextDue } from '../../playground/due-times.ts';
import { findFreePort } from '../../playground/ports.ts';
import type { Store } from '../../store/store.ts';
import { createDice, type Dice } from '../dice.ts';
import { until } from '../harness.ts';
import { startModelServer } from '../model-server.ts';
import { openReportFolder } from '../report-folder.ts';
import { listRows } from '../store-rows.ts';
import { createTeam, fixedClock } from '../team.ts';
import { audit } from './books.ts';
import { chooseDeath, createKiller } from './deaths.ts';
import { createKilledApp } from './killed-app.ts';
import { createTeamAtWork, REPORT, TEAM } from './team-at-work.ts';
import { TWINS, twinsIn, worker } from './worker.ts';

const DIGEST = { id: 'C0DIGEST', name: 'digest' };
/** Processes that live for a part of a day each, before one that may do all that is left of it. */
const LIVES_A_DAY = 12;
/** The chance that a process is followed by the next one at once, and not hours later. */
const AT_ONCE = 0.4;
/** The hours between two times at which the books are compared: nothing that is done once a day is due in them twice. */
const SPAN_MS = 23 * 3_600_000;
/** What a killed process has held is free again after this long. */
const LEASES_END_MS = 20 * 60_000;
/** How long a process takes on a quiet computer until it is loaded and up. */
const UP_MS = 1_000;
/** How long a process may take for all that is left of a day; and for what it does by itself after that, such as news. */
const REST = { withinMs: 180_000, booksWithinMs: 15_000 };

export type Kills = {
  /** What was lost or doubled. */
  problems: string[];
  kills: number;
  messages: number;
  undone: number;
  answered: number;
  merged: number;
  reports: number;
  scheduled: number;
  /** Messages of what was due on a day, or at its time. */
  reminded: number;
  nights: number;
  /** Deliveries that another process has taken over from one that was killed. */
  takenOver: number;
};

/**
 * Kills Rapport again and again while a team writes, presses buttons and asks for reports, while schedules are due and nights
 * end. After each day the books are compared with what was promised. The same seed gives the same work and the same ways
 * to die.
 */
export async function playKills(
  address: string,
  {
    store,
    seed,
    kills,
    onDay = () => undefined,
  }: { store: Store; seed: number; kills: number; onDay?(killed: number): void },
): Promise<Kills> {
  const workspace = await createWorkspace({ users: TEAM, channels: [DIGEST] });
  const killer = createKiller(workspace, worker);
  const model = await startModelServer(killer.script);
  const folder = await openFolder(store, { twins: kills });
  const port = await findFreePort();
  workspace.connect(`http://127.0.0.1:${port}/slack/events`);
  const app = await createKilledApp({
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_SIGNING_SECRET: workspace.signingSecret,
    SLACK_API_URL: workspace.apiUrl,
    OPENAI_BASE_URL: model.baseUrl,
    OPENAI_MODEL: 'scripted',
    DATABASE_URL: address,
    REPORTS_DIR: folder.path,
    OBSERVATIONS_CHANNEL: DIGEST.id,
    PORT: String(port),
    LOG_LEVEL: 'warn',
  });
  const team = createTeamAtWork(workspace, createDice(seed));
  const dice = createDice(seed + 1);
  let killed = 0;
  let slowness = 1;

  async function startAfter(ms: number): Promise<void> {
    if (ms > 0) await workspace.jump(ms);
    await app.start(workspace.aheadMs());
  }

  /** Lets a process do all that there is to do, and compares the books. */
  async function rest(): Promise<string[]> {
    await team.heard();
    const idle = async () => ((await isIdle(store, workspace.now())) ? true : undefined);
    const late = await until('everything to be done', idle, REST.withinMs).catch(String);
    let found: string[] = [];
    const balanced = async () => {
      found = await audit(store, { workspace, ledger: team.ledger, digest: DIGEST.id });
      return found.length === 0 ? true : undefined;
    };
    await until('the books to balance', balanced, REST.booksWithinMs).catch(() => undefined);
    return [...(late === true ? [] : [late]), ...team.failures.map(String), ...found];
  }

  async function liveThroughDay(): Promise<string[]> {
    const lives = Math.min(LIVES_A_DAY, kills - killed);
    const [last = 0, ...spans] = partsOfDay(dice, lives + 1);
    for (const span of spans) {
      const death = chooseDeath(dice);
      await startAfter(span);
      team.work();
      await killer.killAt(death, { kill: app.kill, slowness });
      killed += 1;
    }
    await startAfter(last + LEASES_END_MS);
    onDay(killed);
    return rest();
  }

  try {
    const began = systemClock.monotonic();
    await app.start(0);
    await until('the app to be up', () => isUp(port), REST.withinMs);
    slowness = Math.max(1, (systemClock.monotonic() - began) / UP_MS);
    team.greet();
    let problems = await rest();
    while (killed < kills && problems.length === 0) problems = await liveThroughDay();
    // A day and a half more, in which the nights hear what was wished last.
    for (let half = 0; half < 3 && problems.length === 0; half += 1) {
      await startAfter(SPAN_MS / 2);
      problems = await rest();
    }
    return { problems, kills: killed, ...(await count(store)) };
  } finally {
    await app.close();
    await workspace.close();
    await model.close();
    await folder.close();
  }
}

/**
 * A database with a report, a schedule of it for everybody at another time of the day, and two follow-ups of everybody, each
 * at a time.
 */
async function openFolder(store: Store, { twins }: { twins: number }) {
  await store.migrate();
  const team = createTeam(store, { clock: fixedClock(systemClock.now()) });
  await addTwins(await team.as(TEAM[0]?.name ?? ''), twins);
  const sql = 'select name as company from companies order by name limit 20';
  const folder = await openReportFolder(team, [{ name: REPORT, sql, columns: ['company'] }]);
  for (const [at, { name, timeZone }] of TEAM.entries()) {
    const member = { ...(await team.as(name, { timeZone, role: 'lead' })), reports: folder.reports };
    for (const hour of [at, at + 12]) {
      const cadence = { every: 'day', at: `${String(hour).padStart(2, '0')}:30` } as const;
      await createSchedule(member, { report: REPORT, given: {}, cadence, condition: null });
    }
    for (const days of [1, 2]) {
      const due = {
        due_on: addDays(todayOf(member), days),
        due_time: `${String(8 + at).padStart(2, '0')}:15`,
      };
      await addFollowUp(member, { title: `Call on day ${days}`, ...due });
    }
  }
  return folder;
}

async function addTwins(ctx: Context, most: number): Promise<void> {
  for (let n = 1; n <= most; n += 1) {
    for (const { of, are } of Object.values(TWINS)) {
      for (const each of are) await saveCompany(ctx, { company: { name: `${of(n)} ${each}`, is_new: true } });
    }
  }
}

/** Cuts the hours of a day into parts of random length, of which some are nothing. */
function partsOfDay(dice: Dice, parts: number): number[] {
  const weights = Array.from({ length: parts }, () => (dice.next() < AT_ONCE ? 0 : dice.next()));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (sum === 0 ? 0 : Math.round((weight / sum) * (SPAN_MS - LEASES_END_MS))));
}

async function isUp(port: number): Promise<true | undefined> {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
  return answer?.ok ? true : undefined;
}

/** Whether nothing waits to be done at this time. */
async function isIdle(store: Store, now: Date): Promise<boolean> {
  const { inbox, outbox } = store.tables;
  const open = [
    await store.read.$count(inbox, eq(inbox.status, 'pending')),
    await store.read.$count(outbox, eq(outbox.status, 'pending')),
  ];
  const due = await findNextDue(createTeam(store).system);
  return open.every((count) => count === 0) && (!due || due > now);
}

/** How much was done. */
async function count(store: Store): Promise<Omit<Kills, 'problems' | 'kills'>> {
  const rows = await listRows(store, 'outbox');
  const of = (kind: string) => rows.filter((row) => row.kind === kind).length;
  const changes = await listRows(store, 'changes');
  const nights = await listRows(store, 'dreamRuns');
  return {
    messages: of('reply'),
    undone: changes.filter(({ verb, undoneAt }) => verb === 'log_interaction' && undoneAt).length,
    answered: changes.filter(({ verb, summary }) => verb === 'log_interaction' && twinsIn(summary)).length,
    merged: changes.filter(({ verb }) => verb === 'merge_companies').length,
    reports: of('report'),
    scheduled: of('scheduled'),
    reminded: of('reminder'),
    nights: nights.filter(({ status }) => status === 'done').length,
    takenOver: rows.filter(({ fence }) => fence > 1).length,
  };
}
