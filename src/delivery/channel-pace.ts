import type { System } from '../context.ts';

/**
 * When messages may be posted: one in each channel every `everyMs`, and none while the chat service asks for a pause.
 */
export type Pace = {
  /** How long a channel is to be left alone, in milliseconds; 0 when it may be written to now. */
  waitFor(channel: string): number;
  /** The channels that are to be left alone now; undefined when all are. */
  resting(): ReadonlySet<string> | undefined;
  /** Notes that a message is being posted in a channel. */
  note(channel: string): void;
  /** Notes that the chat service wants no message for so long. */
  pause(ms: number): void;
};

export function createPace({ clock }: System, { everyMs }: { everyMs: number }): Pace {
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
