import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** What customers have said is nobody’s business on this computer but the user’s that runs Rapport. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/**
 * Makes the folder of a database where it is missing, and the database, for this user alone; a database that others could
 * read is closed to them. SQLite gives the files beside it the mode of the database.
 */
export function keepPrivate(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: FOLDER_MODE });
  if (!existsSync(file)) closeSync(openSync(file, 'a', FILE_MODE));
  for (const path of [file, `${file}-wal`, `${file}-shm`]) {
    if (existsSync(path) && (statSync(path).mode & 0o077) !== 0) chmodSync(path, FILE_MODE);
  }
}
