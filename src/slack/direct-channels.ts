import type { WebClient } from '@slack/web-api';
import type { System } from '../context.ts';
import { findMember, setDirectChannel } from '../crm/members.ts';

const MAX_KNOWN = 10_000;

/**
 * The channel of the direct messages with somebody: asked for once, then known, for members beyond a restart. Throws
 * when Slack does not say.
 */
export function createDirectChannels(
  system: System,
  client: WebClient,
): (slackUserId: string) => Promise<string> {
  const known = new Map<string, string>();
  const keep = (slackUserId: string, channel: string) => {
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(slackUserId, channel);
    return channel;
  };
  return async (slackUserId) => {
    const found = known.get(slackUserId);
    if (found) return found;
    const stored = (await findMember(system, slackUserId))?.directChannel;
    if (stored) return keep(slackUserId, stored);
    const { channel } = await client.conversations.open({ users: slackUserId });
    if (!channel?.id) throw new Error('Slack did not open the direct messages.');
    await setDirectChannel(system, { slackUserId, channel: channel.id });
    return keep(slackUserId, channel.id);
  };
}
