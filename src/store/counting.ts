import type { ChildProcess } from 'node:child_process';
import { drizzle } from 'drizzle-orm/sqlite-proxy';
import type { Clock } from '../clock.ts';
import { startChild } from './child-process.ts';
import type { Database } from './store.ts';

const CHILD = new URL('./counting-child.ts', import.meta.url);

/** The numbers of counting. */
export const COUNTING = {
  /** One query: over a million rows the longest takes seconds. */
  withinMs: 5 * 60_000,
  /** Characters of rows in one message: longer ones would stop the app while it reads them. */
  characters: 100_000,
  /** Bytes of the process. */
  memory: 512 * 1024 * 1024,
  /** How often the process looks at its memory and for its parent. */
  watchMs: 50,
  /** The operating system's niceness: the app comes first. */
  priority: 10,
} as const;

export type CountingQuery = { text: string; values: unknown[] };
/** A part of the rows; the last one says so. Or why there are none. */
export type CountingAnswer = { rows: unknown[][]; isLast: boolean } | { error: string };

/**
 * Runs queries of the query builder in a process of its own, one after another, because SQLite would stop everything
 * else in this one. The process is started for the first query and kept; when it ends, the query that it ran fails, and
 * the next one starts another.
 */
export function openSqliteCounting(
  path: string,
  clock: Pick<Clock, 'setTimeout'>,
): { db: Database; close(): Promise<void> } {
  let child: ChildProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  function start(): ChildProcess {
    const started = startChild(CHILD, [path]);
    started.once('exit', () => {
      if (child === started) child = undefined;
    });
    started.on('error', () => {
      if (child === started && started.pid === undefined) child = undefined;
    });
    return started;
  }

  function run(query: CountingQuery): Promise<unknown[][]> {
    if (closed) return Promise.reject(new Error('The store is closed.'));
    child ??= start();
    const asked = child;
    return new Promise((resolve, reject) => {
      const rows: unknown[][] = [];
      const finish = (settle: () => void) => {
        deadline.clear();
        asked.off('message', hear).off('exit', died).off('error', failed);
        settle();
      };
      const failed = (error: Error) => finish(() => reject(error));
      const died = (code: number | null, signal: NodeJS.Signals | null) =>
        failed(new Error(`The process that counts ended with ${code ?? signal}.`));
      const hear = (answer: CountingAnswer) => {
        if ('error' in answer) return failed(new Error(answer.error));
        for (const row of answer.rows) rows.push(row);
        if (answer.isLast) finish(() => resolve(rows));
      };
      const deadline = clock.setTimeout(() => {
        asked.kill('SIGKILL');
        if (child === asked) child = undefined;
        failed(new Error(`A query was not done within ${COUNTING.withinMs} ms.`));
      }, COUNTING.withinMs);
      asked.on('message', hear).once('exit', died).once('error', failed);
      asked.send(query, (error) => error && failed(error));
    });
  }

  const db = drizzle(
    async (text, values) => {
      const turn = last.then(() => run({ text, values }));
      last = turn.catch(() => undefined);
      return { rows: await turn };
    },
    // The driver looks for the casing in its third argument only.
    undefined,
    { casing: 'snake_case' },
  );
  return {
    db: db as unknown as Database,
    close: async () => {
      closed = true;
      const open = child;
      if (!open || open.pid === undefined) return;
      const gone = new Promise((resolve) => open.once('exit', resolve));
      open.kill('SIGKILL');
      await gone;
    },
  };
}
