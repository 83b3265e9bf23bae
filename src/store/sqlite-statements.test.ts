import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openStore } from './open.ts';
import { parameter } from './prepared-statements.ts';
import type { Store } from './store.ts';

const folder = temporaryFolder();
let store: Store;
beforeAll(async () => {
  const path = join(folder.path, 'statements.db');
  store = await openStore({ kind: 'sqlite', path }, { schema: 'migrate' });
});
afterAll(async () => {
  await store.close();
  folder.remove();
});

const entry = (entityId: string) => ({ kind: 'company' as const, entityId, body: 'words' });

test('no limit is a bare parameter, for which SQLite would plan the query anew each time', () => {
  const { members } = store.tables;
  const limited = (limit: number) => store.read.select({ id: members.id }).from(members).limit(limit).toSQL();
  expect(limited(5)).toMatchObject({ sql: expect.stringMatching(/ limit 5$/), params: [] });
  expect(limited(0).sql).toMatch(/ limit 0$/);
  const later = store.read.select({ id: members.id }).from(members).limit(sql.placeholder('most')).toSQL();
  expect(later.sql).toMatch(/ limit \(\? \+ 0\)$/);
});

test('a limit holds, whether it is a number or comes later', async () => {
  const { searchEntries } = store.tables;
  await store.transaction(async (tx) => {
    for (const id of ['a', 'b', 'c']) await tx.insert(searchEntries).values(entry(id)).returning();
  });
  const all = store.read.select({ id: searchEntries.entityId }).from(searchEntries);
  expect(await all.limit(2)).toHaveLength(2);
  const later = store.read
    .select({ id: searchEntries.id })
    .from(searchEntries)
    .limit(sql.placeholder('most'));
  expect(await later.prepare().execute({ most: 1 })).toHaveLength(1);
});

test('what is read outside sees nothing of a transaction until it is committed, and of none that is undone', async () => {
  const { searchEntries } = store.tables;
  const prepared = store.read
    .select({ id: searchEntries.id })
    .from(searchEntries)
    .where(eq(searchEntries.entityId, parameter('id', searchEntries.entityId)))
    .prepare();
  const seen = async (id: string) => (await prepared.execute({ id })).length;
  expect(await seen('kept')).toBe(0);
  await store.transaction(async (tx) => {
    await tx.insert(searchEntries).values(entry('kept')).returning();
    expect(await seen('kept')).toBe(0);
  });
  expect(await seen('kept')).toBe(1);
  const undone = store.transaction(async (tx) => {
    await tx.insert(searchEntries).values(entry('undone')).returning();
    expect(await seen('undone')).toBe(0);
    throw new Error('stop');
  });
  await expect(undone).rejects.toThrow('stop');
  expect(await seen('undone')).toBe(0);
});

test('nothing is written outside of a transaction', async () => {
  const { searchEntries } = store.tables;
  const write = async () => {
    await store.read.insert(searchEntries).values(entry('outside')).returning();
  };
  await expect(write()).rejects.toThrow(/readonly/);
  expect(await store.read.$count(searchEntries, eq(searchEntries.entityId, 'outside'))).toBe(0);
});
