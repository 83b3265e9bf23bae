import type { WebClient } from '@slack/web-api';

const MAX_KNOWN = 10_000;

/** The channel of the direct messages with somebody: asked for once, then known. Throws when Slack does not say. */
export function createDirectChannels(client: WebClient): (slackUserId: string) => Promise<string> {
  const known = new Map<string, string>();
  return async (slackUserId) => {
    const found = known.get(slackUserId);
    if (found) return found;
    const { channel } = await client.conversations.open({ users: slackUserId });
    if (!channel?.id) throw new Error('Slack did not open the direct messages.');
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(slackUserId, channel.id);
    return channel.id;
  };
}
