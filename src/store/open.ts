import type { Clock } from '../clock.ts';
import type { StoreConfig } from '../config.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

/** Opens the store and brings its schema up to date. */
export async function openStore(config: StoreConfig, options: { clock?: Clock } = {}): Promise<Store> {
  const store =
    config.kind === 'sqlite'
      ? openSqlite({ path: config.path, ...options })
      : openPostgres(config.url, options);
  try {
    await store.migrate();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}
