import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { codeOf } from '../errors.ts';
import { keepPrivate } from './private-files.ts';

/** Only one process works on a database file. */
export type FileLock = { release(): void };

/**
 * Takes the right to work on a database file, whose folder must be there, or throws in words. It is a lock of the operating system on a small file beside
 * it, which SQLite takes and holds: so it ends with the process, however that ends, and no other process can be mistaken for
 * this one. Operator commands do without it, since they only read and write.
 */
export function lockFile(file: string): FileLock {
  // A file that goes by several names is one.
  const path = `${existsSync(file) ? realpathSync(file) : join(realpathSync(dirname(file)), basename(file))}.lock`;
  keepPrivate(path);
  const lock = new Sqlite(path);
  try {
    lock.pragma('busy_timeout = 0');
    // A journal in memory: a lock has nothing to write down.
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!codeOf(error).startsWith('SQLITE_BUSY')) throw error;
    throw new Error(
      `Another Rapport is running on ${file} already. Stop it first; several at once need PostgreSQL (DATABASE_URL=postgres://…).`,
    );
  }
  return { release: () => lock.close() };
}

/** Whether Rapport runs on a database file. */
export function isLocked(file: string): boolean {
  try {
    lockFile(file).release();
    return false;
  } catch {
    return true;
  }
}
