import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { z } from 'zod';
import { DeliveryError, type DeliveryFault, type Messenger, type Outgoing } from '../delivery/messenger.ts';
import { messageOf } from '../errors.ts';
import { buildDocument } from './views/document.ts';

const EVENT_TYPE = 'rapport_delivery';
const READ_BACK = 200;

/** Errors after which the same call may work later; every other error Slack names is final. */
const PASSING = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

const Posted = z.object({
  ts: z.string(),
  metadata: z.object({ event_type: z.string(), event_payload: z.object({ key: z.string() }) }).optional(),
});

/** The way out to Slack. */
export function createMessenger(client: WebClient): Messenger {
  async function post(message: Outgoing, withBlocks: boolean): Promise<string> {
    const { text, blocks } = buildDocument(message.document);
    const answer = await client.apiCall('chat.postMessage', {
      channel: message.channel,
      ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
      text,
      ...(withBlocks ? { blocks } : {}),
      unfurl_links: false,
      unfurl_media: false,
      client_msg_id: message.clientMsgId,
      metadata: { event_type: EVENT_TYPE, event_payload: { key: message.key } },
    });
    return Posted.parse(answer).ts;
  }

  return {
    post: async (message) => {
      try {
        return await post(message, true).catch((error) => {
          if (platformError(error) !== 'invalid_blocks') throw error;
          return post(message, false);
        });
      } catch (error) {
        throw deliveryError(error);
      }
    },
    findPosted: async (message, since) => {
      try {
        return await findCopy(client, message, since);
      } catch (error) {
        throw deliveryError(error);
      }
    },
  };
}

/** Reads the thread (or channel) since the first attempt, newest pages last, for a message that carries the key. */
async function findCopy(client: WebClient, { channel, threadTs, key }: Outgoing, since: Date) {
  const range = {
    channel,
    oldest: String(since.getTime() / 1_000 - 60),
    include_all_metadata: true,
    limit: READ_BACK,
  };
  let cursor: string | undefined;
  do {
    const page = threadTs
      ? await client.conversations.replies({ ...range, ts: threadTs, cursor })
      : await client.conversations.history({ ...range, cursor });
    for (const message of page.messages ?? []) {
      const posted = Posted.safeParse(message);
      if (posted.success && posted.data.metadata?.event_payload.key === key) return posted.data.ts;
    }
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor);
  return undefined;
}

function platformError(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

function deliveryError(error: unknown): DeliveryError {
  return new DeliveryError(messageOf(error), faultOf(error));
}

function faultOf(error: unknown): DeliveryFault {
  if (error instanceof WebAPIRateLimitedError)
    return { kind: 'rate_limited', retryAfterMs: error.retryAfter * 1_000 };
  const named = platformError(error);
  // An answer that is no JSON comes as its own text: then nobody knows what happened.
  if (named && /^[a-z_]+$/.test(named) && !PASSING.has(named)) return { kind: 'rejected' };

  return { kind: 'unknown' };
}
