import type { Clock, Timer } from '../../clock.ts';

/**
 * Ticks as another clock does, ahead of it by as much as it was moved. It is never moved back. What repeats is done at
 * once when it is moved; what is waited for once, such as an answer, gets its time by the other clock.
 */
export function createMovingClock(base: Clock) {
  let ahead = 0;
  const repeating = new Set<() => unknown>();
  return {
    ...base,
    setInterval: (work: () => unknown, ms: number): Timer => {
      const timer = base.setInterval(work, ms);
      repeating.add(work);
      const clear = () => {
        timer.clear();
        repeating.delete(work);
      };
      return { ...timer, clear };
    },
    now: (): Date => new Date(base.now().getTime() + ahead),
    aheadMs: (): number => ahead,
    /** Ahead of the other clock by at least this much from now on. */
    moveTo(aheadMs: number) {
      if (aheadMs <= ahead) return;
      ahead = aheadMs;
      for (const work of repeating) work();
    },
  } satisfies Clock & Record<string, unknown>;
}
