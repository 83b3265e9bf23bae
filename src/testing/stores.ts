import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { POSTGRES_MIGRATIONS, postgresStore } from '../store/postgres.ts';
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
    close: () => client.close(),
  });
  await store.migrate();
  return store;
}

/** Both dialects, for suites that hold them to the same results. */
export const DIALECTS = { sqlite: temporarySqlite, postgres: temporaryPostgres } as const;
