import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Reporting } from '../store/reporting/reporting.ts';
import type { Store } from '../store/store.ts';
import { judgeHere } from '../testing/judge-here.ts';
import { reportText } from '../testing/report-folder.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { fixedClock, silentLog } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openCatalog } from './catalog.ts';

let store: Store;
let reporting: Reporting;
let described = 0;
let folder: ReturnType<typeof temporaryFolder>;
let cachePath: string;

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
  folder = temporaryFolder();
  cachePath = join(folder.path, 'cache', 'reports.json');
  write('good', 'select id from members [[ where name = :q ]]');
  write('other', 'select name as id from companies', {});
  write('bad', 'drop table members', {});
});

afterEach(() => folder.remove());

function write(
  name: string,
  sql: string,
  params: Record<string, unknown> = { q: { type: 'string', optional: true } },
) {
  writeFileSync(join(folder.path, `${name}.yaml`), reportText({ name, columns: ['id'], params, sql }));
}

/** What a start finds, and how often it asked the engine. */
async function start(path = cachePath, using = reporting) {
  described = 0;
  const catalog = await openCatalog({
    judge: judgeHere,
    folder: folder.path,
    reporting: using,
    clock: fixedClock(),
    log: silentLog,
    cachePath: path,
  });
  return { reports: catalog.list('admin'), broken: catalog.broken(), asked: described };
}

type Stored = { rules: string; entries: Record<string, { definition?: unknown; problems?: unknown }> };
const stored = () => JSON.parse(readFileSync(cachePath, 'utf8')) as Stored;
const keep = (content: unknown) =>
  writeFileSync(cachePath, typeof content === 'string' ? content : JSON.stringify(content));

test('an unchanged file is not judged again at the next start, and is the same report', async () => {
  const first = await start();
  expect(first.asked).toBeGreaterThan(0);
  expect(first.broken.map(({ file }) => file)).toEqual(['bad.yaml']);
  const second = await start();
  expect(second).toEqual({ ...first, asked: 0 });
});

test('a changed file alone is judged again', async () => {
  const { asked } = await start();
  write('other', 'select name as id from contacts', {});
  const second = await start();
  expect(second.asked).toBeGreaterThan(0);
  expect(second.asked).toBeLessThan(asked);
});

test('a file under another name is judged for itself', async () => {
  await start();
  writeFileSync(join(folder.path, 'copy.yaml'), readFileSync(join(folder.path, 'good.yaml')));
  const { broken } = await start();
  expect(broken.map(({ file }) => file)).toEqual(['bad.yaml', 'copy.yaml']);
});

test('verdicts of other rules are dropped', async () => {
  const first = await start();
  keep({ ...stored(), rules: 'older' });
  expect(await start()).toEqual(first);
  expect(stored().rules).not.toBe('older');
  const elsewhere: Reporting = { ...reporting, dialect: 'postgres' };
  expect((await start(cachePath, elsewhere)).asked).toBeGreaterThan(0);
});

test('what is not used any more is dropped', async () => {
  await start();
  expect(Object.keys(stored().entries)).toHaveLength(3);
  write('other', 'select name as id from contacts', {});
  await start();
  await start();
  expect(Object.keys(stored().entries)).toHaveLength(3);
});

test.each([
  '',
  'x',
  '{',
  'null',
  '[]',
  '{}',
  '{"rules":1,"entries":{}}',
  '{"rules":"x","entries":[]}',
  '\u0000',
  '[['.repeat(100_000),
])('garbage is dropped: %.20s', async (garbage) => {
  const first = await start();
  keep(garbage);
  expect(await start()).toEqual(first);
  expect((await start()).asked).toBe(0);
});

test('a stored definition that is none is judged anew', async () => {
  const first = await start();
  const { rules, entries } = stored();
  const [key = ''] = Object.keys(entries).filter((each) => entries[each]?.definition);
  const definition = entries[key]?.definition as Record<string, unknown>;
  const statement = { sqlite: "select ' as id", postgres: 'x' };
  for (const broken of [
    null,
    5,
    {},
    { sql: 5 },
    { ...definition, sql: statement },
    { ...definition, roles: ['boss'] },
  ]) {
    keep({ rules, entries: { ...entries, [key]: { definition: broken } } });
    const next = await start();
    expect(next.asked).toBeGreaterThan(0);
    expect({ ...next, asked: first.asked }).toEqual(first);
  }
  keep({ rules, entries: { ...entries, [key]: { definition, more: 1 } } });
  expect(await start()).toEqual(first);
});

test('it is for its owner alone, and nothing is left beside it', async () => {
  await start();
  expect(statSync(cachePath).mode & 0o777).toBe(0o600);
  expect(existsSync(`${cachePath}.new`)).toBe(false);
});

test('where it cannot be written, all goes on without', async () => {
  mkdirSync(cachePath, { recursive: true });
  const first = await start();
  expect(first.reports).toHaveLength(2);
  expect(await start()).toEqual(first);
  expect(await start('/dev/null/reports.json')).toEqual(first);
});
