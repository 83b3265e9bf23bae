import type { Clock } from './clock.ts';

/** Something took longer than it may. */
export class DeadlinePassed extends Error {
  readonly ms: number;

  constructor(ms: number) {
    super(`No end after ${ms} ms.`);
    this.name = 'DeadlinePassed';
    this.ms = ms;
  }
}

/**
 * Works for at most `ms` milliseconds, or until the signal says stop; throws `DeadlinePassed`, or the signal's reason.
 * The work gets a signal of its own, and is not waited for. This function holds the timer itself: on Node 20 the timer of a
 * signal that is joined with others is collected as garbage, and then never fires.
 */
export async function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { ms, signal, clock }: { ms: number; signal: AbortSignal; clock: Pick<Clock, 'setTimeout'> },
): Promise<T> {
  signal.throwIfAborted();
  const ending = new AbortController();
  const ended = new Promise<never>((_, reject) => {
    ending.signal.addEventListener('abort', () => reject(ending.signal.reason), { once: true });
  });
  const end = (reason: unknown) => ending.abort(reason);
  const stop = () => end(signal.reason);
  const timer = clock.setTimeout(() => end(new DeadlinePassed(ms)), ms);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work(ending.signal), ended]);
  } finally {
    timer.clear();
    signal.removeEventListener('abort', stop);
  }
}
