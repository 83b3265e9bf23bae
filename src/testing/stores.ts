import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { POSTGRES_MIGRATIONS, postgresStore } from '../store/postgres.ts';
import { type Ask, postgresReporting } from '../store/reporting/postgres.ts';
import { REPORTING_SCHEMA, setUpReporting } from '../store/reporting/postgres-setup.ts';
import type { Reporting } from '../store/reporting/reporting.ts';
import { openSqlite } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { temporaryFolder } from './files.ts';

/** A migrated SQLite store in a folder of its own; closing it removes the folder. */
export async function temporarySqlite(): Promise<Store> {
  const folder = temporaryFolder();
  const store = openSqlite({ path: join(folder.path, 'test.db') });
  await store.migrate();
  const close = async () => {
    await store.close();
    folder.remove();
  };
  return { ...store, close };
}

/** A migrated store on Postgres itself, in this process and in memory (PGlite). */
async function temporaryPostgres(): Promise<Store> {
  const client = new PGlite();
  const db = drizzle(client, { casing: 'snake_case' });
  const store = postgresStore({
    db,
    migrate: () => migrate(db, { migrationsFolder: POSTGRES_MIGRATIONS }),
    reporting: () => openReporting(client),
    close: () => client.close(),
  });
  await store.migrate();
  return store;
}

/** PGlite has one connection, so a report takes the role on for its transaction instead of logging in. */
async function openReporting(client: PGlite): Promise<Reporting> {
  const access = await client.transaction((tx) =>
    setUpReporting(async (text) => (await tx.query<Record<string, unknown>>(text)).rows),
  );
  return postgresReporting({
    seal: access.seal,
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
