import { existsSync, statSync } from 'node:fs';
import type { StoreConfig } from '../config.ts';
import type { System } from '../context.ts';
import { isLocked } from '../store/sqlite-lock.ts';

/** While Rapport runs, a file may be this long: it is written anew within seconds, in which nobody else can write. */
const MOST_BYTES_WHILE_RUNNING = 256 * 1_024 * 1_024;

/** Takes what was deleted out of the database file as well, or says why not. Gives what has become of it, in words. */
export async function clearFreeSpace({ store }: System, where: StoreConfig): Promise<string> {
  if (where.kind === 'postgres')
    return 'PostgreSQL keeps deleted rows in its files until it has cleaned up (autovacuum; VACUUM FULL does it at once). Its backups and logs still have them.';
  const bytes = existsSync(where.path) ? statSync(where.path).size : 0;
  if (bytes > MOST_BYTES_WHILE_RUNNING && isLocked(where.path))
    return `The database file has ${Math.round(bytes / 1e6)} MB, and Rapport is running: what was deleted is left in its free space. Stop Rapport and run npm run erase -- free-space.`;
  await store.compact();
  return 'Nothing that was deleted is left in the free space of the database file. Backups from before still have it: restored ones erase it again (npm run restore).';
}
