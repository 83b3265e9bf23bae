import type { WebClient } from '@slack/web-api';
import type { System } from '../context.ts';
import { findMember, forgetDirectChannel, setDirectChannel } from '../crm/members.ts';
import { createPacedCalls } from './busy.ts';
import { SLACK_POLICY } from './policy.ts';

export type DirectChannels = {
  /** The channel of the direct messages with somebody. Throws when Slack does not say. */
  find(slackUserId: string): Promise<string>;
  /** Forgets a channel that Slack has closed. */
  forget(channel: string): Promise<void>;
};

/** Finds channels of direct messages: asks Slack once for each person and remembers; for members beyond a restart, too. */
export function createDirectChannels(ctx: System, client: WebClient): DirectChannels {
  const known = new Map<string, string>();
  const paced = createPacedCalls(ctx, { atOnce: SLACK_POLICY.directChannels.asksAtOnce });
  const keep = (slackUserId: string, channel: string) => {
    if (known.size >= SLACK_POLICY.directChannels.remembered) known.clear();
    known.set(slackUserId, channel);
    return channel;
  };
  const find = async (slackUserId: string) => {
    const found = known.get(slackUserId);
    if (found) return found;
    const stored = (await findMember(ctx, slackUserId))?.directChannel;
    if (stored) return keep(slackUserId, stored);
    const { channel } = await paced(() => client.conversations.open({ users: slackUserId }));
    if (!channel?.id) throw new Error('Slack did not open the direct messages.');
    await setDirectChannel(ctx, { slackUserId, channel: channel.id });
    return keep(slackUserId, channel.id);
  };
  const forget = async (channel: string) => {
    for (const [slackUserId, each] of known) if (each === channel) known.delete(slackUserId);
    await forgetDirectChannel(ctx, channel);
  };
  return { find, forget };
}
