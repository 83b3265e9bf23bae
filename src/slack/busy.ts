import { WebAPIRateLimitedError } from '@slack/web-api';
import type { System } from '../context.ts';
import { type Patience, RapportError } from '../errors.ts';

/** Slack asks us to wait before we ask it again: work that needs the answer is put off for so long, and has not failed. */
class SlackBusy extends RapportError {
  override readonly patience: Patience;

  constructor(retryAfterMs: number) {
    super('unavailable', 'Slack is busy and asks me to wait. Please try again in a moment.');
    this.name = 'SlackBusy';
    this.patience = { waitsMs: [], retryAfterMs, waitsAsAsked: true };
  }
}

/** How long Slack asks us to wait, in milliseconds; undefined for any other error. */
export function askedWaitMs(error: unknown): number | undefined {
  if (error instanceof WebAPIRateLimitedError) return error.retryAfter * 1_000;
  return error instanceof SlackBusy ? error.patience.retryAfterMs : undefined;
}

/** Makes one kind of call. Throws `SlackBusy` while Slack asks us to wait. */
export type PacedCalls = <T>(call: () => Promise<T>) => Promise<T>;

/** Makes at most `atOnce` calls of one kind at a time, and none while Slack asks us to wait. */
export function createPacedCalls({ clock }: System, { atOnce }: { atOnce: number }): PacedCalls {
  const waiting: (() => void)[] = [];
  let running = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  const leftMs = () => pausedUntil - clock.monotonic();

  return async (call) => {
    // Whoever ends a call hands its place on, so that nobody can step in between.
    if (running >= atOnce) await new Promise<void>((next) => waiting.push(next));
    else running += 1;
    try {
      if (leftMs() > 0) throw new SlackBusy(leftMs());
      return await call();
    } catch (error) {
      const waitMs = askedWaitMs(error);
      if (waitMs === undefined || error instanceof SlackBusy) throw error;
      pausedUntil = Math.max(pausedUntil, clock.monotonic() + waitMs);
      throw new SlackBusy(waitMs);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
