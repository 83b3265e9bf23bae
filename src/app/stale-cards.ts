import { DAY_MS } from '../clock.ts';
import { transact } from '../context.ts';
import { listStale, noteDrawn } from '../delivery/stale-cards.ts';
import type { Job } from '../queue/job.ts';
import { createPoll } from '../queue/poll.ts';
import type { AppSystem } from './context.ts';
import { redrawMessage } from './redrawn-messages.ts';

/** The numbers of messages whose words are taken back. */
const STALE = {
  /** Looking costs one query of an index that is empty nearly always. */
  lookEveryMs: 5_000,
  /** A message that cannot be drawn for so long is gone, or its channel is. */
  triedForMs: DAY_MS,
} as const;

/** Looks every few seconds whether words have to go from messages that are posted. */
export function createStaleCards(ctx: AppSystem): Job {
  return createPoll(ctx, {
    everyMs: STALE.lookEveryMs,
    look: () => redrawStale(ctx),
    failed: 'stale messages not drawn',
  });
}

/** Draws the messages anew that quote what was deleted since. */
export async function redrawStale(ctx: AppSystem): Promise<void> {
  const now = ctx.clock.now().getTime();
  for (const stale of await listStale(ctx)) {
    const isDone = await redrawMessage(ctx, stale);
    const isGivenUp = now - stale.since.getTime() > STALE.triedForMs;
    if (isDone || isGivenUp) await transact(ctx, (ctx) => noteDrawn(ctx, stale));
  }
}
