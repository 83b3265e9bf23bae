import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type Clock, systemClock } from '../clock.ts';
import { openSqlite, SQLITE_MIGRATIONS } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { madeOnce } from './made-once.ts';
import { temporaryPglite } from './pglite-store.ts';
import { openTemporaryDatabase } from './shared-postgres.ts';
import { temporaryFolder } from './temporary-folder.ts';

/**
 * A migrated SQLite store in a folder of its own; closing it removes the folder. It counts in this process, since starting
 * another takes half a second, if it is not to count as the app does.
 */
export async function temporarySqlite({
  clock,
  countsAside = false,
}: {
  clock?: Clock;
  countsAside?: boolean;
} = {}): Promise<Store> {
  const folder = temporaryFolder();
  const path = join(folder.path, 'test.db');
  copyFileSync(await migratedFile(), path);
  const store = openSqlite({ path, ...(clock && { clock }) });
  await store.migrate();
  const close = async () => {
    await store.close();
    folder.remove();
  };
  return { ...store, ...(countsAside ? {} : { counting: store.read }), close };
}

/** A migrated store on Postgres: on the server that the tests share, and in memory where it is not installed. */
async function temporaryPostgres({ clock = systemClock }: { clock?: Clock } = {}): Promise<Store> {
  const server = inject('postgres');
  return server ? openTemporaryDatabase(server, clock) : temporaryPglite(clock);
}

/** A file of SQLite after the migrations. */
function migratedFile(): Promise<string> {
  return madeOnce({ name: 'sqlite.db', from: [SQLITE_MIGRATIONS] }, async (path) => {
    const store = openSqlite({ path });
    await store.migrate();
    await store.close();
  });
}

/** Both dialects, for suites that hold them to the same results. */
export const DIALECTS = { sqlite: temporarySqlite, postgres: temporaryPostgres } as const;
