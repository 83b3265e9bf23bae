import { readFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';

/** Where Linux counts what this process has read from files. */
const COUNTED = '/proc/self/io';
const PAGE_BYTES = 4_096;

/**
 * How many pages of the file each query reads, the most where it was executed with several values. SQLite keeps next to none
 * of them in memory here, so that a page is read for each row that is looked up; no clock is asked.
 */
export function countPagesRead(
  path: string,
  executed: readonly { statement: string; values: unknown[] }[],
): Map<string, number> {
  const db = new Sqlite(path, { readonly: true });
  db.pragma(`cache_size = ${PAGES_KEPT}`);
  const pages = new Map<string, number>();
  for (const { statement, values } of executed) {
    if (!/^\s*(select|with)\b/i.test(statement)) continue;
    const query = db.prepare(statement);
    // The first time it is planned, for which the schema is read.
    query.all(...values);
    const before = bytesRead();
    query.all(...values);
    const read = Math.round((bytesRead() - before) / PAGE_BYTES);
    pages.set(statement, Math.max(read, pages.get(statement) ?? 0));
  }
  db.close();
  return pages;
}

/** Enough for the way down to a row of a table and of an index. */
const PAGES_KEPT = 10;

const bytesRead = () => Number(/rchar: (\d+)/.exec(readFileSync(COUNTED, 'utf8'))?.[1]);
