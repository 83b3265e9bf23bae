import type { Timer } from '../clock.ts';
import type { System } from '../context.ts';
import { messageOf } from '../errors.ts';
import { createRepeatedTrouble } from '../repeated-trouble.ts';
import type { Job } from './job.ts';

export type Loop = Job & {
  /** Tells that there is work: it is looked for now. */
  nudge(): void;
};

type LoopOptions<Item> = {
  /** The name of the items, for the log. */
  what: string;
  /** Takes at most `limit` items, which nobody else has from then on. `isTold`: somebody has said that there is one. */
  take(limit: number, how: { isTold: boolean }): Promise<Item[]>;
  /** Works on one item; never throws. */
  work(item: Item): Promise<void>;
  /** Items that are worked on at once. */
  atOnce: number;
  /** How often the loop looks for items without a nudge. */
  everyMs: number;
};

/** Takes items as long as there are some and room for them, and looks for more every `everyMs`. */
export function createLoop<Item>(
  ctx: System,
  { what, take, work, atOnce, everyMs }: LoopOptions<Item>,
): Loop {
  const { clock } = ctx;
  const trouble = createRepeatedTrouble(ctx, { failed: `${what} not read`, level: 'error' });
  const busy = new Set<Promise<void>>();
  let draining: (() => void)[] = [];
  let timer: Timer | undefined;
  let refilling = false;
  let filling: Promise<void> | undefined;
  let again = false;
  let isTold = false;
  let stopped = false;

  async function fill(): Promise<void> {
    while (again && !stopped) {
      again = false;
      const room = atOnce - busy.size;
      if (room <= 0) return;
      const how = { isTold };
      isTold = false;
      const taken = await take(room, how);
      trouble.worked();
      for (const item of taken) {
        const done = work(item).finally(() => {
          busy.delete(done);
          void refillSoon();
        });
        busy.add(done);
      }
    }
  }

  /** Looks for items a moment after one is done: items that are done at about the same time make room together. */
  async function refillSoon(): Promise<void> {
    if (refilling) return;
    refilling = true;
    await clock.moment();
    refilling = false;
    look();
    settle();
  }

  function nudge(): void {
    isTold = true;
    look();
  }

  function look(): void {
    if (stopped) return;
    again = true;
    filling ??= fillAndGoOn();
  }

  async function fillAndGoOn(): Promise<void> {
    // What else can go on now goes first, such as telling Slack that its event has arrived.
    await clock.turn();
    for (;;) {
      await fill().catch((error) => trouble.failed(messageOf(error)));
      // With no room left, the loop looks again as soon as an item is done.
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
      timer = clock.setInterval(look, everyMs);
      look();
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
