import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

const TOLD = {
  /** The same trouble is logged again after this long at the earliest, with how often it has come. */
  everyMs: 60_000,
  /** Errors that are told apart within that time; more of them count as one. */
  mostErrors: 10,
} as const;

/** Logs what may fail again and again. */
export type RepeatedTrouble = {
  /** It has failed: says so when this error is new, then once a minute, with `times` for what was not said. */
  failed(error: string, details?: object): void;
  /** It has worked: says so when a failure was logged before. */
  worked(details?: object): void;
};

type Options = {
  /** The log entry for a failure. */
  failed: string;
  level?: 'warn' | 'error';
};

/**
 * Keeps a trouble that lasts from filling the log: each error is logged at once, then at most once a minute with a count,
 * and the first success after it. What fails and works by turns is logged no more often.
 */
export function createRepeatedTrouble(
  { clock, log }: { clock: Clock; log: Log },
  { failed: what, level = 'warn' }: Options,
): RepeatedTrouble {
  const errors = new Map<string, { loggedAt: number; untold: number }>();
  let isTold = false;
  let times = 0;

  /** The error itself while there is room for it; otherwise one name for all that there is no room for. */
  function nameOf(error: string, now: number): string {
    if (errors.has(error) || errors.size < TOLD.mostErrors) return error;
    for (const [name, { loggedAt }] of errors) if (now - loggedAt >= TOLD.everyMs) errors.delete(name);
    return errors.size < TOLD.mostErrors ? error : '';
  }

  return {
    failed: (error, details) => {
      const now = clock.monotonic();
      const name = nameOf(error, now);
      const known = errors.get(name);
      times += 1;
      if (known && now - known.loggedAt < TOLD.everyMs) {
        known.untold += 1;
        return;
      }
      log[level]({ ...details, error, ...(known?.untold ? { times: known.untold + 1 } : {}) }, what);
      errors.set(name, { loggedAt: now, untold: 0 });
      isTold = true;
    },
    worked: (details) => {
      if (!isTold) return;
      log.info({ ...details, times }, `over: ${what}`);
      for (const error of errors.values()) error.untold = 0;
      isTold = false;
      times = 0;
    },
  };
}
