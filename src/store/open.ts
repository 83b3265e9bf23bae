import { existsSync } from 'node:fs';
import type { Clock } from '../clock.ts';
import type { StoreConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { openPostgres } from './postgres.ts';
import { keepPrivate } from './private-files.ts';
import { requireCurrent } from './schema-version.ts';
import { openSqlite } from './sqlite.ts';
import { lockFile } from './sqlite-lock.ts';
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
    requireCurrent({ kind: 'empty', missing: [] });
  const store =
    config.kind === 'sqlite'
      ? openFile(config.path, { alone, ...options })
      : openPostgres(config.url, options);
  try {
    if (schema === 'migrate') {
      await store.migrate({ log, backup });
      await store.optimize();
    } else requireCurrent(await store.schema());
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

function openFile(path: string, { alone, ...options }: { alone: boolean; clock?: Clock }): Store {
  if (!alone) return openSqlite({ path, ...options });
  keepPrivate(path);
  const lock = lockFile(path);
  const store = openSqlite({ path, ...options });
  return { ...store, close: () => store.close().finally(lock.release) };
}
