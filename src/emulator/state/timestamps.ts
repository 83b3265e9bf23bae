import type { Clock } from '../../clock.ts';

export const secondsOf = (clock: Clock): number => Math.floor(clock.now().getTime() / 1000);

/** Slack's timestamps, which name messages and events: seconds with microseconds, each later than the one before. */
export function createTimestamps(clock: Clock): () => string {
  let last = 0;
  return () => {
    last = Math.max(last + 1, clock.now().getTime() * 1_000);
    return `${Math.floor(last / 1_000_000)}.${String(last % 1_000_000).padStart(6, '0')}`;
  };
}
