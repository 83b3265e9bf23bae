import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { codeOf } from '../errors.ts';
import { outliveLostConnections } from './reporting/postgres-login.ts';
import type { TransactionOptions, Tx } from './store.ts';

/** The numbers of the app's own connections; how many there are is said in the address. */
const POOL = {
  /** How long a transaction waits for a connection: a server that restarts is back within this. */
  connectWithinMs: 10_000,
  /** Statements that the server keeps prepared for each connection. Texts beyond this are lists of many lengths. */
  statements: 500,
} as const;

export type PoolSettings = pg.PoolConfig & { max: number };

/** A pool whose connections keep the statements they have prepared, and outlive none of their errors. */
export function openPool(settings: PoolSettings): pg.Pool {
  const pool = new pg.Pool({
    ...settings,
    connectionTimeoutMillis: POOL.connectWithinMs,
    keepAlive: true,
    onConnect: keepStatements(),
  });
  outliveLostConnections(pool);
  return pool;
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
      await client.query('rollback').catch((trouble: Error) => {
        broken = trouble;
      });
      return { error, isUndone: !(isCommitting && isLost(error)) };
    } finally {
      client.release(broken);
    }
  };
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

/** Whether an error says that the connection is gone, or that there was none. */
export function isLost(error: unknown): boolean {
  if (LOST.test(codeOf(error))) return true;
  return error instanceof Error && (LOST_WORDS.test(error.message) || isLost(error.cause));
}
