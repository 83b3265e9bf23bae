import type { System } from '../context.ts';
import { claimDue, type Firing, fire } from '../delivery/firing.ts';
import { createLoop, type Loop } from '../loop.ts';

/** Looking costs one query of an index. */
const LOOK_EVERY_MS = 250;
const AT_ONCE = 12;

/** Fires the schedules that are due; `fired` is told of each, so that what it sends goes out at once. */
export function createTick(system: System, firing: Firing, { fired }: { fired(): void }): Loop {
  return createLoop({
    what: 'schedules',
    take: (limit) => claimDue(system, { limit }),
    work: async (schedule) => {
      await fire(system, firing, schedule);
      fired();
    },
    atOnce: AT_ONCE,
    everyMs: LOOK_EVERY_MS,
    clock: system.clock,
    log: system.log,
  });
}
