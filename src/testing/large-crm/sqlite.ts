import { copyFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { getTableColumns } from 'drizzle-orm';
import { toSnakeCase } from 'drizzle-orm/casing';
import { systemClock } from '../../clock.ts';
import { defineSchema, type Tables } from '../../store/schema.ts';
import { openSqlite, SQLITE_MIGRATIONS } from '../../store/sqlite.ts';
import { madeOnce } from '../made-once.ts';
import { largeCrmRows } from './rows.ts';
import { LARGE, MADE_FROM, nameOf, type Size } from './size.ts';
import type { LargeRow } from './world.ts';

/** Writes a large CRM into a new SQLite file. It is made once a day, which takes minutes, and copied after that. */
export async function createLargeSqlite(path: string, size: Size = LARGE): Promise<void> {
  const made = { name: `${nameOf(size)}.db`, from: [SQLITE_MIGRATIONS, ...MADE_FROM] };
  copyFileSync(await madeOnce(made, (to) => fill(to, size)), path);
}

async function fill(path: string, size: Size): Promise<void> {
  const store = openSqlite({ path });
  await store.migrate();
  await store.close();
  const db = new Sqlite(path);
  for (const quick of [
    'journal_mode = off',
    'synchronous = off',
    'foreign_keys = off',
    'cache_size = -400000',
  ])
    db.pragma(quick);
  const indexes = db
    .prepare("select name, sql from sqlite_master where type = 'index' and sql is not null")
    .all() as { name: string; sql: string }[];
  db.transaction(() => {
    // An index is made faster from all its rows than row by row.
    for (const { name } of indexes) db.exec(`drop index "${name}"`);
    const insert = inserter(db);
    for (const row of largeCrmRows({ size, now: systemClock.now() })) insert(row);
    for (const { sql } of indexes) db.exec(sql);
  })();
  db.pragma('journal_mode = wal');
  db.close();
}

/** Inserts rows as the store keeps them; rows of one table all have the same columns. */
function inserter(db: Sqlite.Database): (row: LargeRow) => void {
  const tables = defineSchema('sqlite');
  const inserts = new Map<keyof Tables, (row: Record<string, unknown>) => void>();
  const prepare = (name: keyof Tables, first: object) => {
    const columns = Object.entries(getTableColumns(tables[name] as Tables['members'])).filter(
      ([field]) => field in first,
    );
    const names = columns.map(([field]) => toSnakeCase(field));
    const insert = db.prepare(
      `insert into ${toSnakeCase(name)} (${names.join()}) values (${names.map(() => '?').join()})`,
    );
    return (row: Record<string, unknown>) => {
      const values = columns.map(([field, column]) => {
        const value = row[field] ?? null;
        return value === null ? null : column.mapToDriverValue(value as never);
      });
      insert.run(values);
    };
  };
  return ([name, row]) => {
    const insert = inserts.get(name) ?? prepare(name, row);
    inserts.set(name, insert);
    insert(row);
  };
}
