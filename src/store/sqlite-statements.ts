import type Sqlite from 'better-sqlite3';
import { type Logger, type Placeholder, type SQL, sql } from 'drizzle-orm';
import { type BetterSQLiteSession, drizzle } from 'drizzle-orm/better-sqlite3';
import { QuickQuery } from './quick-query.ts';
import type { Database } from './store.ts';

const KEPT_STATEMENTS = 500;

/**
 * The query builder prepares the same few statements anew for every query. Here each text is prepared once; the
 * oldest go when there are too many.
 */
export function keepStatements(database: Sqlite.Database): Sqlite.Database {
  const kept = new Map<string, Sqlite.Statement>();
  const prepare = database.prepare.bind(database);
  database.prepare = ((source: string) => {
    const known = kept.get(source);
    if (known) return known;
    const statement = prepare(source);
    const [oldest] = kept.keys();
    if (kept.size >= KEPT_STATEMENTS && oldest !== undefined) kept.delete(oldest);
    kept.set(source, statement);
    return statement;
  }) as typeof database.prepare;
  return database;
}

/**
 * The query builder on a connection. It writes limits out: a statement whose limit is a bound value is planned anew each
 * time it runs, which takes longer than most of them do, because SQLite looks at the value of a bare parameter there.
 * Source: https://www.sqlite.org/c3ref/prepare.html, computeLimitRegisters in https://www.sqlite.org/src/file/src/select.c
 */
export function buildQueriesOn(connection: Pick<Sqlite.Database, 'prepare'>): Database {
  const builder = drizzle(connection as Sqlite.Database, { casing: 'snake_case' });
  const { dialect, session } = builder as unknown as {
    dialect: { buildLimit(limit: unknown): SQL | undefined };
    session: Pick<BetterSQLiteSession<Record<string, never>, Record<string, never>>, 'prepareQuery'> & {
      logger: Logger;
    };
  };
  dialect.buildLimit = (limit) => {
    if (limit === undefined) return undefined;
    return typeof limit === 'number' ? sql.raw(` limit ${limit}`) : sql` limit (${limit as Placeholder} + 0)`;
  };
  session.prepareQuery = (query, fields, method, isInArrays, mapRows) => {
    const built = { query, fields, method, isInArrays, mapRows, logger: session.logger };
    return new QuickQuery(connection.prepare(query.sql), built) as never;
  };
  return builder as unknown as Database;
}

/**
 * Reads what is committed: while no transaction is open on the connection that writes, there, where the pages are in memory
 * already. Any other connection reads them anew after each commit.
 */
export function readCommitted(
  reader: Sqlite.Database,
  writer: Sqlite.Database,
): Pick<Sqlite.Database, 'prepare'> {
  const prepare = (source: string): Pick<Sqlite.Statement, 'all' | 'get' | 'run' | 'raw'> => {
    const apart = reader.prepare(source);
    const among = writer.prepare(source);
    const { readonly: isReading } = among;
    // The reader refuses what is no reading.
    const statement = () => (!isReading || writer.inTransaction ? apart : among);
    return {
      all: (...values) => statement().all(...values),
      get: (...values) => statement().get(...values),
      run: (...values) => statement().run(...values),
      raw: () => statement().raw(),
    };
  };
  return { prepare: prepare as unknown as Sqlite.Database['prepare'] };
}
