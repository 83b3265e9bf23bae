import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Clock, systemClock } from '../clock.ts';
import type { Reporting } from '../store/reporting/reporting.ts';
import type { Store } from '../store/store.ts';
import { judgeHere } from '../testing/judge-here.ts';
import { reportText } from '../testing/report-folder.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { fixedClock, silentLog } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { type Catalog, openCatalog } from './catalog.ts';

let store: Store;
let reporting: Reporting;
/** Statements the engine was asked about. */
let described = 0;
let home: ReturnType<typeof temporaryFolder>;
let folder: string;
const opened: Catalog[] = [];

beforeAll(async () => {
  store = await temporarySqlite();
  const inner = await store.reporting();
  reporting = {
    ...inner,
    describe: (selects) => {
      described += selects.length;
      return inner.describe(selects);
    },
  };
});

afterAll(async () => {
  await reporting.close();
  await store.close();
});

beforeEach(() => {
  home = temporaryFolder();
  folder = join(home.path, 'reports');
  mkdirSync(folder);
  described = 0;
});

afterEach(() => {
  for (const catalog of opened.splice(0)) catalog.stop();
  home.remove();
});

async function open(options: { watchMs?: number; clock?: Clock } = {}): Promise<Catalog> {
  const catalog = await openCatalog({
    folder,
    reporting,
    clock: systemClock,
    log: silentLog,
    judge: judgeHere,
    ...options,
  });
  opened.push(catalog);
  return catalog;
}

const good = (name: string, title = 'x') =>
  reportText({ name, title, columns: ['id'], sql: 'select id from members' });
const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
const namesIn = (catalog: Catalog) => catalog.list('member').map(({ definition }) => definition.name);
const brokenIn = (catalog: Catalog) => catalog.broken().map(({ file }) => file);

test('a file that is added, changed, broken, mended or removed is noticed', async () => {
  write('a.yaml', good('a'));
  const catalog = await open();
  expect([namesIn(catalog), brokenIn(catalog)]).toEqual([['a'], []]);

  write('b.yaml', good('b'));
  expect(await catalog.refresh()).toBe(true);
  expect(namesIn(catalog)).toEqual(['a', 'b']);

  write('a.yaml', good('a', 'Another title'));
  expect(await catalog.refresh()).toBe(true);
  expect(catalog.find('a')?.definition.title).toBe('Another title');
  expect(catalog.search('another', 'member').map(({ definition }) => definition.name)).toEqual(['a']);

  write('a.yaml', good('a').replace('select id', 'delete id'));
  expect(await catalog.refresh()).toBe(true);
  expect([namesIn(catalog), brokenIn(catalog)]).toEqual([['b'], ['a.yaml']]);
  expect(catalog.find('a')).toBeUndefined();

  write('a.yaml', good('a'));
  expect(await catalog.refresh()).toBe(true);
  expect([namesIn(catalog), brokenIn(catalog)]).toEqual([['a', 'b'], []]);

  unlinkSync(join(folder, 'a.yaml'));
  expect(await catalog.refresh()).toBe(true);
  expect([namesIn(catalog), brokenIn(catalog)]).toEqual([['b'], []]);
  expect(await catalog.refresh()).toBe(false);
});

test('a file that is half written is broken, and good when it is whole', async () => {
  const text = good('a');
  const catalog = await open();
  for (const length of [0, 10, text.length - 20, text.length - 1]) {
    write('a.yaml', text.slice(0, length));
    await catalog.refresh();
    expect([namesIn(catalog), brokenIn(catalog)]).toEqual([[], ['a.yaml']]);
  }
  write('a.yaml', text);
  await catalog.refresh();
  expect([namesIn(catalog), brokenIn(catalog)]).toEqual([['a'], []]);
});

test('a file is judged anew only when it has changed', async () => {
  for (const name of ['a', 'b', 'c']) write(`${name}.yaml`, good(name));
  const catalog = await open();
  const first = described;
  expect(first).toBeGreaterThanOrEqual(3);
  expect(await catalog.refresh()).toBe(false);
  expect(described).toBe(first);
  write('b.yaml', good('b', 'Another'));
  await catalog.refresh();
  expect(described).toBe(first + first / 3);
});

test('a file put in place of another with the same time and size is noticed', async () => {
  write('a.yaml', good('a', 'One'));
  const catalog = await open();
  const when = new Date('2026-01-01');
  for (const title of ['Two', 'Six']) {
    write('new', good('a', title));
    utimesSync(join(folder, 'new'), when, when);
    renameSync(join(folder, 'new'), join(folder, 'a.yaml'));
    await catalog.refresh();
    expect(catalog.find('a')?.definition.title).toBe(title);
  }
});

