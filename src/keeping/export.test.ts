import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSystem, type System } from '../context.ts';
import { find } from '../crm/find.ts';
import { logInteraction } from '../crm/interactions.ts';
import { defineSchema } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { type AnyRow, listTables, readRows } from '../store/whole-tables.ts';
import { fillWithGenerated } from '../testing/generated-rows.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { seedOr } from '../testing/settings.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam, fixedClock, silentLog } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { exportAll } from './export.ts';
import { loadAll } from './load.ts';

const clock = fixedClock();
const systemOf = (store: Store): System => createSystem({ store, clock, log: silentLog });

/** All rows of all tables. */
async function everything(store: Store): Promise<Record<string, AnyRow[]>> {
  const all: Record<string, AnyRow[]> = {};
  for (const { name, sqlName } of listTables(store)) {
    all[sqlName] = [];
    for await (const rows of readRows({ store, db: store.read }, name)) all[sqlName].push(...rows);
  }
  return all;
}

let folder: ReturnType<typeof temporaryFolder>;
let target: string;
beforeEach(() => {
  folder = temporaryFolder();
  target = join(folder.path, 'export');
});
afterEach(() => folder.remove());

describe.each([
  ['sqlite', 'sqlite'],
  ['sqlite', 'postgres'],
  ['postgres', 'sqlite'],
] as const)('an export of %s that is loaded into %s', (from, to) => {
  test('gives the same rows in every table', async () => {
    const seed = seedOr(11);
    const [source, loaded] = [await DIALECTS[from](), await DIALECTS[to]()];
    await fillWithGenerated(source, { random: seededRandom(seed), each: 12 });
    const before = await everything(source);
    expect(Object.entries(before).filter(([, rows]) => rows.length === 0)).toEqual([]);
    const manifest = await exportAll(systemOf(source), { folder: target });
    expect(Object.keys(manifest.tables)).toEqual(Object.keys(before));
    await loadAll(systemOf(loaded), { folder: target });
    expect(await everything(loaded), `SEED=${seed}`).toEqual(before);
    await Promise.all([source.close(), loaded.close()]);
  });

  test('is searched and written as before, and numbers go on behind those that were loaded', async () => {
    const [source, loaded] = [await DIALECTS[from](), await DIALECTS[to]()];
    const marta = await createTeam(source).as('marta');
    const met = (company: string) => ({
      kind: 'meeting' as const,
      summary: 'The renewal.',
      company: { name: company },
    });
    await logInteraction(marta, met('Acme'));
    await exportAll(systemOf(source), { folder: target });
    await loadAll(systemOf(loaded), { folder: target });
    const there = await createTeam(loaded).as('marta');
    await logInteraction(there, met('Kestrel'));
    const { interactions } = await find(there, { query: 'renewal' });
    expect(interactions.map(({ company }) => company)).toEqual(expect.arrayContaining(['Acme', 'Kestrel']));
    await Promise.all([source.close(), loaded.close()]);
  });
});

test('a table stands behind those that it refers to, and every table has an id', () => {
  const seen = new Set<string>();
  for (const table of Object.values(defineSchema('sqlite')) as SQLiteTable[]) {
    const { name, foreignKeys, columns } = getTableConfig(table);
    expect(columns.map((column) => column.name)).toContain('id');
    for (const key of foreignKeys) expect(seen).toContain(getTableConfig(key.reference().foreignTable).name);
    seen.add(name);
  }
});

describe('an export', () => {
  let store: Store;
  beforeEach(async () => {
    store = await DIALECTS.sqlite();
  });
  afterEach(() => store.close());

  const exported = async () => {
    await fillWithGenerated(store, { random: seededRandom(3), each: 2 });
    return exportAll(systemOf(store), { folder: target });
  };

  test('is for this user alone, and refuses a folder in which something is', async () => {
    await exported();
    expect(statSync(target).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(target)) expect(statSync(join(target, file)).mode & 0o777).toBe(0o600);
    const before = readdirSync(target);
    await expect(exportAll(systemOf(store), { folder: target })).rejects.toThrow('is not empty');
    expect(readdirSync(target)).toEqual(before);
  });

  test('has CSV files in which nothing is a formula', async () => {
    const marta = await createTeam(store).as('marta');
    await logInteraction(marta, { kind: 'note', summary: '=HYPERLINK("x")', company: { name: 'Acme' } });
    await exportAll(systemOf(store), { folder: target });
    const csv = readFileSync(join(target, 'interactions.csv'), 'utf8');
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
    expect(csv.split('\r\n')).toHaveLength(3);
  });

  test('shows one moment, also while others write', async () => {
    const marta = await createTeam(store).as('marta');
    const log = (summary: string) =>
      logInteraction(marta, { kind: 'note', summary, company: { name: 'Acme' }, again: true });
    await log('before');
    const writing = { ...systemOf(store) };
    const slow: Store = {
      ...store,
      snapshot: (work) =>
        store.snapshot(async (db) => {
          await db.select().from(store.tables.members);
          await log('meanwhile');
          return work(db);
        }),
    };
    const manifest = await exportAll({ ...writing, store: slow }, { folder: target });
    expect(manifest.tables.interactions?.rows).toBe(1);
    expect(manifest.tables.changes?.rows).toBe(1);
  });

  test.each([
    ['has a changed line', () => appendFileSync(join(target, 'companies.jsonl'), '\n'), 'SHA-256'],
    ['lacks a file', () => rmSync(join(target, 'companies.jsonl')), 'is missing'],
    ['lacks its manifest', () => rmSync(join(target, 'manifest.json')), 'no export of Rapport'],
    [
      'is something else',
      () => writeFileSync(join(target, 'manifest.json'), '{"name":"x"}'),
      'no export of Rapport',
    ],
    ['is of a newer form', () => change({ format: 9, version: '9.0.0' }), 'newer than this one'],
    [
      'is of another schema',
      () => change({ schema: '0001_other' }),
      'Load it with the version that has written it',
    ],
  ])('that %s is refused, and nothing is loaded', async (_, spoil, words) => {
    await exported();
    spoil();
    const loaded = await DIALECTS.sqlite();
    const before = await everything(loaded);
    await expect(loadAll(systemOf(loaded), { folder: target })).rejects.toThrow(words);
    expect(await everything(loaded)).toEqual(before);
    await loaded.close();
  });

  test('is not loaded where something is already', async () => {
    await exported();
    await expect(loadAll(systemOf(store), { folder: target })).rejects.toThrow('not empty');
  });

  test('that fails in the middle leaves the database empty', async () => {
    await exported();
    const loaded = await DIALECTS.sqlite();
    const before = await everything(loaded);
    const failing: Store = {
      ...loaded,
      transaction: (work, options) =>
        loaded.transaction(async (tx) => {
          await work(tx);
          throw new Error('The disk is full.');
        }, options),
    };
    await expect(loadAll(systemOf(failing), { folder: target })).rejects.toThrow('The disk is full.');
    expect(await everything(loaded)).toEqual(before);
    await loaded.close();
  });
});

function change(patch: object): void {
  const path = join(target, 'manifest.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...patch }));
}
