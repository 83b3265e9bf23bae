import type { Clock } from '../clock.ts';

/** How often it is looked for a wish to stop while the model thinks. */
const LOOK_EVERY_MS = 1_000;

/** Thrown by what was asked when it is given up because somebody has asked to stop. */
class Stopped extends Error {}

type StopWatch = {
  clock: Pick<Clock, 'setTimeout'>;
  signal: AbortSignal;
  /** Whether somebody has asked to stop. */
  isStopWished(): Promise<boolean>;
};

/** Works until it is done, or until somebody asks to stop: the work's signal is aborted, and `undefined` comes back. */
export async function unlessStopped<T>(
  { clock, signal, isStopWished }: StopWatch,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  signal.throwIfAborted();
  const ending = new AbortController();
  const end = () => ending.abort(signal.reason);
  let isDone = false;
  const look = async () => {
    // A look that fails stops nothing: the next one may not fail.
    const isWished = await isStopWished().catch(() => false);
    if (isWished) ending.abort(new Stopped());
    else if (!isDone) timer = clock.setTimeout(look, LOOK_EVERY_MS);
  };
  let timer = clock.setTimeout(look, LOOK_EVERY_MS);
  signal.addEventListener('abort', end, { once: true });
  try {
    return await work(ending.signal);
  } catch (error) {
    if (ending.signal.reason instanceof Stopped) return undefined;
    throw error;
  } finally {
    isDone = true;
    timer.clear();
    signal.removeEventListener('abort', end);
  }
}
