import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The event loop is looked at so often, and a stop is measured that much too long. */
const RESOLUTION_MS = 1;
/** So long after the work a stop at its very end is still seen. */
const AFTER_MS = 20;

/** A stop of the event loop that nobody notices: nothing is acknowledged while it lasts. */
export const LONGEST_STOP_MS = 50;

/** Does some work, and gives how long it took and the longest stop of the event loop meanwhile, in milliseconds. */
export async function watchStops(work: () => Promise<unknown>): Promise<{ ms: number; stopMs: number }> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  // The first look is only where the next one is measured from.
  await pause();
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  await pause();
  delay.disable();
  return { ms, stopMs: Math.max(0, delay.max / 1e6 - RESOLUTION_MS) };
}

const pause = () => new Promise((resolve) => setTimeout(resolve, AFTER_MS));
