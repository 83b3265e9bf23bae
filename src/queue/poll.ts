import type { Timer } from '../clock.ts';
import type { System } from '../context.ts';
import { messageOf } from '../errors.ts';
import type { Job } from './job.ts';

type PollOptions = {
  /** How often it looks. */
  everyMs: number;
  /** Looks whether there is something to do, and does it. */
  look(): Promise<unknown>;
  /** What the log says when looking fails; it is looked again the next time. */
  failed: string;
  /** When it looks for the first time: at the start, unless this says otherwise. */
  first?: 'at start' | 'after a wait';
};

/** A job that looks again and again whether there is something to do; never twice at once. */
export function createPoll(
  { clock, log }: System,
  { everyMs, look, failed, first = 'at start' }: PollOptions,
): Job {
  let timer: Timer | undefined;
  let underWay = Promise.resolve();
  let isLooking = false;

  function lookOnce(): void {
    if (isLooking) return;
    isLooking = true;
    underWay = look()
      .then(() => undefined)
      .catch((error) => log.warn({ error: messageOf(error) }, failed))
      .finally(() => {
        isLooking = false;
      });
  }

  return {
    start: () => {
      timer = clock.setInterval(lookOnce, everyMs);
      if (first === 'at start') lookOnce();
    },
    drain: () => underWay,
    stop: async () => {
      timer?.clear();
      await underWay;
    },
  };
}
