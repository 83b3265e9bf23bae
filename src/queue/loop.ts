import type { Timer } from '../clock.ts';
import type { System } from '../context.ts';
import { messageOf } from '../errors.ts';
import type { Job } from './job.ts';

export type Loop = Job & {
  /** Looks for work now. */
  nudge(): void;
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
};

/** Takes work as long as there is some and room for it, and looks for more every so often. */
export function createLoop<Item>(
  { clock, log }: System,
  { what, take, work, atOnce, everyMs }: LoopOptions<Item>,
): Loop {
  const busy = new Set<Promise<void>>();
  let draining: (() => void)[] = [];
  let timer: Timer | undefined;
  let refilling = false;
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
          void refillSoon();
        });
        busy.add(done);
      }
    }
  }

  /** What is done at about the same time makes room that is filled at once. */
  async function refillSoon(): Promise<void> {
    if (refilling) return;
    refilling = true;
    await clock.moment();
    refilling = false;
    nudge();
    settle();
  }

  function nudge(): void {
    if (stopped) return;
    again = true;
    filling ??= fillAndGoOn();
  }

  async function fillAndGoOn(): Promise<void> {
    for (;;) {
      await fill().catch((error) => log.error({ error: messageOf(error) }, `${what} not read`));
      // With all hands full it looks again as soon as one is free.
      if (!again || busy.size >= atOnce || stopped) break;
      await clock.turn();
    }
    filling = undefined;
    settle();
  }

  const isIdle = () => !filling && !refilling && busy.size === 0;

  function settle(): void {
    if (!isIdle()) return;
    for (const each of draining) each();
    draining = [];
  }

  return {
    nudge,
    start: () => {
      timer = clock.setInterval(nudge, everyMs);
      nudge();
    },
    drain: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => draining.push(resolve))),
    stop: async () => {
      stopped = true;
      timer?.clear();
      await filling;
      await Promise.all(busy);
    },
  };
}
