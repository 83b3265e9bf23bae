import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { System } from '../context.ts';
import { createPacedCalls } from './busy.ts';
import { isDirect } from './markup.ts';
import { SLACK_POLICY } from './policy.ts';

const { atOnce, freshForMs, remembered } = SLACK_POLICY.channels;

/** Whether Slack says that we are not in the channel, or that there is none that we could see. */
export const isAbsence = (error: unknown): boolean =>
  error instanceof WebAPIPlatformError && ['not_in_channel', 'channel_not_found'].includes(error.data.error);

/** Whether another organisation reads the channel, or has been invited to. */
export async function isSharedOutside(client: WebClient, channel: string): Promise<boolean> {
  if (isDirect(channel)) return false;
  const { channel: told } = await client.conversations.info({ channel });
  return Boolean(told?.is_ext_shared || told?.is_pending_ext_shared);
}

export type SharedChannels = {
  /** As `isSharedOutside`, by what Slack has said within minutes; true for a channel that we cannot see. */
  hasOutsiders(channel: string): Promise<boolean>;
};

/** Asks Slack once for the many messages of a channel. An event tells who reads along, but not who is invited. */
export function createSharedChannels(ctx: System, client: WebClient): SharedChannels {
  const known = new Map<string, { isShared: Promise<boolean>; at: number }>();
  const paced = createPacedCalls(ctx, { atOnce });
  const ask = (channel: string) =>
    paced(() => isSharedOutside(client, channel)).catch((error) => {
      if (!isAbsence(error)) throw error;
      return true;
    });
  return {
    hasOutsiders: (channel) => {
      if (isDirect(channel)) return Promise.resolve(false);
      // A clock that is moved back makes nobody believed for longer.
      const now = ctx.clock.monotonic();
      const found = known.get(channel);
      if (found && found.at + freshForMs > now) return found.isShared;
      if (known.size >= remembered) known.clear();
      const isShared = ask(channel);
      known.set(channel, { isShared, at: now });
      isShared.catch(() => {
        if (known.get(channel)?.isShared === isShared) known.delete(channel);
      });
      return isShared;
    },
  };
}
