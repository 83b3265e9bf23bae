import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Clock, DAY_MS } from '../clock.ts';
import { codeOf } from '../errors.ts';
import type { StoreConfig } from '../store-settings.ts';
import type { WatchConfig } from '../watch-settings.ts';

/** Copies that a migration has made are no backups: they stand beside the database, and none comes by itself. */
const OF_A_MIGRATION = '-before-migration-';

type Where = { store: StoreConfig; watch: Pick<WatchConfig, 'backupDir' | 'backupWithinDays'> };

/** The folder in which backups are looked for; undefined where none is known. */
export function backupFolder({ store, watch }: Where): string | undefined {
  return watch.backupDir ?? (store.kind === 'sqlite' ? join(dirname(store.path), 'backups') : undefined);
}

/** Finds when the newest backup in a folder was written; undefined where there is none, or no folder. */
export function findLastBackup(folder: string): Date | undefined {
  try {
    const times = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.includes(OF_A_MIGRATION))
      .map(({ name }) => statSync(join(folder, name)).mtime.getTime());
    return times.length > 0 ? new Date(Math.max(...times)) : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Says that the newest backup is too old; undefined while it is not. Where none was ever made in the usual folder, others may take care
 * of it: that is told where `BACKUP_DIR` is set alone.
 */
export function findOldBackup({ clock }: { clock: Clock }, where: Where): string | undefined {
  const folder = backupFolder(where);
  if (!folder) return undefined;
  const last = findLastBackup(folder);
  if (!last) return where.watch.backupDir ? `There is no backup in ${folder} (BACKUP_DIR).` : undefined;
  const days = (clock.now().getTime() - last.getTime()) / DAY_MS;
  if (days <= where.watch.backupWithinDays) return undefined;
  return `The newest backup in ${folder} is ${Math.floor(days)} days old; one is to be made every ${where.watch.backupWithinDays} (BACKUP_WITHIN).`;
}
