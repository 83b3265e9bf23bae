import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { codeOf } from '../errors.ts';
import { outliveLostConnections } from './reporting/postgres-login.ts';
import type { TransactionOptions, Tx } from './store.ts';

/** The numbers of the app's own connections; how many there are is said in the address. */
const POOL = {
  /** How long a transaction waits for a connection: a server that restarts is back within this. */
  connectWithinMs: 10_000,
  /** How long the server may take for a statement: one that went silent would be waited for until TCP gives up. */
  answerWithinMs: 30_000,
  /** The same for statements that go through many rows. */
  longAnswerWithinMs: 3_600_000,
  /** After this long without a word, the server's host is asked whether it is still there. */
  keepAliveAfterMs: 10_000,
  /** Statements that the server keeps prepared for each connection. Texts beyond this are lists of many lengths. */
  statements: 500,
} as const;

export type PoolSettings = pg.PoolConfig & { max: number; answerWithinMs?: number | undefined };

/** A pool whose connections keep the statements they have prepared, and outlive none of their errors. */
export function openPool({ answerWithinMs = POOL.answerWithinMs, ...settings }: PoolSettings): pg.Pool {
  const pool = new pg.Pool({
    ...settings,
    connectionTimeoutMillis: POOL.connectWithinMs,
    query_timeout: answerWithinMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: POOL.keepAliveAfterMs,
    onConnect: keepStatements(),
  });
  outliveLostConnections(pool);
  return pool;
}

type Query = { query(config: unknown, values?: unknown[]): Promise<pg.QueryResult> };

/** The same pool or connection for statements that may take long. */
export function patiently(asked: pg.Pool | pg.PoolClient): Query {
  const query = asked.query.bind(asked) as Query['query'];
  return {
    query: (config, values) =>
      query(
        {
          ...(typeof config === 'string' ? { text: config } : (config as object)),
          query_timeout: POOL.longAnswerWithinMs,
        },
        values,
      ),
  };
}

/**
 * Has the server prepare each text once for each connection, where the connection is one to the server itself. A pooler
 * such as PgBouncer hands the statements of one client to several connections, which know nothing of each other's;
 * there each statement is sent whole. A pooler is known by the number of the server's process: it tells one of its own.
 */
function keepStatements(): (client: pg.ClientBase) => Promise<void> {
  const names = new Map<string, string>();
  const nameOf = (text: string) => {
    const known = names.get(text);
    if (known || names.size >= POOL.statements) return known;
    const name = `s${names.size}`;
    names.set(text, name);
    return name;
  };
  return async (client) => {
    const { rows } = await client.query('select pg_backend_pid() as pid');
    if (rows[0]?.pid !== (client as pg.ClientBase & { processID: number }).processID) return;
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const named = (config: unknown, ...rest: unknown[]) => {
      const isNameless = typeof config === 'object' && config !== null && 'text' in config;
      return query(isNameless ? { ...config, name: nameOf(String(config.text)) } : config, ...rest);
    };
    client.query = named as typeof client.query;
  };
}

/** A transaction that has failed, and whether it may be begun anew: surely nothing of it is there. */
type Failed = { error: unknown; isUndone: boolean };
export type Begun<T> = { result: T } | Failed;

/** Runs one transaction on a connection of the pool. Whatever becomes of the transaction, the pool gets its slot back. */
export function createTransactions(
  pool: pg.Pool,
): <T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions) => Promise<Begun<T>> {
  const known = new WeakMap<pg.PoolClient, Tx>();
  /** The same for all transactions of a connection, so that prepared queries are built once for it. */
  const txOf = (client: pg.PoolClient) => {
    const tx = known.get(client) ?? (drizzle(client, { casing: 'snake_case' }) as unknown as Tx);
    known.set(client, tx);
    return tx;
  };

  return async (work, options) => {
    let client: pg.PoolClient;
    try {
      client = await pool.connect();
    } catch (error) {
      return { error, isUndone: true };
    }
    let isCommitting = false;
    let broken: Error | undefined;
    try {
      await client.query(beginning(options));
      const result = await work(txOf(client));
      isCommitting = true;
      const { command } = await client.query('commit');
      // The server takes the commit of a failed transaction for a rollback, and says so in no other way.
      if (command !== 'COMMIT') throw new Error('The transaction had failed, and was not committed.');
      return { result };
    } catch (error) {
      broken = await rollBack(client, error);
      return { error, isUndone: !(isCommitting && isLost(error)) };
    } finally {
      client.release(broken);
    }
  };
}

/** Undoes a transaction that has failed. Gives why its connection is of no more use, if so: then the server undoes it. */
export async function rollBack(client: pg.PoolClient, failed: unknown): Promise<Error | undefined> {
  // Behind a statement that is not answered nothing else would be.
  if (isLate(failed)) return new Error('A statement was not answered.', { cause: failed });
  return client.query('rollback').then(
    () => undefined,
    (trouble: Error) => trouble,
  );
}

/** In one text, which takes one round trip. */
function beginning({ isolation = 'read committed', durability = 'at once' }: TransactionOptions): string {
  const begin = `begin isolation level ${isolation}`;
  return durability === 'soon' ? `${begin}; set local synchronous_commit = off` : begin;
}

/** SQLSTATE of a server that shuts down, starts up or cannot be talked to, and what the network says. */
const LOST = /^(?:57P0[123]|08\w{3}|ECONN\w+|EPIPE|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/;
const LOST_WORDS =
  /^(?:Connection terminated|Client has encountered a connection error|timeout exceeded when trying)/;
const LATE_WORDS = 'Query read timeout';

/** Whether an error says that the connection is gone, or that there was none. */
export function isLost(error: unknown): boolean {
  if (LOST.test(codeOf(error)) || isLate(error)) return true;
  return error instanceof Error && (LOST_WORDS.test(error.message) || isLost(error.cause));
}

/** Whether an error says that a statement was not answered in time. */
export function isLate(error: unknown): boolean {
  return error instanceof Error && (error.message === LATE_WORDS || isLate(error.cause));
}
