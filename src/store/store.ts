import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';
import type { CrmSettings } from '../crm-settings.ts';
import type { Log } from '../log.ts';
import type { Dialect } from './columns.ts';
import type { Reporting } from './reporting/reporting.ts';
import type { Tables } from './schema.ts';
import type { SchemaState } from './schema-version.ts';

/**
 * The query builder, typed against SQLite and true for both dialects as long as only shared parts are used: await the
 * builder, `returning()`, `onConflict…`; never `.get()`, `.all()` or `.run()`.
 */
export type Database = Omit<
  BaseSQLiteDatabase<'async', unknown>,
  | 'run'
  | 'all'
  | 'get'
  | 'values'
  | 'transaction'
  | 'query'
  | '_'
  | 'resultKind'
  | '$cache'
  | '$with'
  | 'with'
>;

declare const insideTransaction: unique symbol;

/** A database inside an open write transaction. */
export type Tx = Database & { readonly [insideTransaction]: true };

/** When a commit is on the disk: see `TransactionOptions`. */
export type Durability = 'at once' | 'soon';

/** What a transaction needs; without it it is read committed, and on the disk when it resolves. */
export type TransactionOptions = {
  /**
   * `read committed`: rows are guarded by fences, unique keys and conditional updates, and what reads before it writes
   * takes a lock (locks.ts), so that nothing has to be begun anew. `serializable` is for what none of these can guard.
   * SQLite runs one transaction at a time, whatever is said here.
   */
  isolation?: 'serializable' | 'read committed';
  /**
   * `soon` is for what may be lost with the power, because it is then found out anew: the commit is seen at once, and on
   * the disk with the next one that is durable, never after it. On Postgres a worker on another machine may go on with a claim
   * that the server has forgotten in a crash, beside whoever takes the row next with the same fence: so such a claim is only
   * for work whose effect is there once all the same, by the row's end or by a unique key in the same transaction.
   */
  durability?: Durability;
};

/** How a database is migrated. */
export type Migrating = {
  /** Where the beginning and the end are told, for a migration can take long. */
  log?: Log | undefined;
  /** Whether an SQLite database with data is copied first; it is when left out. */
  backup?: boolean | undefined;
};

export type Store = {
  readonly dialect: Dialect;
  readonly tables: Tables;
  /** For queries outside a transaction. */
  readonly read: Database;
  /**
   * For queries that go through many rows, such as those of a night: the app goes on while they run. They see what is
   * committed when each begins, and nothing of an open transaction. On SQLite another process runs them.
   */
  readonly counting: Database;
  /**
   * Runs `work` in one write transaction and commits it, durably if not said otherwise. `work` may run again when the database asks for a
   * retry, so it calls the store and nothing else. Not to be nested: `transact` joins a transaction that is open.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /**
   * Runs queries that see what was committed when the first of them began, and nothing later, however long they take. Nobody
   * waits for them. `work` may run again when the database asks for a retry.
   */
  snapshot<T>(work: (db: Database) => Promise<T>): Promise<T>;
  /** How many transactions were begun anew because another one was in their way, since the store was opened. */
  retries(): number;
  /** Compares the schema of the database with the one that this version needs. */
  schema(): Promise<SchemaState>;
  /** Applies the migrations that are missing. Throws `SchemaError` on a database of a newer version. */
  migrate(how?: Migrating): Promise<void>;
  /** Counts anew what the planner of queries should know of tables that have grown; Postgres does so by itself. */
  optimize(): Promise<void>;
  /**
   * Moves what SQLite has written into its log on into the file, so that the log does not grow; `if idle`: only when nothing
   * was written since the last call. Postgres does so by itself.
   */
  checkpoint(when: 'if idle' | 'now'): Promise<void>;
  /**
   * Writes an SQLite file anew without what was deleted from it, of which words stay in free pages otherwise. Everybody who
   * writes waits meanwhile. Postgres does so by itself, in its time.
   */
  compact(): Promise<void>;
  /** How many bytes the database takes on the disk. */
  size(): Promise<number>;
  /** Opens the read-only way in for reports. The store must be migrated. `crm`: the settings that the views are made of. */
  reporting(crm?: () => CrmSettings): Promise<Reporting>;
  /** Throws when the database does not answer or is not migrated. */
  ping(): Promise<void>;
  close(): Promise<void>;
};
