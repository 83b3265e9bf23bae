import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readLandedMigrations } from './landed-migrations.ts';
import { POSTGRES_MIGRATIONS } from './postgres.ts';
import { SQLITE_MIGRATIONS } from './sqlite.ts';

/** When each migration was generated, and the hash of its file: databases remember both. */
type Landed = Record<string, [number, string]>;
const LANDED: { sqlite: Landed; postgres: Landed } = JSON.parse(
  readFileSync(new URL('../../drizzle/landed.json', import.meta.url), 'utf8'),
);
const FOLDERS = { sqlite: SQLITE_MIGRATIONS, postgres: POSTGRES_MIGRATIONS };

test.each(['sqlite', 'postgres'] as const)('a migration of %s that has landed never changes', (dialect) => {
  const now = Object.fromEntries(
    readLandedMigrations(FOLDERS[dialect]).map(({ tag, when, hash }) => [tag, [when, hash]]),
  );
  for (const [tag, frozen] of Object.entries(LANDED[dialect])) {
    expect(now[tag], `${tag} has landed: databases were made with it. Write a new migration instead`).toEqual(
      frozen,
    );
  }
  const fresh = Object.entries(now).filter(([tag]) => !(tag in LANDED[dialect]));
  expect(fresh, 'add this to drizzle/landed.json in the change with which the migration lands').toEqual([]);
});
