import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';

/** Looks again and again whether there is something to do; never twice at once. `failed` is what the log says then. */
export function createLookout({
  everyMs,
  look,
  failed,
  log,
}: {
  everyMs: number;
  look(): Promise<void>;
  failed: string;
  log: Log;
}) {
  let timer: NodeJS.Timeout | undefined;
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
      timer = setInterval(lookOnce, everyMs);
      lookOnce();
    },
    stop: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
}
