import type { System } from '../context.ts';
import { dream, type Observer } from '../observer/night/pass.ts';
import { claimNights, planNights } from '../observer/night/plan.ts';
import type { Night } from '../observer/observations/night.ts';
import { createLoop, type Loop } from '../queue/loop.ts';

/** Looking costs one query of an index. */
const LOOK_EVERY_MS = 500;
/** Passes at once: each of them waits for a language model most of the time. */
const AT_ONCE = 4;
/** People join and move: whether everybody has a night to come is looked at this often. */
const PLAN_EVERY_MS = 60_000;

/** Does the nights that are over; `ended` is told of each, so that its digest goes out at once. */
export function createNightly(ctx: System, observer: Observer, { ended }: { ended(): void }): Loop {
  const stopping = new AbortController();
  let planned = Number.NEGATIVE_INFINITY;

  async function take(limit: number): Promise<Night[]> {
    const now = ctx.clock.now().getTime();
    if (now - planned >= PLAN_EVERY_MS) {
      await planNights(ctx, observer);
      planned = now;
    }
    return claimNights(ctx, { limit });
  }

  const loop = createLoop({
    what: 'nights',
    take,
    work: async (held) => {
      await dream(ctx, observer, { held, signal: stopping.signal });
      ended();
    },
    atOnce: AT_ONCE,
    everyMs: LOOK_EVERY_MS,
    clock: ctx.clock,
    log: ctx.log,
  });
  return {
    nudge: loop.nudge,
    start: loop.start,
    drain: loop.drain,
    stop: () => {
      stopping.abort();
      return loop.stop();
    },
  };
}