test('what cannot be read is broken, and stops no other', async () => {
  write('a.yaml', good('a'));
  mkdirSync(join(folder, 'folder.yaml'));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling.yaml'));
  execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, 'pipe.yaml')]);
  write('huge.yaml', '#'.repeat(10_000_000));
  write('bytes.yaml', Buffer.from([0xff, 0xfe, 0x00, 0xd8]).toString('latin1'));
  write('short.yml', good('short'));
  for (const name of ['.hidden.yaml', 'a.yaml~', 'readme.md', 'b.yaml.bak']) write(name, 'no report');
  const catalog = await open();
  expect(namesIn(catalog)).toEqual(['a']);
  const reasons = new Map(catalog.broken().map(({ file, problems }) => [file, problems[0]?.reason]));
  expect([...reasons.keys()]).toEqual([
    'bytes.yaml',
    'dangling.yaml',
    'folder.yaml',
    'huge.yaml',
    'pipe.yaml',
    'short.yml',
  ]);
  expect(reasons.get('folder.yaml')).toBe('is not a file');
  expect(reasons.get('pipe.yaml')).toBe('is not a file');
  expect(reasons.get('huge.yaml')).toBe('is larger than 65536 characters');
  expect(reasons.get('dangling.yaml')).toMatch(/^cannot be read: ENOENT/);
  expect(reasons.get('short.yml')).toBe('name: the file must be called short.yaml');
  write('nowhere', good('dangling'));
  await catalog.refresh();
  expect(namesIn(catalog)).toEqual(['a', 'dangling']);
});

test('two files cannot take the same name', async () => {
  write('a.yaml', good('a'));
  write('b.yaml', good('a'));
  const catalog = await open();
  expect([namesIn(catalog), brokenIn(catalog)]).toEqual([['a'], ['b.yaml']]);
});

test('a missing folder is listed as broken, and comes alive when it appears', async () => {
  rmSync(folder, { recursive: true });
  const catalog = await open();
  expect([namesIn(catalog), brokenIn(catalog)]).toEqual([[], [folder]]);
  expect(catalog.broken()[0]?.problems[0]?.reason).toMatch(/^There is no folder .+: see REPORTS_DIR\.$/);
  mkdirSync(folder);
  write('a.yaml', good('a'));
  expect(await catalog.refresh()).toBe(true);
  expect([namesIn(catalog), brokenIn(catalog)]).toEqual([['a'], []]);
  renameSync(folder, `${folder}-away`);
  await catalog.refresh();
  expect(brokenIn(catalog)).toEqual([folder]);
  renameSync(`${folder}-away`, folder);
  await catalog.refresh();
  expect([namesIn(catalog), brokenIn(catalog)]).toEqual([['a'], []]);
});

test('files are not blamed when the database cannot be asked, and are judged when it can', async () => {
  write('a.yaml', good('a'));
  let away = true;
  const wobbly: Reporting = {
    ...reporting,
    describe: (selects) => (away ? Promise.reject(new Error('no way in')) : reporting.describe(selects)),
  };
  const catalog = await openCatalog({
    folder,
    reporting: wobbly,
    clock: systemClock,
    log: silentLog,
    judge: judgeHere,
  });
  expect(catalog.broken()).toEqual([{ file: folder, problems: [{ line: 1, reason: 'no way in' }] }]);
  away = false;
  expect(await catalog.refresh()).toBe(true);
  expect([namesIn(catalog), brokenIn(catalog)]).toEqual([['a'], []]);
});

test('changes are noticed without being asked, until it is stopped', async () => {
  const clock = fixedClock();
  const catalog = await open({ watchMs: 20, clock });
  const other = await open({ watchMs: 20, clock });
  const passes = async (names: string[]) => {
    clock.advance(20);
    await expect.poll(() => namesIn(other), { timeout: 10_000 }).toEqual(names);
  };
  write('a.yaml', good('a'));
  await passes(['a']);
  await expect.poll(() => namesIn(catalog), { timeout: 10_000 }).toEqual(['a']);
  catalog.stop();
  write('b.yaml', good('b'));
  await passes(['a', 'b']);
  expect(namesIn(catalog)).toEqual(['a']);
});

test('many who ask at once cause one look', async () => {
  const catalog = await open();
  for (const name of ['a', 'b']) write(`${name}.yaml`, good(name));
  const before = described;
  const answers = await Promise.all(Array.from({ length: 20 }, () => catalog.refresh()));
  expect(answers.every(Boolean)).toBe(true);
  expect(described - before).toBeLessThanOrEqual(6);
});
