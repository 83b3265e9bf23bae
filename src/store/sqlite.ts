import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { type Clock, systemClock } from '../clock.ts';
import { DEFAULT_CRM } from '../crm-settings.ts';
import { codeOf } from '../errors.ts';
import { openSqliteCounting } from './counting.ts';
import { createGroupCommit } from './group-commit.ts';
import { readLandedMigrations } from './landed-migrations.ts';
import { migrateSqlite, readSqliteSchema } from './migrate-sqlite.ts';
import { keepPrivate } from './private-files.ts';
import { openSqliteReporting } from './reporting/sqlite.ts';
import { defineSchema } from './schema.ts';
import { buildQueriesOn, keepStatements, readCommitted } from './sqlite-statements.ts';
import type { Database, Durability, Store, Tx } from './store.ts';

export const SQLITE_MIGRATIONS = fileURLToPath(new URL('../../drizzle/sqlite', import.meta.url));
const landed = () => readLandedMigrations(SQLITE_MIGRATIONS);
/** SQLite itself would wait by stopping everything: only what runs while nothing else does may wait so. */
const BUSY_TIMEOUT_MS = 5_000;
/** Pages in the log before they are moved into the file; the default of 1,000 makes every fiftieth write slow. */
const CHECKPOINT_PAGES = 4_000;
/** Rows of an index that are looked at to count it. */
const ANALYSED_ROWS = 400;

export type SqliteOptions = {
  path: string;
  /** A bound on the size of the file, in pages of 4 KiB. Writes beyond it fail as on a full disk. */
  maxPages?: number;
  clock?: Clock;
};

/**
 * Opens an SQLite file (made when missing) in WAL mode: one connection writes, another reads.
 * Source: https://www.sqlite.org/wal.html
 */
export function openSqlite({ path, maxPages, clock = systemClock }: SqliteOptions): Store {
  const file = resolve(path);
  keepPrivate(file);
  const writer = keepStatements(new Sqlite(file));
  writer.pragma('journal_mode = WAL');
  // What a query sorts or gathers is no business of the disk.
  writer.pragma('temp_store = MEMORY');
  writer.pragma('foreign_keys = ON');
  writer.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  writer.pragma('busy_timeout = 0');
  if (maxPages !== undefined) writer.pragma(`max_page_count = ${maxPages}`);
  const reader = keepStatements(new Sqlite(file, { readonly: true }));
  reader.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  reader.pragma('temp_store = MEMORY');

  const tx = buildQueriesOn(writer) as Tx;
  const statement = (text: string) => {
    const prepared = writer.prepare(text);
    return () => void prepared.run();
  };
  const beginNow = statement('BEGIN IMMEDIATE');
  const setDurability = durabilityOf(writer);
  const engine = {
    begin: (durability: Durability) => {
      setDurability(durability);
      beginNow();
    },
    isBusy: (error: unknown) => codeOf(error).startsWith('SQLITE_BUSY'),
    commit: statement('COMMIT'),
    rollback: statement('ROLLBACK'),
    isOpen: () => writer.inTransaction,
    mark: statement('SAVEPOINT one'),
    goBack: statement('ROLLBACK TO one'),
    unmark: statement('RELEASE one'),
  };
  const { transact, alone } = createGroupCommit(engine, clock);
  /** Work on the whole database, at the start or once a day, which waits for other processes. */
  const patiently = (work: () => Promise<void>) =>
    alone(async () => {
      writer.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
      await work().finally(() => writer.pragma('busy_timeout = 0'));
    });
  const counting = openSqliteCounting(file, clock);
  const isIdle = watchWrites(writer);

  return {
    dialect: 'sqlite',
    tables: defineSchema('sqlite'),
    read: buildQueriesOn(readCommitted(reader, writer)),
    counting: counting.db,
    transaction: (work, options) => transact(() => work(tx), options),
    snapshot: (work) => readSnapshot(file, work),
    retries: () => 0,
    schema: async () => readSqliteSchema(reader, landed()),
    migrate: (how = {}) => patiently(() => migrateSqlite(writer, { file, landed: landed(), clock, ...how })),
    optimize: () => patiently(async () => optimize(writer)),
    checkpoint: (when) =>
      alone(async () => {
        const idle = isIdle();
        if (when === 'now' || idle) writer.pragma('wal_checkpoint(PASSIVE)');
      }),
    compact: () => patiently(async () => compact(writer)),
    size: async () =>
      Number(reader.pragma('page_count', { simple: true })) *
      Number(reader.pragma('page_size', { simple: true })),
    reporting: async (crm = () => DEFAULT_CRM) => openSqliteReporting(file, { clock, crm }),
    ping: async () => {
      reader.prepare('select 1 from members limit 1').get();
    },
    close: () =>
      alone(async () => {
        await counting.close();
        reader.close();
        writer.close();
      }),
  };
}

/**
 * Counts anew the tables that were never counted or have grown tenfold since, from a sample of each index: half a second over
 * a million rows, and nothing where nothing has changed. Source: https://www.sqlite.org/lang_analyze.html#recommended_usage_patterns
 */
function optimize(writer: Sqlite.Database): void {
  writer.pragma(`analysis_limit = ${ANALYSED_ROWS}`);
  writer.pragma('optimize = 0x10002');
}

/** Runs queries on a connection of its own that reads in one transaction: those who write do not wait for it. */
async function readSnapshot<T>(file: string, work: (db: Database) => Promise<T>): Promise<T> {
  const connection = new Sqlite(file, { readonly: true });
  try {
    connection.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    connection.pragma('temp_store = MEMORY');
    connection.exec('BEGIN');
    return await work(buildQueriesOn(keepStatements(connection)));
  } finally {
    connection.close();
  }
}

/** Gives what tells whether a connection has written nothing since it was asked last. */
function watchWrites(writer: Sqlite.Database): () => boolean {
  const written = writer.prepare<[], number>('select total_changes()').pluck();
  let before = -1;
  return () => {
    const now = written.get() ?? 0;
    const isIdle = now === before;
    before = now;
    return isIdle;
  };
}

/** The search index keeps words of deleted rows until its parts are merged, and the log holds pages of before. */
function compact(writer: Sqlite.Database): void {
  writer.exec("insert into search_index(search_index) values ('optimize')");
  writer.exec('vacuum');
  writer.pragma('wal_checkpoint(TRUNCATE)');
}

/**
 * Sets what the next commit of a connection does. With `FULL` it waits until the whole log is on the disk, what was
 * committed before included; with `NORMAL` it does not, and the log is still put on the disk before it is moved into the
 * file. A power cut can take away the last commits since the last FULL one then, never one of them without those after it.
 * Source: https://www.sqlite.org/pragma.html#pragma_synchronous, https://www.sqlite.org/wal.html#performance_considerations
 */
function durabilityOf(writer: Sqlite.Database): (durability: Durability) => void {
  let set: Durability | undefined;
  return (durability) => {
    if (durability === set) return;
    // Not a kept statement: SQLite sets it while the statement is prepared.
    writer.exec(`pragma synchronous = ${durability === 'soon' ? 'NORMAL' : 'FULL'}`);
    set = durability;
  };
}
