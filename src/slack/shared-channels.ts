import type { WebClient } from '@slack/web-api';
import { isDirect } from './markup.ts';

/** Whether another organisation reads the channel, or has been invited to. */
export async function isSharedOutside(client: WebClient, channel: string): Promise<boolean> {
  if (isDirect(channel)) return false;
  const { channel: told } = await client.conversations.info({ channel });
  return Boolean(told?.is_ext_shared || told?.is_pending_ext_shared);
}
