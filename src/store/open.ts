import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Clock } from '../clock.ts';
import type { StoreConfig } from '../config.ts';
import { bottomOf, codeOf, messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { didYouMean } from '../nearest-word.ts';
import { openPostgres } from './postgres.ts';
import { readAddress } from './postgres-address.ts';
import { keepPrivate } from './private-files.ts';
import { requireCurrent, SchemaError } from './schema-version.ts';
import type { Store } from './store.ts';

type Opening = {
  clock?: Clock;
  log?: Log;
  /** Whether a database that is behind is migrated; only `npm start` and `npm run migrate` do that, others refuse it. */
  schema: 'migrate' | 'require';
  /** Whether no other process may open an SQLite file so: for Rapport itself, which lets go of what another one had held. */
  alone?: boolean;
  /** Whether an SQLite database is copied before it is migrated. */
  backup?: boolean;
};

/**
 * Opens the store with the schema that this version needs. Throws `SchemaError` when the database is of a newer version, or
 * when it is behind and not to be migrated.
 */
export async function openStore(
  config: StoreConfig,
  { schema, log, backup, alone = false, ...options }: Opening,
): Promise<Store> {
  if (schema === 'require' && config.kind === 'sqlite' && !existsSync(config.path))
    throw new SchemaError({ kind: 'empty', missing: [] }, describeMissing(config.path));
  if (config.kind === 'sqlite') requireSqliteFile(config.path);
  const store =
    config.kind === 'sqlite'
      ? await openFile(config.path, { alone, ...options }).catch((error: unknown) => {
          throw describeUnopened(error, config);
        })
      : openPostgres(config.url, options);
  try {
    if (schema === 'migrate') {
      await store.migrate({ log, backup });
      await store.optimize();
    } else requireCurrent(await store.schema(), nameStore(config));
    return store;
  } catch (error) {
    await store.close();
    throw describeUnopened(error, config);
  }
}

/** Throws when there is something else at the path of a database. */
function requireSqliteFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return;
  const file = resolve(path);
  if (!found.isFile()) throw new Error(`${file} is a folder, and no database: see DATABASE_URL.`);
  if (found.size > 0 && !beginsAsSqlite(file))
    throw new Error(`${file} is another file, and no SQLite database: see DATABASE_URL.`);
}

/** Source: https://www.sqlite.org/fileformat.html */
const SQLITE_HEAD = 'SQLite format 3\0';

function beginsAsSqlite(file: string): boolean {
  const head = Buffer.alloc(SQLITE_HEAD.length);
  const opened = openSync(file, 'r');
  try {
    readSync(opened, head);
  } finally {
    closeSync(opened);
  }
  return head.toString('latin1') === SQLITE_HEAD;
}

/** What keeps a server from being reached: the network, or who may log in. */
const UNREACHED = /^(?:E[A-Z_]+|28\w{3}|3D000|08\w{3})$/;

/** Names the database that could not be opened, where an error of Node, SQLite or PostgreSQL does not. */
function describeUnopened(error: unknown, config: StoreConfig): unknown {
  const code = codeOf(error);
  const isUnnamed = config.kind === 'postgres' ? UNREACHED.test(code) : /^(?:SQLITE_|E[A-Z]+$)/.test(code);
  if (!isUnnamed || !(error instanceof Error) || error instanceof SchemaError) return error;
  const why = bottomOf(error).message || code;
  return new Error(`The database ${nameStore(config)} cannot be opened: ${why}. See DATABASE_URL.`, {
    cause: error,
  });
}

/** What an operator calls a database: its file, or its place on a server, without the password. */
function nameStore(config: StoreConfig): string {
  if (config.kind === 'sqlite') return resolve(config.path);
  const { host, port, database } = readAddress(config.url);
  return `${database} on ${host}:${port}`;
}

/** Says where no database was found, and which one in the same folder may have been meant. */
function describeMissing(path: string): string {
  const file = resolve(path);
  const folder = dirname(file);
  const others = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.db')) : [];
  return `There is no database at ${file}${didYouMean(basename(file), others)}: see DATABASE_URL. Only npm start and npm run migrate make one.`;
}

/** better-sqlite3 is loaded here alone, so that who uses PostgreSQL need not have it. */
async function openFile(
  path: string,
  { alone, ...options }: { alone: boolean; clock?: Clock },
): Promise<Store> {
  const [{ openSqlite }, { lockFile }] = await Promise.all([
    import('./sqlite.ts'),
    import('./sqlite-lock.ts'),
  ]).catch((error: unknown) => {
    if (!messageOf(error).includes('better-sqlite3')) throw error;
    throw new Error(
      `SQLite cannot be used here: better-sqlite3 is not installed (npm install says why), or set DATABASE_URL to a PostgreSQL server. (${messageOf(error)})`,
      { cause: error },
    );
  });
  if (!alone) return openSqlite({ path, ...options });
  keepPrivate(path);
  const lock = lockFile(path);
  const store = openSqlite({ path, ...options });
  return { ...store, close: () => store.close().finally(lock.release) };
}
