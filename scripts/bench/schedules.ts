import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { RUNS_TYPESCRIPT } from '../../src/node-arguments.ts';
import { createLargeSqlite } from '../../src/testing/large-crm/sqlite.ts';
import { temporaryFolder } from '../../src/testing/temporary-folder.ts';
import { type Bound, type Line, percentile } from './measure.ts';
import type { Seen, Side } from './schedule-process.ts';
import { addSchedules } from './schedule-seed.ts';
import { startSlackStub } from './slack-stub.ts';

const PROCESS = fileURLToPath(new URL('schedule-process.ts', import.meta.url));
const TEAM = { members: 500, companies: 200, contacts: 800, interactions: 20_000, told: 0 };
const MANY = 100_000;
const DUE = 10_000;
const MINUTE_MS = 60_000;
const IDLE_MS = 10_000;
/** A hundred thousand of croner's timers need more than Node gives by itself. */
const HEAP_MB = 12_000;

/** Many schedules in a database, beside as many of croner's timers in memory. */
export async function benchSchedules(): Promise<Line[]> {
  const folder = temporaryFolder();
  try {
    return [...(await benchIdle(join(folder.path, 'idle.db'))), await benchDue(join(folder.path, 'due.db'))];
  } finally {
    folder.remove();
  }
}

async function benchIdle(database: string): Promise<Line[]> {
  await createLargeSqlite(database, TEAM);
  addSchedules(database, MANY, (at) => Date.now() + 86_400_000 + at * 100);
  const stub = await startSlackStub(() => undefined);
  const ours = await watch({ side: 'rapport', runMs: IDLE_MS, database, apiUrl: stub.apiUrl });
  const theirs = await watch({ side: 'croner', runMs: IDLE_MS, timers: MANY });
  stub.close();
  const both = (what: string, unit: string, value: (seen: Seen) => number) => ({
    what: `${what}, against as many timers of croner’s`,
    unit,
    ours: value(ours),
    theirs: value(theirs),
  });
  return [
    { ...both('Memory with 100,000 schedules', 'MB', ({ memoryMb }) => memoryMb), goal: { atMost: 1 } },
    { ...both('Start with 100,000 schedules', 'ms', ({ startMs }) => startMs), goal: { atMost: 1 } },
    {
      ...both(
        'Processor time of a minute in which nothing is due',
        'ms',
        ({ cpuMs }) => (cpuMs * MINUTE_MS) / IDLE_MS,
      ),
      below: 600,
    },
  ];
}

/** Times the way from the moment a schedule is due to the moment its report is posted. */
async function benchDue(database: string): Promise<Bound> {
  await createLargeSqlite(database, TEAM);
  const from = Date.now() + 15_000;
  const due = { from, until: from + MINUTE_MS };
  addSchedules(database, DUE, (at) => Math.round(from + (MINUTE_MS * at) / DUE));
  const late: number[] = [];
  const stub = await startSlackStub((body) => {
    const key = /schedule%3A\w+%3A([\w%.-]+?Z)/.exec(body)?.[1];
    if (key) late.push(Date.now() - Date.parse(decodeURIComponent(key)));
  }, slackAnswers());
  const runMs = due.until - Date.now() + 5_000;
  await watch({ side: 'rapport', runMs, database, apiUrl: stub.apiUrl });
  stub.close();
  if (late.length !== DUE) throw new Error(`Of ${DUE} reports ${late.length} were posted.`);
  const start = Date.now() + 5_000;
  const timers = { from: start, until: start + MINUTE_MS };
  const { lateMs } = await watch({ side: 'croner', runMs: MINUTE_MS + 8_000, timers: DUE, due: timers });
  return {
    what: '10,000 reports due in one minute, posted late by, p99; beside croner calling a function',
    unit: 'ms',
    ours: percentile(late, 0.99),
    theirs: lateMs,
    below: 1_000,
  };
}

/** Slack, as far as recipients are concerned. */
function slackAnswers(): Record<string, (params: URLSearchParams) => object> {
  const members = Array.from({ length: TEAM.members }, (_, at) => ({
    id: `U${at}`,
    team_id: 'T1',
    name: `Member ${at}`,
    real_name: `Member ${at}`,
    tz: 'UTC',
    locale: 'en-US',
    profile: {},
  }));
  return {
    'users.list': () => ({ ok: true, members }),
    'conversations.open': (params) => ({ ok: true, channel: { id: `D${params.get('users')}` } }),
  };
}

async function watch(side: Side): Promise<Seen> {
  const args = [`--max-old-space-size=${HEAP_MB}`, ...RUNS_TYPESCRIPT, PROCESS, JSON.stringify(side)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
