import type { Clock } from '../clock.ts';

/** Ticks as another clock does, ahead of it by as much as it was moved. It is never moved back. */
export function createMovingClock(base: Clock) {
  let ahead = 0;
  return {
    ...base,
    now: (): Date => new Date(base.now().getTime() + ahead),
    aheadMs: (): number => ahead,
    /** Ahead of the other clock by at least this much from now on. */
    moveTo(aheadMs: number) {
      ahead = Math.max(ahead, aheadMs);
    },
  } satisfies Clock & Record<string, unknown>;
}
