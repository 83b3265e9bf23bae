import { messageOf } from './errors.ts';
import type { Log } from './log.ts';

export type Loop = {
  /** Looks for work now. */
  nudge(): void;
  start(): void;
  /** Takes nothing more, and waits for what is under way. */
  stop(): Promise<void>;
};

type LoopOptions<Item> = {
  /** What is taken, for the log. */
  what: string;
  /** Takes at most so many items that nobody else then has. */
  take(room: number): Promise<Item[]>;
  /** Works on one; never throws. */
  work(item: Item): Promise<void>;
  /** How many at once. */
  atOnce: number;
  /** How often it looks without being nudged. */
  everyMs: number;
  log: Log;
};

const REFILL_MS = 2;

/** Takes work as long as there is some and room for it, and looks for more every so often. */
export function createLoop<Item>({ what, take, work, atOnce, everyMs, log }: LoopOptions<Item>): Loop {
  const busy = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let refill: NodeJS.Timeout | undefined;
  let filling: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  async function fill(): Promise<void> {
    while (again && !stopped) {
      again = false;
      const room = atOnce - busy.size;
      if (room <= 0) return;
      for (const item of await take(room)) {
        const done = work(item).finally(() => {
          busy.delete(done);
          refillSoon();
        });
        busy.add(done);
      }
    }
  }

  /** What is done at about the same time makes room that is filled at once. */
  function refillSoon(): void {
    refill ??= setTimeout(() => {
      refill = undefined;
      nudge();
    }, REFILL_MS);
  }

  function nudge(): void {
    if (stopped) return;
    again = true;
    filling ??= fill()
      .catch((error) => log.error({ error: messageOf(error) }, `${what} not read`))
      .finally(() => {
        filling = undefined;
        if (again && busy.size < atOnce && !stopped) setImmediate(nudge);
      });
  }

  return {
    nudge,
    start: () => {
      timer = setInterval(nudge, everyMs);
      nudge();
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      clearTimeout(refill);
      await filling;
      await Promise.all(busy);
    },
  };
}
