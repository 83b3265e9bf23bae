import { chmodSync, closeSync, mkdirSync, openSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { countRows, requireSound } from './sqlite-files.ts';

/** Copies of an SQLite database from before its migrations. */
const MIGRATION_BACKUPS = {
  /** The folder beside the database. */
  folder: 'backups',
  /** The newest ones stay: a migration that turns out badly is noticed within days. */
  kept: 3,
  /** Free space that is needed, as a multiple of the database: the copy, and the log that the migration fills. */
  room: 2,
} as const;

/**
 * Copies the database of an open connection into a file of its own and checks the copy. Gives its path. Throws before
 * anything is written where the disk has too little room.
 */
export async function backUpBeforeMigration(
  db: Sqlite.Database,
  { file, tag, now }: { file: string; tag: string; now: Date },
): Promise<string> {
  const folder = join(dirname(file), MIGRATION_BACKUPS.folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  requireRoom(db, folder);
  const name = `${basename(file, extname(file))}-before-migration-`;
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const path = join(folder, `${name}${time}-at-${tag}.db`);
  rmSync(path, { force: true });
  closeSync(openSync(path, 'wx', 0o600));
  try {
    await db.backup(path);
    chmodSync(path, 0o600);
    requireSound(path, countRows(db));
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
  removeOld(folder, name);
  return path;
}

function requireRoom(db: Sqlite.Database, folder: string): void {
  const size =
    Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }));
  const { bavail, bsize } = statfsSync(folder);
  const missing = size * MIGRATION_BACKUPS.room - bavail * bsize;
  if (missing <= 0) return;
  throw new Error(
    `There is too little room in ${folder} to copy the database before the migration: ${Math.ceil(missing / 1e6)} MB more are needed. Make room and start again, or make a copy elsewhere and run npm run migrate -- --without-backup.`,
  );
}

/** Names begin with the time, so the oldest come first. */
function removeOld(folder: string, name: string): void {
  const copies = readdirSync(folder).filter((each) => each.startsWith(name) && each.endsWith('.db'));
  for (const each of copies.toSorted().slice(0, -MIGRATION_BACKUPS.kept)) rmSync(join(folder, each));
}
