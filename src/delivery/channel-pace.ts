import type { Clock } from '../clock.ts';

/** When messages may go out: one at a time in each channel every so often, and none while the service asks for a pause. */
export type Pace = {
  /** How long a channel is to be left alone, in milliseconds; 0 when it may be written to now. */
  waitFor(channel: string): number;
  /** The channels that are to be left alone now; undefined when all are. */
  resting(): ReadonlySet<string> | undefined;
  /** Something is being posted in this channel. */
  note(channel: string): void;
  /** The service wants nothing for so long. */
  pause(ms: number): void;
};

export function createPace(clock: Clock, everyMs: number): Pace {
  const freeAt = new Map<string, number>();
  let pausedUntil = 0;
  const now = () => clock.now().getTime();
  const waitFor = (channel: string) => Math.max(0, pausedUntil - now(), (freeAt.get(channel) ?? 0) - now());
  return {
    waitFor,
    resting: () => {
      if (pausedUntil > now()) return undefined;
      for (const channel of freeAt.keys()) if (waitFor(channel) === 0) freeAt.delete(channel);
      return new Set(freeAt.keys());
    },
    note: (channel) => {
      if (everyMs > 0) freeAt.set(channel, now() + everyMs);
    },
    pause: (ms) => {
      pausedUntil = Math.max(pausedUntil, now() + ms);
    },
  };
}
