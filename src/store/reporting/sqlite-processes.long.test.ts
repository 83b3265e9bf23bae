import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { RUNS_TYPESCRIPT } from '../../node-arguments.ts';
import { isProcess } from '../../processes.ts';
import { createTeam } from '../../testing/team.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { openSqlite } from '../sqlite.ts';
import type { Store } from '../store.ts';
import type { Viewer } from '../visibility.ts';
import { ReportFailure, type Reporting } from './reporting.ts';

const FOREVER = 'with recursive x(n) as (select 1 union all select n + 1 from x) select max(n) from x';
const NAMES = 'select name from members order by name';
const MOST = 3;

const folder = temporaryFolder();
const temporary = temporaryFolder();
const before = process.env.TMPDIR;
const opened: Reporting[] = [];

let store: Store;
let viewer: Viewer;

beforeAll(async () => {
  // Whatever reports leave in the temporary folder is seen here, and nothing of others.
  process.env.TMPDIR = temporary.path;
  store = openSqlite({ path: join(folder.path, 'test.db') });
  await store.migrate();
  const team = createTeam(store);
  for (const name of ['Marta', 'Tom']) {
    const { actor } = await team.as(name);
    viewer = { memberId: actor.memberId, role: actor.role, audience: 'direct' };
  }
});

afterEach(async () => {
  for (const reporting of opened.splice(0)) await reporting.close();
  expect(childrenOf(process.pid)).toEqual([]);
  expect(readdirSync(temporary.path).filter((name) => name.startsWith('rapport-'))).toEqual([]);
});

afterAll(async () => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  await store.close();
  folder.remove();
  temporary.remove();
});

async function open(): Promise<Reporting> {
  const reporting = await store.reporting();
  opened.push(reporting);
  return reporting;
}

const ask = (reporting: Reporting, text: string, deadlineMs = 30_000) =>
  reporting.query({ text, values: [], viewer, maxRows: 1_000, deadlineMs });

const failureOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 'no failure',
    (error: unknown) => (error instanceof ReportFailure ? error.kind : error),
  );

/** The processes of this parent that run reports. */
function childrenOf(parent: number): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, ppid, ...args]) => Number(ppid) === parent && args.some((arg) => arg.endsWith('sqlite-child.ts')),
    )
    .map(([pid]) => Number(pid));
}

async function until(holds: () => boolean, withinMs: number): Promise<boolean> {
  for (const end = Date.now() + withinMs; Date.now() < end; ) {
    if (holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return holds();
}

test('a query that never ends is stopped at its deadline, while others are answered', async () => {
  const reporting = await open();
  await ask(reporting, NAMES);
  const began = Date.now();
  let isOver = false;
  const endless = failureOf(ask(reporting, FOREVER, 6_000)).finally(() => {
    isOver = true;
  });
  const others = await Promise.all(Array.from({ length: 10 }, () => ask(reporting, NAMES)));
  expect(isOver).toBe(false);
  expect(others.every(({ rows }) => rows.length === 2)).toBe(true);
  expect(await endless).toBe('timed_out');
  expect(Date.now() - began).toBeGreaterThanOrEqual(5_900);
  expect(Date.now() - began).toBeLessThan(12_000);
  expect((await ask(reporting, NAMES)).rows).toEqual([['Marta'], ['Tom']]);
});

test('as many as there are processes may be stuck: those who wait are answered after the deadline', async () => {
  const reporting = await open();
  const endless = Array.from({ length: MOST }, () => failureOf(ask(reporting, FOREVER, 1_500)));
  const waiting = Array.from({ length: 10 }, () => ask(reporting, NAMES));
  expect(await Promise.all(endless)).toEqual(Array.from({ length: MOST }, () => 'timed_out'));
  expect((await Promise.all(waiting)).every(({ rows }) => rows.length === 2)).toBe(true);
});

test('many at once are all answered, by few processes', async () => {
  const reporting = await open();
  const answers = Array.from({ length: 60 }, (_, at) =>
    ask(reporting, `select ${at} as at, name from members order by name`),
  );
  expect(await until(() => childrenOf(process.pid).length > 0, 5_000)).toBe(true);
  expect(childrenOf(process.pid).length).toBeLessThanOrEqual(MOST);
  for (const [at, { rows }] of (await Promise.all(answers)).entries()) {
    expect(rows).toEqual([
      [at, 'Marta'],
      [at, 'Tom'],
    ]);
  }
  expect(childrenOf(process.pid).length).toBeLessThanOrEqual(MOST);
});

test('a process that dies while it works is a failure of its query alone, and is replaced', async () => {
  const reporting = await open();
  await ask(reporting, NAMES);
  const [pid = 0] = childrenOf(process.pid);
  const stuck = failureOf(ask(reporting, FOREVER));
  process.kill(pid, 'SIGKILL');
  expect(await stuck).toBe('failed');
  expect((await ask(reporting, NAMES)).rows).toHaveLength(2);
  expect(childrenOf(process.pid)).not.toContain(pid);
});

test('processes that die while they are idle are replaced', async () => {
  const reporting = await open();
  await Promise.all(Array.from({ length: 6 }, () => ask(reporting, NAMES)));
  const pids = childrenOf(process.pid);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  expect(await until(() => !pids.some(isProcess), 5_000)).toBe(true);
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask(reporting, NAMES)));
  expect(answers.every(({ rows }) => rows.length === 2)).toBe(true);
});

