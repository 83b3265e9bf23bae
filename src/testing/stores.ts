import { createHash, randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  openAsBlob,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { type Clock, systemClock } from '../clock.ts';
import { POSTGRES_MIGRATIONS, postgresStore } from '../store/postgres.ts';
import { type Ask, postgresReporting } from '../store/reporting/postgres.ts';
import { REPORTING_SCHEMA, setUpReporting } from '../store/reporting/postgres-setup.ts';
import type { Reporting } from '../store/reporting/reporting.ts';
import { openSqlite, SQLITE_MIGRATIONS } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A migrated SQLite store in a folder of its own; closing it removes the folder. */
export async function temporarySqlite({ clock }: { clock?: Clock } = {}): Promise<Store> {
  const folder = temporaryFolder();
  const path = join(folder.path, 'test.db');
  copyFileSync(await migratedFile(), path);
  const store = openSqlite({ path, ...(clock && { clock }) });
  await store.migrate();
  const close = async () => {
    await store.close();
    folder.remove();
  };
  return { ...store, close };
}

/** A migrated store on Postgres itself, in this process and in memory (PGlite). */
async function temporaryPostgres({ clock = systemClock }: { clock?: Clock } = {}): Promise<Store> {
  const client = idle.pop() ?? new PGlite({ loadDataDir: await openAsBlob(await migratedData()) });
  const store = postgresStore({
    db: openDrizzle(client),
    migrate: () => migrateClient(client),
    reporting: () => openReporting(client),
    clock,
    close: () => putAway(client),
  });
  await store.migrate();
  return store;
}

/** Databases that a test has closed. To empty one takes a moment, to start another half a second. */
const idle: PGlite[] = [];

async function putAway(client: PGlite): Promise<void> {
  if (client.closed) return;
  const { rows } = await client.query<{ names: string | null }>(
    "select string_agg(format('%I', tablename), ', ') as names from pg_tables where schemaname = 'public'",
  );
  await client.exec(`truncate ${rows[0]?.names} restart identity cascade`);
  await client.exec('discard all');
  idle.push(client);
}

const openDrizzle = (client: PGlite) => drizzle(client, { casing: 'snake_case' });
const migrateClient = (client: PGlite) =>
  migrate(openDrizzle(client), { migrationsFolder: POSTGRES_MIGRATIONS });

/** The file with the data of a new Postgres after the migrations. */
function migratedData(): Promise<string> {
  return madeOnce({ name: 'postgres.tar', migrations: POSTGRES_MIGRATIONS }, async (path) => {
    const client = new PGlite();
    await migrateClient(client);
    const data = await client.dumpDataDir('none');
    await client.close();
    writeFileSync(path, await data.bytes());
  });
}

/** A file of SQLite after the migrations. */
function migratedFile(): Promise<string> {
  return madeOnce({ name: 'sqlite.db', migrations: SQLITE_MIGRATIONS }, async (path) => {
    const store = openSqlite({ path });
    await store.migrate();
    await store.close();
  });
}

/**
 * Making a database takes long, reading it back a moment: it is made once for these migrations and these versions of
 * what makes it, and kept among the temporary files. Gives its path.
 */
async function madeOnce(
  { name, migrations }: { name: string; migrations: string },
  make: (path: string) => Promise<void>,
): Promise<string> {
  const path = join(tmpdir(), `rapport-test-${versionOf(migrations)}-${name}`);
  if (existsSync(path)) return path;
  // Renamed when it is whole: another process may be looking for it, or making it, too.
  const unfinished = `${path}.${randomUUID()}`;
  await make(unfinished);
  renameSync(unfinished, path);
  return path;
}

const versions = new Map<string, string>();

function versionOf(migrations: string): string {
  const known = versions.get(migrations);
  if (known) return known;
  const lock = join(import.meta.dirname, '../../package-lock.json');
  const files = readdirSync(migrations, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const hash = createHash('sha256');
  for (const file of [lock, ...files]) hash.update(readFileSync(file));
  const version = hash.digest('hex').slice(0, 16);
  versions.set(migrations, version);
  return version;
}

/** PGlite has one connection, so a report takes the role on for its transaction instead of logging in. */
export async function openReporting(client: PGlite): Promise<Reporting> {
  const access = await client.transaction((tx) =>
    setUpReporting(async (text) => (await tx.query<Record<string, unknown>>(text)).rows),
  );
  return postgresReporting({
    seal: access.seal,
    clock: systemClock,
    close: async () => undefined,
    session: (_withinMs, work) =>
      client.transaction(async (tx) => {
        await tx.exec(
          `set transaction read only; set local role ${access.role}; set local search_path = ${REPORTING_SCHEMA}`,
        );
        const ask: Ask = async (text, values = []) => {
          const { fields, rows } = await tx.query<unknown[]>(text, [...values], { rowMode: 'array' });
          return { columns: fields.map(({ name }) => name), rows };
        };
        try {
          return await work(ask);
        } finally {
          await tx.rollback();
        }
      }),
  });
}

/** Both dialects, for suites that hold them to the same results. */
export const DIALECTS = { sqlite: temporarySqlite, postgres: temporaryPostgres } as const;
