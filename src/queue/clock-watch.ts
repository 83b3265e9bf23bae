import type { System } from '../context.ts';
import type { Job } from './job.ts';
import { createPoll } from './poll.ts';

const WATCH = {
  lookEveryMs: 5_000,
  /** A clock that was moved back by less has delayed nothing worth mending. */
  leastMs: 1_000,
} as const;

/**
 * Watches whether the clock on the wall is moved back, by the clock that only grows. `mend` is called after each such
 * move, and at the start, since nobody has watched before; when it fails, it is called again at the next look.
 */
export function createClockWatch(ctx: System, { mend }: { mend(): Promise<void> }): Job {
  const { clock } = ctx;
  let ahead: number | undefined;
  return createPoll(ctx, {
    everyMs: WATCH.lookEveryMs,
    look: async () => {
      const now = clock.now().getTime() - clock.monotonic();
      if (ahead === undefined || now < ahead - WATCH.leastMs) await mend();
      ahead = now;
    },
    failed: 'times of waiting rows not mended yet',
  });
}
