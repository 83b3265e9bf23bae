import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { type Clock, systemClock } from '../clock.ts';
import { codeOf } from '../errors.ts';
import { readLandedMigrations } from './landed-migrations.ts';
import { type Ask, migratePostgres, readPostgresSchema } from './migrate-postgres.ts';
import { postgresReporting } from './reporting/postgres.ts';
import { openReaders, outliveLostConnections } from './reporting/postgres-login.ts';
import { type Execute, setUpReporting } from './reporting/postgres-setup.ts';
import type { Reporting } from './reporting/reporting.ts';
import { defineSchema } from './schema.ts';
import type { Database, Migrating, Store, Tx } from './store.ts';

export const POSTGRES_MIGRATIONS = fileURLToPath(new URL('../../drizzle/postgres', import.meta.url));

/** Serialization failure, deadlock, and a unique key that another transaction took first. */
const RETRY_CODES = new Set(['40001', '40P01', '23505']);
const MAX_TRIES = 8;
/** Each wait is up to twice as long as the one before, so that many who are in each other's way come apart. */
const FIRST_WAIT_MS = 5;
/** The advisory lock by which only one replica changes the schema at a time; any number, the same in every replica. */
const SCHEMA_LOCK = 7_274_761;
/** The wait for the schema lock: long enough for a migration by another replica, and for a malicious report that takes the lock for its ten seconds. */
const SCHEMA_LOCK_WITHIN_MS = 60_000;
const LOCK_NOT_AVAILABLE = '55P03';
/** SQLSTATE class of a wrong password, and of no right to log in. */
const LOGIN_REFUSED = /^28/;

/** Opens a pool on a Postgres server. Nothing is connected before the first query. */
export function openPostgres(url: string, { clock = systemClock }: { clock?: Clock } = {}): Store {
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000 });
  outliveLostConnections(pool);
  return postgresStore({
    db: drizzle(pool, { casing: 'snake_case' }),
    migrate: (how) =>
      alone(pool, (client) =>
        migratePostgres({
          ask: async (text) => (await client.query(text)).rows,
          landed: readLandedMigrations(POSTGRES_MIGRATIONS),
          apply: () => migrate(drizzle(client), { migrationsFolder: POSTGRES_MIGRATIONS }),
          clock,
          log: how?.log,
        }),
      ),
    reporting: () => openReporting(pool, { url, clock }),
    clock,
    close: () => pool.end(),
  });
}

/** A store over any of drizzle's Postgres drivers. */
export function postgresStore(driver: {
  db: PgDatabase<PgQueryResultHKT>;
  migrate(how?: Migrating): Promise<void>;
  reporting(): Promise<Reporting>;
  clock: Clock;
  close(): Promise<void>;
}): Store {
  const { clock, db } = driver;
  return {
    dialect: 'postgres',
    tables: defineSchema('postgres'),
    read: db as unknown as Database,
    transaction: (work, { isolation = 'serializable' } = {}) =>
      retrying(clock, () => db.transaction((tx) => work(tx as unknown as Tx), { isolationLevel: isolation })),
    schema: () => readPostgresSchema(askOf(db), readLandedMigrations(POSTGRES_MIGRATIONS)),
    migrate: driver.migrate,
    reporting: driver.reporting,
    ping: async () => {
      await db.execute(sql`select 1 from members limit 1`);
    },
    close: driver.close,
  };
}

const askOf =
  (db: PgDatabase<PgQueryResultHKT>): Ask =>
  async (text) =>
    ((await db.execute(sql.raw(text))) as unknown as { rows: Record<string, unknown>[] }).rows;

async function retrying<T>(clock: Clock, attempt: () => Promise<T>, tries = 1): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (tries >= MAX_TRIES || !RETRY_CODES.has(codeOf(error))) throw error;
    await clock.sleep(Math.random() * FIRST_WAIT_MS * 2 ** tries);
    return retrying(clock, attempt, tries + 1);
  }
}

/** Runs work on the schema that no other replica may do at the same time. */
async function alone<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isClean = false;
  try {
    await client.query(`set lock_timeout = ${SCHEMA_LOCK_WITHIN_MS}`);
    await client.query('select pg_advisory_lock($1)', [SCHEMA_LOCK]).catch(explainLock);
    await client.query('reset lock_timeout');
    const result = await work(client);
    await client.query('select pg_advisory_unlock($1)', [SCHEMA_LOCK]);
    isClean = true;
    return result;
  } finally {
    // Closing the connection gives the lock back, too.
    client.release(!isClean);
  }
}

function explainLock(error: unknown): never {
  if (codeOf(error) !== LOCK_NOT_AVAILABLE) throw error;
  throw new Error(
    `Another process has been changing the schema for ${SCHEMA_LOCK_WITHIN_MS / 1_000} seconds (advisory lock ${SCHEMA_LOCK}, see pg_locks). Start again when it is done.`,
    { cause: error },
  );
}

/** Runs work in one transaction, so that reports of other replicas find the old views or the new ones. */
async function allOrNothing<T>(client: pg.PoolClient, work: (execute: Execute) => Promise<T>): Promise<T> {
  await client.query('begin');
  const result = await work(async (text) => (await client.query(text)).rows);
  await client.query('commit');
  return result;
}

async function openReporting(
  pool: pg.Pool,
  { url, clock }: { url: string; clock: Clock },
): Promise<Reporting> {
  const access = await retrying(clock, () => alone(pool, (client) => allOrNothing(client, setUpReporting)));
  const { tryLogin, session, close } = openReaders({ url, clock, ...access });
  try {
    await tryLogin().catch(async (error: unknown) => {
      if (!LOGIN_REFUSED.test(codeOf(error))) throw error;
      await alone(pool, (client) => allOrNothing(client, access.resetPassword));
      await tryLogin();
    });
  } catch (error) {
    await close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Reports cannot use the database as ${access.role}: ${reason}`, { cause: error });
  }
  return postgresReporting({ seal: access.seal, clock, session, close });
}
