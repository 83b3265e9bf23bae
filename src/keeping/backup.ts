import { existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { StoreConfig } from '../config.ts';
import { conflict, invalid } from '../errors.ts';
import { copySqlite, removeSqlite } from '../store/sqlite-files.ts';
import { type BackupManifest, hashFile, madeBy } from './manifest.ts';
import { writeNewFile } from './new-file.ts';

/** The file that stands beside a backup. */
export const manifestOf = (backup: string): string => `${backup}.json`;

/** The folder beside a database in which its backups are kept, where no other file is named. */
const FOLDER = 'backups';

/** The file of a backup that is made now, where none is named. */
export function nameBackup(path: string, now: Date): string {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return join(dirname(path), FOLDER, `${basename(path, extname(path))}-${time}.db`);
}

/**
 * Copies an SQLite database into a file, while Rapport runs, and writes a manifest beside it: it has all that was committed when this began.
 * Throws when a file is there already, when there is no database, and on PostgreSQL, which has its own programs for this.
 */
export async function backUp(
  { clock }: { clock: Clock },
  { store, file }: { store: StoreConfig; file: string },
): Promise<BackupManifest> {
  if (store.kind === 'postgres')
    throw invalid(
      'The database is on PostgreSQL, which is backed up by pg_dump: pg_dump --format=custom --file=FILE "$DATABASE_URL". After pg_restore run npm run restore -- --restored.',
    );
  if (!existsSync(store.path)) throw invalid(`There is no database at ${store.path} (DATABASE_URL).`);
  for (const path of [file, manifestOf(file)])
    if (existsSync(path)) throw conflict(`${path} is there already: name another file.`);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const made = madeBy(clock.now());
  const tables = await copySqlite({ from: store.path, to: file });
  const whole = { sha256: await hashFile(file), bytes: statSync(file).size };
  const manifest = { rapport: 'backup', ...made, ...whole, tables } as const;
  try {
    await writeNewFile(manifestOf(file), `${JSON.stringify(manifest, null, 2)}\n`);
  } catch (error) {
    removeSqlite(file);
    throw error;
  }
  return manifest;
}
