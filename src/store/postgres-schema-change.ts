import type pg from 'pg';
import type { Clock } from '../clock.ts';
import { codeOf } from '../errors.ts';
import { patiently, rollBack } from './postgres-pool.ts';
import type { Execute } from './reporting/postgres-setup.ts';

/** How long changes of the schema wait for others. */
const SCHEMA = {
  /** The advisory lock by which one process at a time changes the schema; any number, the same in every process. */
  lock: 7_274_761,
  /**
   * A change that waits for a table makes everybody behind it wait, too: after this long it lets them go first, and is
   * tried again.
   */
  lockedMs: 2_000,
  /** The wait before a change is tried again. */
  againMs: 500,
  /** Long enough for a migration by another process, and for the longest report. */
  withinMs: 60_000,
} as const;

/** A lock that could not be had in time, and a circle of locks that the server broke up at our cost. */
const IN_USE = new Set(['55P03', '40P01']);

/**
 * Runs a change of the schema in one transaction, which no other process may do at the same time: so the others find the
 * old schema or the new one. The locks are those of the transaction, and go with it, whatever stands between us and the
 * server. A change that finds a table in use is undone and tried again for a minute.
 */
export async function changeSchema<T>(
  pool: pg.Pool,
  { clock, change }: { clock: Clock; change(execute: Execute): Promise<T> },
): Promise<T> {
  const end = clock.monotonic() + SCHEMA.withinMs;
  for (;;) {
    try {
      return await tryChange(pool, change);
    } catch (error) {
      if (!IN_USE.has(codeOf(error))) throw error;
      if (clock.monotonic() >= end) throw await describeHolders(pool, error);
    }
    await clock.sleep(SCHEMA.againMs);
  }
}

async function tryChange<T>(pool: pg.Pool, change: (execute: Execute) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`begin; set local lock_timeout = ${SCHEMA.lockedMs}`);
    await client.query('select pg_advisory_xact_lock($1)', [SCHEMA.lock]);
    const result = await change(async (text) => (await patiently(client).query(text)).rows);
    await client.query('commit');
    return result;
  } catch (error) {
    broken = await rollBack(client, error);
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Transactions of other connections that have been open for longer than the wait, the oldest first. */
const HOLDERS = `select pid, coalesce(nullif(application_name, ''), usename::text) as name, state,
    round(extract(epoch from now() - xact_start)) as seconds
  from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and xact_start < now() - interval '2 seconds'
  order by xact_start limit 3`;

async function describeHolders(pool: pg.Pool, cause: unknown): Promise<Error> {
  const { rows } = await pool.query(HOLDERS);
  const holders = rows.map(({ pid, name, state, seconds }) => `${name} (pid ${pid}, ${state}, ${seconds} s)`);
  const open = holders.length > 0 ? ` Open transactions: ${holders.join('; ')}.` : '';
  return new Error(
    `The schema could not be changed within ${SCHEMA.withinMs / 1_000} seconds, because others use its tables, or another process is changing it.${open} Start again when they are done, or end them with pg_terminate_backend(pid).`,
    { cause },
  );
}
