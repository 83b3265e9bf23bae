import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import Sqlite from 'better-sqlite3';
import { systemClock } from '../clock.ts';
import { type LandedMigration, readLandedMigrations } from '../store/landed-migrations.ts';
import type { Ask } from '../store/migrate-postgres.ts';
import { POSTGRES_MIGRATIONS } from '../store/postgres.ts';
import { REPORTING_SCHEMA } from '../store/reporting/postgres-setup.ts';
import { openSqlite, SQLITE_MIGRATIONS } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { pgliteStore } from './pglite-store.ts';
import { OLD_ROWS } from './schemas/rows.ts';

/** Schemas that databases may have: each that landed, and those that were generated anew after databases had been made. */
export const OLD_SCHEMAS = {
  '0001_full-text-search': undefined,
  '0002_reports': undefined,
  '0003_schedules': undefined,
  '0003_schedules.first': 1_795_399_977_006,
  '0004_observations': undefined,
  '0004_observations.first': 1_795_840_554_117,
  '0004_observations.second': 1_795_841_000_143,
  '0005_details': undefined,
  '0006_keys': undefined,
  '0011_settings': undefined,
} as const;
export type OldSchema = keyof typeof OLD_SCHEMAS;

/** The migrations by which a database of this schema was made. What has landed is frozen, so they are still there. */
function migrationsOf(schema: OldSchema, dialect: 'sqlite' | 'postgres'): LandedMigration[] {
  const landed = readLandedMigrations(dialect === 'sqlite' ? SQLITE_MIGRATIONS : POSTGRES_MIGRATIONS);
  const [tag = ''] = schema.split('.');
  const until = landed.slice(0, landed.findIndex((each) => each.tag === tag) + 1);
  const when = OLD_SCHEMAS[schema];
  if (when === undefined) return until;
  const text = readFileSync(join(import.meta.dirname, 'schemas', `${schema}.${dialect}.sql`), 'utf8');
  const hash = createHash('sha256').update(text).digest('hex');
  return [...until.slice(0, -1), { tag, when, hash, statements: text.split('--> statement-breakpoint') }];
}

/** A database of an old schema with rows in every table, and what it becomes. */
export type OldDatabase = {
  ask: Ask;
  /** The rows as they were put in: of each table the columns that this schema has. */
  rows: Record<string, Record<string, unknown>[]>;
  /** Opens it as this version of Rapport does, not yet migrated. */
  open(): Promise<Store>;
  close(): Promise<void>;
};

export async function oldSqlite(schema: OldSchema, path: string): Promise<OldDatabase> {
  const db = new Sqlite(path);
  const ask: Ask = async (text) => {
    const statement = db.prepare<[], Record<string, unknown>>(text);
    if (statement.reader) return statement.all();
    statement.run();
    return [];
  };
  const history =
    'create table __drizzle_migrations (id serial primary key, hash text not null, created_at numeric)';
  for (const { statements, hash, when } of [
    { statements: [history], hash: '', when: 0 },
    ...migrationsOf(schema, 'sqlite'),
  ]) {
    for (const statement of statements) db.exec(statement);
    if (hash) await ask(`insert into __drizzle_migrations (hash, created_at) values ('${hash}', ${when})`);
  }
  const columnsOf = async (table: string) =>
    (await ask(`pragma table_info(${table})`)).map(({ name }) => String(name));
  const rows = await insertRows({ ask, columnsOf, isSqlite: true });
  return { ask, rows, open: async () => openSqlite({ path }), close: async () => void db.close() };
}

/** Starting a Postgres takes seconds, emptying one a moment. */
let client: PGlite | undefined;

export async function oldPostgres(schema: OldSchema): Promise<OldDatabase> {
  client ??= new PGlite();
  const pg = client;
  await pg.exec('drop schema public cascade; create schema public; drop schema if exists drizzle cascade');
  await pg.exec(`drop schema if exists ${REPORTING_SCHEMA} cascade`);
  const ask: Ask = async (text) => (await pg.query<Record<string, unknown>>(text)).rows;
  await pg.exec(
    'create schema drizzle; create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)',
  );
  for (const { statements, hash, when } of migrationsOf(schema, 'postgres')) {
    for (const statement of statements) await pg.exec(statement);
    await ask(`insert into drizzle.__drizzle_migrations (hash, created_at) values ('${hash}', ${when})`);
  }
  const columnsOf = async (table: string) =>
    (
      await ask(`select column_name as name from information_schema.columns where table_name = '${table}'`)
    ).map(({ name }) => String(name));
  const rows = await insertRows({ ask, columnsOf, isSqlite: false });
  const open = async () => pgliteStore(pg, { clock: systemClock, close: async () => undefined });
  return { ask, rows, open, close: async () => undefined };
}

async function insertRows({
  ask,
  columnsOf,
  isSqlite,
}: {
  ask: Ask;
  columnsOf(table: string): Promise<string[]>;
  isSqlite: boolean;
}): Promise<OldDatabase['rows']> {
  const inserted: OldDatabase['rows'] = {};
  for (const [table, rows] of Object.entries(OLD_ROWS)) {
    const columns = await columnsOf(table);
    if (columns.length === 0) continue;
    // Postgres numbers the entries of search by itself.
    const given = columns.filter((name) => !(table === 'search_entries' && name === 'id'));
    for (const row of rows) {
      const names = given.filter((name) => row[name] !== undefined);
      const values = names.map((name) => literal(row[name], isSqlite));
      await ask(`insert into ${table} (${names.join(', ')}) values (${values.join(', ')})`);
    }
    const found = `select ${given.join(', ')} from ${table} order by ${given.join(', ')}`;
    inserted[table] = await ask(found);
  }
  return inserted;
}

function literal(value: unknown, isSqlite: boolean): string {
  if (value === null) return 'null';
  if (value instanceof Date) return isSqlite ? String(value.getTime()) : `'${value.toISOString()}'`;
  if (typeof value === 'boolean') return isSqlite ? String(Number(value)) : String(value);
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `'${text.replaceAll("'", "''")}'`;
}
