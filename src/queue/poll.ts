import type { Timer } from '../clock.ts';
import type { System } from '../context.ts';
import { messageOf } from '../errors.ts';
import { createRepeatedTrouble } from '../repeated-trouble.ts';
import type { Job } from './job.ts';

type PollOptions = {
  /** How often the poll looks. */
  everyMs: number;
  /** Looks whether there is something to do, and does it. */
  look(): Promise<unknown>;
  /** The log entry for a look that has failed; the next look comes as usual. */
  failed: string;
  /** When the poll looks for the first time; at the start when left out. */
  first?: 'at start' | 'after a wait';
};

/** A job that looks at intervals whether there is something to do; never twice at once. */
export function createPoll(ctx: System, { everyMs, look, failed, first = 'at start' }: PollOptions): Job {
  const { clock } = ctx;
  const trouble = createRepeatedTrouble(ctx, { failed });
  let timer: Timer | undefined;
  let underWay = Promise.resolve();
  let isLooking = false;

  function lookOnce(): void {
    if (isLooking) return;
    isLooking = true;
    underWay = look()
      .then(
        () => trouble.worked(),
        (error) => trouble.failed(messageOf(error)),
      )
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
