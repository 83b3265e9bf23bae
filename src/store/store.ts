import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';
import type { Dialect } from './columns.ts';
import type { Reporting } from './reporting/reporting.ts';
import type { Tables } from './schema.ts';

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

export type Store = {
  readonly dialect: Dialect;
  readonly tables: Tables;
  /** For queries outside a transaction. */
  readonly read: Database;
  /**
   * Runs `work` in one write transaction and commits it durably. `work` may run again when the database asks for a
   * retry, so it calls the store and nothing else. Not to be nested: `transact` joins a transaction that is open.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Applies the migrations that are missing. */
  migrate(): Promise<void>;
  /** Opens the read-only way in for reports. The store must be migrated. */
  reporting(): Promise<Reporting>;
  /** Throws when the database does not answer or is not migrated. */
  ping(): Promise<void>;
  close(): Promise<void>;
};