test('a query that wants all memory is stopped, and told apart from a slow one', async () => {
  const reporting = await open();
  const greedy = FOREVER.replace('max(n)', 'distinct n || hex(zeroblob(2000)) as h').concat(' order by h');
  expect(await failureOf(ask(reporting, greedy))).toBe('too_big');
  expect((await ask(reporting, NAMES)).rows).toHaveLength(2);
});

/** A busy computer leaves little to processes that come after all others. */
const WITHIN_MS = 120_000;
/** Rows of two members, joined with themselves until there is a million of them, each of which takes 2 KB. */
const MANY = Array.from({ length: 20 }, (_, at) => `members m${at}`).join(', ');
const WIDE = `m0.name || hex(randomblob(1000)) || m19.name as h from ${MANY}`;

/** The files of a process that SQLite has made for what it sorts and gathers; they have no name any more. */
const filesOf = (pid: number): string[] =>
  readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)].filter((file) => file.includes('etilqs'));
    } catch {
      return [];
    }
  });

test.skipIf(!existsSync('/proc'))(
  'what is sorted and gathered stays in memory until that is too much',
  { timeout: 3 * WITHIN_MS },
  async () => {
    const reporting = await open();
    await ask(reporting, NAMES);
    const seen: string[] = [];
    const looking = setInterval(() => seen.push(...childrenOf(process.pid).flatMap(filesOf)), 200);
    try {
      for (const text of [`select ${WIDE} order by h`, `select count(*) as n from (select distinct ${WIDE})`])
        expect(await failureOf(ask(reporting, text, WITHIN_MS))).toBe('too_big');
    } finally {
      clearInterval(looking);
    }
    expect(seen).toEqual([]);
  },
);

test('two replicas answer as one does, while the store is written to', async () => {
  const [one, other] = [await open(), await open()];
  const team = createTeam(store);
  const text =
    "select name, count(*) as n from members where name in ('Marta', 'Tom') group by name order by name";
  const writing = Promise.all(Array.from({ length: 20 }, (_, at) => team.as(`Guest${at}`)));
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, at) => ask(at % 2 === 0 ? one : other, text)),
  );
  await writing;
  for (const { rows } of answers)
    expect(rows).toEqual([
      ['Marta', 1],
      ['Tom', 1],
    ]);
  const all = await Promise.all([one, other].map((each) => ask(each, 'select count(*) as n from members')));
  expect(all.map(({ rows }) => rows)).toEqual([[[22]], [[22]]]);
});

test('closing fails what runs and what waits, and leaves no process and no file', async () => {
  const reporting = await open();
  await ask(reporting, NAMES);
  const running = Array.from({ length: 8 }, () => failureOf(ask(reporting, FOREVER)));
  const pids = childrenOf(process.pid);
  expect(pids).not.toEqual([]);
  await reporting.close();
  expect(await Promise.all(running)).toEqual(Array.from({ length: 8 }, () => 'failed'));
  expect(pids.filter(isProcess)).toEqual([]);
  expect(await failureOf(ask(reporting, NAMES))).toBe('failed');
  await reporting.close();
});

test('closing what was never used, or has just begun, is done at once', async () => {
  const unused = await open();
  await unused.close();
  const begun = await open();
  const first = failureOf(ask(begun, NAMES));
  await begun.close();
  expect(await first).toBe('failed');
});

test('a temporary folder that was swept meanwhile is made anew', async () => {
  const reporting = await open();
  await ask(reporting, NAMES);
  for (const name of readdirSync(temporary.path)) {
    if (name.startsWith('rapport-reports-')) rmSync(join(temporary.path, name), { recursive: true });
  }
  expect((await ask(reporting, NAMES)).rows).toHaveLength(22);
});

test.skipIf(!existsSync('/proc/self/environ'))('a process is given nothing of the environment', async () => {
  process.env.SLACK_BOT_TOKEN = 'xoxb-not-for-children';
  try {
    const reporting = await open();
    await ask(reporting, NAMES);
    for (const pid of childrenOf(process.pid)) {
      expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toMatch(/SLACK|xoxb|HOME|PATH=/);
    }
  } finally {
    delete process.env.SLACK_BOT_TOKEN;
  }
});

test('a parent that is killed takes its processes along, even out of a query that never ends', async () => {
  const script = `
    import { openSqlite } from ${JSON.stringify(join(import.meta.dirname, '../sqlite.ts'))};
    const store = openSqlite({ path: ${JSON.stringify(join(folder.path, 'orphan.db'))} });
    await store.migrate();
    const reporting = await store.reporting();
    const ask = (text) => reporting.query({ text, values: [], viewer: { memberId: 'x', role: 'member', audience: 'direct' }, maxRows: 1, deadlineMs: 600000 });
    await ask('select 1 as x');
    for (let at = 0; at < 5; at += 1) ask(${JSON.stringify(FOREVER)}).catch(() => undefined);
    setTimeout(() => console.log('stuck'), 1_000);`;
  const parent = spawn(process.execPath, [...RUNS_TYPESCRIPT, '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(parent.stdout, 'data');
  const pids = childrenOf(parent.pid ?? 0);
  expect(pids.length).toBeGreaterThan(0);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  expect(await until(() => !pids.some(isProcess), 5_000)).toBe(true);
  for (const name of readdirSync(temporary.path)) rmSync(join(temporary.path, name), { recursive: true });
});
