import type { MessageRef } from '../app/chat.ts';

/** A message, and the first one of its thread where it is another. */
export type LinkedMessage = MessageRef & { threadTs?: string | undefined };

/** Gives the address at which Slack shows a message; undefined while it is not known where the team is. */
export type LinkTo = (message: LinkedMessage) => string | undefined;

/**
 * The address of a message, in the form that `chat.getPermalink` gives: that is one call for each message, so it is built here.
 * `teamUrl`: as `auth.test` tells it. Source: https://docs.slack.dev/reference/methods/chat.getPermalink
 */
export function permalinkOf(
  teamUrl: string | undefined,
  { channel, ts, threadTs }: LinkedMessage,
): string | undefined {
  if (!teamUrl || !CHANNEL.test(channel) || !TS.test(ts)) return undefined;
  const link = new URL(`archives/${channel}/p${ts.replace('.', '')}`, teamUrl);
  if (threadTs && threadTs !== ts && TS.test(threadTs)) {
    link.searchParams.set('thread_ts', threadTs);
    link.searchParams.set('cid', channel);
  }
  return link.href;
}

const CHANNEL = /^[A-Z0-9]{2,}$/;
const TS = /^\d+\.\d+$/;
