import { chmodSync, closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';

/** How many rows each table of a file has, by its name. */
export type RowCounts = Record<string, number>;

/**
 * Copies a database while others write into it: what the copy has is what was committed when it was begun. The copy is looked
 * through, must have all rows, and is on the disk when this resolves. The file must not be there yet.
 */
export async function copySqlite({ from, to }: { from: string; to: string }): Promise<RowCounts> {
  const source = new Sqlite(from, { readonly: true, fileMustExist: true });
  const unfinished = `${to}.unfinished`;
  removeSqlite(unfinished);
  try {
    closeSync(openSync(unfinished, 'wx', 0o600));
    // Within a transaction that reads nothing changes: without one, every write of others would have the copy begin anew.
    source.exec('begin');
    const counts = countRows(source);
    await source.backup(unfinished);
    requireSound(unfinished, counts);
    syncFile(unfinished);
    // A link is refused where a file is already.
    linkSync(unfinished, to);
    chmodSync(to, 0o600);
    syncFile(dirname(to));
    return counts;
  } finally {
    source.close();
    removeSqlite(unfinished);
  }
}

/** Counts the rows of all tables of ours. */
export function countRows(db: Sqlite.Database): RowCounts {
  const own =
    "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and sql not like '%virtual%'";
  const names = db.prepare<[], string>(own).pluck().all();
  const count = (name: string) => Number(db.prepare(`select count(*) from "${name}"`).pluck().get());
  return Object.fromEntries(names.map((name) => [name, count(name)]));
}

/** Throws unless a database is whole, and has as many rows as it should. */
export function requireSound(file: string, expected?: RowCounts): RowCounts {
  const db = new Sqlite(file, { readonly: true, fileMustExist: true });
  try {
    const verdict = db.pragma('integrity_check(1)', { simple: true });
    if (verdict !== 'ok') throw new Error(`${file} is damaged: ${verdict}`);
    const counts = countRows(db);
    for (const [name, count] of Object.entries(expected ?? {}))
      if (counts[name] !== count)
        throw new Error(`${file} has ${counts[name] ?? 0} rows of ${name}, not ${count}.`);
    return counts;
  } finally {
    db.close();
    // Whoever only reads a database in WAL mode leaves these behind.
    for (const ending of LOGS) rmSync(file + ending, { force: true });
  }
}

/** Counts the rows of some tables whose ids are not below `id`: those that were written since then. */
export function countSince(
  file: string,
  { tables, id }: { tables: readonly string[]; id: string },
): RowCounts {
  const db = new Sqlite(file, { readonly: true, fileMustExist: true });
  try {
    const count = (name: string) =>
      Number(db.prepare(`select count(*) from "${name}" where id >= ?`).pluck().get(id));
    return Object.fromEntries(tables.map((name) => [name, count(name)]));
  } finally {
    db.close();
  }
}

/**
 * Puts a database in the place of another one, which is kept as `aside`. Whenever this is broken off, one of the two is
 * there, whole. Nobody else may have either of them open.
 */
export function replaceSqlite(file: string, { by, aside }: { by: string; aside: string }): void {
  if (existsSync(file)) {
    foldLog(file);
    linkSync(file, aside);
    // The log of a database that cannot be opened goes with it: beside another one it would be taken for the log of that.
    for (const ending of LOGS) if (existsSync(file + ending)) renameSync(file + ending, aside + ending);
  }
  for (const ending of LOGS) rmSync(by + ending, { force: true });
  syncFile(by);
  renameSync(by, file);
  syncFile(dirname(file));
}

const LOGS = ['-wal', '-shm'];

/** Moves the log of a database into it, where it can be read at all. */
function foldLog(file: string): void {
  try {
    const db = new Sqlite(file);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
  } catch {
    // It is damaged, which may be why it is replaced.
  }
}

/** Deletes a database with what stands beside it, where it is there. */
export function removeSqlite(file: string): void {
  for (const path of [file, ...LOGS.map((ending) => file + ending)]) rmSync(path, { force: true });
}

function syncFile(path: string): void {
  const opened = openSync(path, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
