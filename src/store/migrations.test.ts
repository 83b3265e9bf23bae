import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  generateDrizzleJson,
  generateMigration,
  generateSQLiteDrizzleJson,
  generateSQLiteMigration,
} from 'drizzle-kit/api';
import { expect, test } from 'vitest';
import * as postgres from './schema.postgres.ts';
import * as sqlite from './schema.sqlite.ts';
import { defineSchema } from './schema.ts';

/** The schema as the last migration of a dialect leaves it. */
function lastSnapshot(dialect: 'sqlite' | 'postgres') {
  const folder = join(import.meta.dirname, '../../drizzle', dialect, 'meta');
  const last = readdirSync(folder)
    .filter((name) => name.endsWith('_snapshot.json'))
    .toSorted()
    .at(-1);
  return JSON.parse(readFileSync(join(folder, last ?? ''), 'utf8'));
}

test('every table is part of both migrations', () => {
  const names = Object.keys(defineSchema('sqlite')).toSorted();
  expect(Object.keys(sqlite).toSorted()).toEqual(names);
  expect(Object.keys(postgres).toSorted()).toEqual(names);
});

test('no migration is missing for SQLite', async () => {
  const now = await generateSQLiteDrizzleJson(sqlite, undefined, 'snake_case');
  expect(await generateSQLiteMigration(lastSnapshot('sqlite'), now)).toEqual([]);
});

test('no migration is missing for Postgres', async () => {
  const now = generateDrizzleJson(postgres, undefined, undefined, 'snake_case');
  expect(await generateMigration(lastSnapshot('postgres'), now)).toEqual([]);
});
