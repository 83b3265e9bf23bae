import { claimDue, type Firing, type FiringSystem, fire } from '../delivery/firing.ts';
import { createLoop, type Loop } from '../loop.ts';

/** Looking costs one query of an index. */
const LOOK_EVERY_MS = 250;
const AT_ONCE = 12;

/** Fires the schedules that are due; `fired` is told of each, so that what it sends goes out at once. */
export function createTick(ctx: FiringSystem, firing: Firing, { fired }: { fired(): void }): Loop {
  return createLoop({
    what: 'schedules',
    take: (limit) => claimDue(ctx, { limit }),
    work: async (schedule) => {
      await fire(ctx, firing, schedule);
      fired();
    },
    atOnce: AT_ONCE,
    everyMs: LOOK_EVERY_MS,
    clock: ctx.clock,
    log: ctx.log,
  });
}
