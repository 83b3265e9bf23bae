import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { type Ask, postgresReporting } from './reporting/postgres.ts';
import { setUpReporting } from './reporting/postgres-setup.ts';
import type { Reporting } from './reporting/reporting.ts';
import { defineSchema } from './schema.ts';
import type { Database, Store, Tx } from './store.ts';

export const POSTGRES_MIGRATIONS = fileURLToPath(new URL('../../drizzle/postgres', import.meta.url));

/** Serialization failure, deadlock, and a unique key that another transaction took first. */
const RETRY_CODES = new Set(['40001', '40P01', '23505']);
const MAX_TRIES = 8;
/** Any number, the same in every replica: only one of them changes the schema at a time. */
const SCHEMA_LOCK = 7_274_761;
const REPORTS_AT_ONCE = 4;

/** Opens a pool on a Postgres server. Nothing is connected before the first query. */
export function openPostgres(url: string): Store {
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => undefined); // an idle connection that drops is replaced by the next query
  return postgresStore({
    db: drizzle(pool, { casing: 'snake_case' }),
    migrate: () =>
      alone(pool, (client) => migrate(drizzle(client), { migrationsFolder: POSTGRES_MIGRATIONS })),
    reporting: () => openReporting(pool, url),
    close: () => pool.end(),
  });
}

/** A store over any of drizzle's Postgres drivers. */
export function postgresStore(driver: {
  db: PgDatabase<PgQueryResultHKT>;
  migrate(): Promise<void>;
  reporting(): Promise<Reporting>;
  close(): Promise<void>;
}): Store {
  const { db } = driver;
  return {
    dialect: 'postgres',
    tables: defineSchema('postgres'),
    read: db as unknown as Database,
    transaction: (work) => retrying(() => serializable(db, work)),
    migrate: driver.migrate,
    reporting: driver.reporting,
    ping: async () => {
      await db.execute(sql`select 1 from members limit 1`);
    },
    close: driver.close,
  };
}

function serializable<T>(db: PgDatabase<PgQueryResultHKT>, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction((tx) => work(tx as unknown as Tx), { isolationLevel: 'serializable' });
}

async function retrying<T>(attempt: () => Promise<T>, tries = 1): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (tries >= MAX_TRIES || !RETRY_CODES.has(codeOf(error))) throw error;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * tries));
    return retrying(attempt, tries + 1);
  }
}

/** The SQLSTATE, which drizzle keeps in the cause. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
}

/** Does work on the schema that no other replica may do at the same time. */
async function alone<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [SCHEMA_LOCK]);
    return await work(client);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [SCHEMA_LOCK]).catch(() => undefined);
    client.release();
  }
}

/** Reports log in as a role of their own, so that there are no other rights to fall back on. */
async function openReporting(pool: pg.Pool, url: string): Promise<Reporting> {
  const access = await alone(pool, (client) =>
    setUpReporting(async (text) => (await client.query(text)).rows),
  );
  const address = new URL(url);
  address.username = access.role;
  address.password = access.password;
  const readers = new pg.Pool({
    connectionString: address.href,
    max: REPORTS_AT_ONCE,
    connectionTimeoutMillis: 10_000,
    options: '-c search_path=reporting',
  });
  readers.on('error', () => undefined);
  return postgresReporting({
    seal: access.seal,
    close: () => readers.end(),
    session: async (work) => {
      const client = await readers.connect();
      const ask: Ask = async (text, values = []) => {
        const { fields, rows } = await client.query({ text, values: [...values], rowMode: 'array' });
        return { columns: fields.map(({ name }) => name), rows };
      };
      try {
        await client.query('begin transaction read only');
        return await work(ask);
      } finally {
        // Nothing of one report is left for the next: no setting, no lock.
        const clean = await client
          .query('rollback')
          .then(() => client.query('discard all'))
          .catch(() => undefined);
        client.release(clean === undefined);
      }
    },
  });
}
