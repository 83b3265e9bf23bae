/** Timers as whoever waits needs them. */
export type Timers = { setTimeout(work: () => void, ms: number): { clear(): void } };

export const systemTimers: Timers = {
  setTimeout: (work, ms) => {
    const timer = setTimeout(work, ms);
    return { clear: () => clearTimeout(timer) };
  },
};

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
 * The work is told by a signal of its own, and not waited for. The timer is held here and not by AbortSignal.timeout:
 * on Node 20, AbortSignal.any lets go of such a signal, and then it never fires.
 */
export async function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { ms, signal, timers }: { ms: number; signal: AbortSignal; timers: Timers },
): Promise<T> {
  signal.throwIfAborted();
  const ending = new AbortController();
  const ended = new Promise<never>((_, reject) => {
    ending.signal.addEventListener('abort', () => reject(ending.signal.reason), { once: true });
  });
  const end = (reason: unknown) => ending.abort(reason);
  const stop = () => end(signal.reason);
  const timer = timers.setTimeout(() => end(new DeadlinePassed(ms)), ms);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work(ending.signal), ended]);
  } finally {
    timer.clear();
    signal.removeEventListener('abort', stop);
  }
}
