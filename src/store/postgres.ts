import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type pg from 'pg';
import { type Clock, systemClock } from '../clock.ts';
import { type CrmSettings, DEFAULT_CRM } from '../crm-settings.ts';
import { codeOf } from '../errors.ts';
import { readLandedMigrations } from './landed-migrations.ts';
import { type Ask, migratePostgres, readPostgresSchema } from './migrate-postgres.ts';
import { readAddress } from './postgres-address.ts';
import { type Begun, createTransactions, isLate, isLost, openPool, patiently } from './postgres-pool.ts';
import { changeSchema } from './postgres-schema-change.ts';
import { explainTrouble } from './postgres-troubles.ts';
import { postgresReporting } from './reporting/postgres.ts';
import { openReaders } from './reporting/postgres-login.ts';
import { drawSecret, setUpReporting } from './reporting/postgres-setup.ts';
import type { Reporting } from './reporting/reporting.ts';
import { defineSchema } from './schema.ts';
import type { Database, Migrating, Store, TransactionOptions, Tx } from './store.ts';

export const POSTGRES_MIGRATIONS = fileURLToPath(new URL('../../drizzle/postgres', import.meta.url));

/** Serialization failure, deadlock, and a unique key that another transaction took first. */
const RETRY_CODES = new Set(['40001', '40P01', '23505']);
const MAX_TRIES = 8;
/** Each wait is up to twice as long as the one before, so that many who are in each other's way come apart. */
const FIRST_WAIT_MS = 5;
/** SQLSTATE class of a wrong password, and of no right to log in. */
const LOGIN_REFUSED = /^28/;

type Opening = {
  clock?: Clock;
  /** How long the server may take for a statement of ordinary work. */
  answerWithinMs?: number;
};

/** Opens a pool on a Postgres server. Nothing is connected before the first query. */
export function openPostgres(url: string, { clock = systemClock, answerWithinMs }: Opening = {}): Store {
  const address = readAddress(url);
  const pool = openPool({ ...address, answerWithinMs });
  return postgresStore({
    db: drizzle(pool, { casing: 'snake_case' }),
    counting: drizzle({ client: patiently(pool) as pg.Pool, casing: 'snake_case' }),
    attempt: createTransactions(pool),
    migrate: (how) =>
      migratePostgres({
        ask: async (text) => (await pool.query(text)).rows,
        inOneTransaction: (change) => changeSchema(pool, { clock, change }),
        landed: readLandedMigrations(POSTGRES_MIGRATIONS),
        clock,
        log: how?.log,
      }).catch(explainTrouble),
    reporting: (crm) => openReporting(pool, { address, clock, crm }),
    clock,
    close: () => pool.end(),
  });
}

/** A store over any of drizzle's Postgres drivers. */
export function postgresStore(driver: {
  db: PgDatabase<PgQueryResultHKT>;
  /** For queries that go through many rows; `db` when left out. */
  counting?: PgDatabase<PgQueryResultHKT>;
  /** Runs one transaction, once. */
  attempt<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions): Promise<Begun<T>>;
  migrate(how?: Migrating): Promise<void>;
  reporting(crm: () => CrmSettings): Promise<Reporting>;
  clock: Clock;
  close(): Promise<void>;
}): Store {
  const { clock, db, counting = db, attempt } = driver;
  let retries = 0;

  /**
   * A transaction that met another one, or lost its connection before its commit, is begun anew; not one that has waited for
   * an answer for long: whoever waits for it has waited enough.
   */
  async function transaction<T>(
    work: (tx: Tx) => Promise<T>,
    options: TransactionOptions = {},
    tries = 1,
  ): Promise<T> {
    const ended = await attempt(work, options);
    if ('result' in ended) return ended.result;
    const { error, isUndone } = ended;
    const isInTheWay = RETRY_CODES.has(codeOf(error));
    if (tries >= MAX_TRIES || !isUndone || !(isInTheWay || isLost(error)) || isLate(error)) throw error;
    if (isInTheWay) retries += 1;
    await clock.sleep(Math.random() * FIRST_WAIT_MS * 2 ** tries);
    return transaction(work, options, tries + 1);
  }

  return {
    dialect: 'postgres',
    tables: defineSchema('postgres'),
    read: db as unknown as Database,
    counting: counting as unknown as Database,
    transaction: (work, options) => transaction(work, options),
    snapshot: (work) => transaction(work, { isolation: 'serializable' }),
    retries: () => retries,
    schema: () =>
      readPostgresSchema(askOf(db), readLandedMigrations(POSTGRES_MIGRATIONS)).catch(explainTrouble),
    migrate: driver.migrate,
    optimize: async () => undefined,
    checkpoint: async () => undefined,
    compact: async () => undefined,
    reporting: (crm = () => DEFAULT_CRM) => driver.reporting(crm),
    size: async () => {
      const [found] = await askOf(db)('select pg_database_size(current_database()) as bytes');
      return Number(found?.bytes);
    },
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

async function openReporting(
  pool: pg.Pool,
  { address, clock, crm }: { address: ReturnType<typeof readAddress>; clock: Clock; crm: () => CrmSettings },
): Promise<Reporting> {
  await changeSchema(pool, { clock, change: drawSecret });
  const setUp = () => changeSchema(pool, { clock, change: (execute) => setUpReporting(execute, crm()) });
  const access = await setUp();
  const { tryLogin, session, close } = openReaders({ address, clock, ...access });
  try {
    await tryLogin().catch(async (error: unknown) => {
      if (!LOGIN_REFUSED.test(codeOf(error))) throw error;
      await changeSchema(pool, { clock, change: access.resetPassword });
      await tryLogin();
    });
  } catch (error) {
    await close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Reports cannot use the database as ${access.role}: ${reason}`, { cause: error });
  }
  const renew = async () => void (await setUp());
  return postgresReporting({ seal: access.seal, crm, renew, clock, session, close });
}
