import type { Writing } from '../context.ts';
import { enqueueIn } from '../conversation/inbox.ts';
import { type ChannelKeeper, TryLater } from '../delivery/recipient.ts';
import { RapportError } from '../errors.ts';
import { requireAllMayRun } from './channel-readers.ts';
import type { AppSystem } from './context.ts';
import { APP_POLICY } from './policy.ts';

/** Looks after the schedules of channels: who reads them, and who answers for them. */
export function createChannelKeeper(ctx: AppSystem): ChannelKeeper {
  return {
    requireReaders: async (post) => {
      try {
        await requireAllMayRun(ctx, post);
      } catch (error) {
        if (!(error instanceof RapportError) || !error.patience) throw error;
        throw new TryLater(error.message, error.patience.retryAfterMs ?? APP_POLICY.sharing.askAgainMs);
      }
    },
    askForOwner,
  };
}

/** Keeps that somebody else is to be asked to answer for these schedules. */
export async function askForOwner(ctx: Writing, scheduleIds: readonly string[]): Promise<void> {
  const now = ctx.clock.now();
  for (const scheduleId of scheduleIds) {
    await enqueueIn(ctx, {
      kind: 'schedule_owner',
      eventId: null,
      dedupeKey: `schedule_owner:${scheduleId}:${now.toISOString()}`,
      clientMsgId: null,
      threadKey: `schedule_owner:${scheduleId}`,
      channel: null,
      messageTs: null,
      ts: (now.getTime() / 1_000).toFixed(6),
      payload: { scheduleId },
      status: 'pending',
    });
  }
}
