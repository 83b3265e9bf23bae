import { setPriority } from 'node:os';
import Sqlite from 'better-sqlite3';
import { messageOf } from '../errors.ts';
import { COUNTING, type CountingAnswer, type CountingQuery } from './counting.ts';
import { watchOver } from './watch-over.ts';

/* Runs the queries of a parent process on the database of the path that it is given, which it cannot write to. */

setPriority(COUNTING.priority);
await watchOver(COUNTING);
const [path = ''] = process.argv.slice(2);
const db = new Sqlite(path, { readonly: true });
db.pragma('busy_timeout = 5000');
process.on('message', (query: CountingQuery) => {
  try {
    answer(query);
  } catch (error) {
    send({ error: messageOf(error) });
  }
});

function answer({ text, values }: CountingQuery): void {
  let rows: unknown[][] = [];
  let characters = 0;
  for (const row of db.prepare<unknown[], unknown[]>(text).raw().iterate(values)) {
    rows.push(row);
    characters += row.reduce<number>((sum, cell) => sum + (typeof cell === 'string' ? cell.length : 8), 0);
    if (characters < COUNTING.characters) continue;
    send({ rows, isLast: false });
    rows = [];
    characters = 0;
  }
  send({ rows, isLast: true });
}

function send(said: CountingAnswer): void {
  process.send?.(said);
}
