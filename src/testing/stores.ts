import { createHash, randomUUID } from 'node:crypto';
import { existsSync, openAsBlob, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
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
import { openSqlite } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { temporaryFolder } from './files.ts';

/** A migrated SQLite store in a folder of its own; closing it removes the folder. */
export async function temporarySqlite({ clock }: { clock?: Clock } = {}): Promise<Store> {
  const folder = temporaryFolder();
  const store = openSqlite({ path: join(folder.path, 'test.db'), ...(clock && { clock }) });
  await store.migrate();
  const close = async () => {
    await store.close();
    folder.remove();
  };
  return { ...store, close };
}

/** A migrated store on Postgres itself, in this process and in memory (PGlite). */
async function temporaryPostgres(): Promise<Store> {
  const client = new PGlite({ loadDataDir: await migratedData() });
  const store = postgresStore({
    db: openDrizzle(client),
    migrate: () => migrateClient(client),
    reporting: () => openReporting(client),
    clock: systemClock,
    close: () => client.close(),
  });
  await store.migrate();
  return store;
}

const openDrizzle = (client: PGlite) => drizzle(client, { casing: 'snake_case' });
const migrateClient = (client: PGlite) =>
  migrate(openDrizzle(client), { migrationsFolder: POSTGRES_MIGRATIONS });

/**
 * What a new database has on disk after the migrations. Making a database takes seconds, reading it back a moment, so
 * it is made once for these migrations and these versions of what makes it, and kept among the temporary files.
 */
async function migratedData(): Promise<Blob> {
  const path = join(tmpdir(), `rapport-test-postgres-${migrationsVersion()}.tar`);
  if (!existsSync(path)) {
    const client = new PGlite();
    await migrateClient(client);
    const data = await client.dumpDataDir('none');
    await client.close();
    // Renamed when it is whole: another process may be looking for it, or making it, too.
    const unfinished = `${path}.${randomUUID()}`;
    writeFileSync(unfinished, await data.bytes());
    renameSync(unfinished, path);
  }
  return openAsBlob(path);
}

function migrationsVersion(): string {
  const lock = join(import.meta.dirname, '../../package-lock.json');
  const files = readdirSync(POSTGRES_MIGRATIONS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const hash = createHash('sha256');
  for (const file of [lock, ...files]) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

/** PGlite has one connection, so a report takes the role on for its transaction instead of logging in. */
async function openReporting(client: PGlite): Promise<Reporting> {
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
