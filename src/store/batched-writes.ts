import type { Clock } from '../clock.ts';

/**
 * Gathers what is pushed in one turn of the event loop (and while a commit is under way) and commits it together.
 * Every push settles only when its commit has: resolved with its own result, or rejected with the commit's error.
 */
export function createBatcher<Item, Result>(
  clock: Clock,
  commit: (items: Item[]) => Promise<Result[]>,
): (item: Item) => Promise<Result> {
  type Waiting = { item: Item; resolve(result: Result): void; reject(error: unknown): void };
  let waiting: Waiting[] = [];
  let scheduled = false;

  async function flush(): Promise<void> {
    const batch = waiting;
    waiting = [];
    try {
      const results = await commit(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, at) => {
        const result = results[at];
        if (result === undefined) reject(new Error('The commit returned too few results.'));
        else resolve(result);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    scheduled = waiting.length > 0;
    if (scheduled) flushSoon();
  }

  function flushSoon(): void {
    void clock.turn().then(flush);
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (scheduled) return;
      scheduled = true;
      flushSoon();
    });
}
