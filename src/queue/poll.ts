import type { Clock, Timer } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';

/** Looks again and again whether there is something to do; never twice at once. `failed` is what the log says then. */
export function createLookout({
  everyMs,
  look,
  failed,
  clock,
  log,
}: {
  everyMs: number;
  look(): Promise<void>;
  failed: string;
  clock: Clock;
  log: Log;
}) {
  let timer: Timer | undefined;
  let underWay = Promise.resolve();
  let isLooking = false;
  const lookOnce = () => {
    if (isLooking) return;
    isLooking = true;
    underWay = look()
      .catch((error) => log.warn({ error: messageOf(error) }, failed))
      .finally(() => {
        isLooking = false;
      });
  };
  return {
    start: () => {
      timer = clock.setInterval(lookOnce, everyMs);
      lookOnce();
    },
    /** Settles when nothing is being looked for. */
    drain: () => underWay,
    stop: async () => {
      timer?.clear();
      await underWay;
    },
  };
}
