import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Attachment } from '../delivery/document.ts';
import { DeliveryError, type DeliveryFault, type Messenger, type Outgoing } from '../delivery/messenger.ts';
import { messageOf } from '../errors.ts';
import { refusesToken } from './client.ts';
import type { LinkTo } from './permalinks.ts';
import { SLACK_POLICY } from './policy.ts';
import { isSharedOutside } from './shared-channels.ts';
import { buildComment, buildViews, type View } from './views/document.ts';

const EVENT_TYPE = 'rapport_delivery';

/** Errors after which the same call may work later; every other error Slack names is final. */
const PASSING = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

/** Errors with which Slack asks for a pause without saying how long. */
const RATE_LIMITS = new Set(['rate_limited', 'ratelimited']);

/** Errors with which Slack refuses how a message looks, not the message itself. */
const REFUSED_VIEWS = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long']);

const Posted = z.object({
  ts: z.string(),
  metadata: z.object({ event_type: z.string(), event_payload: z.object({ key: z.string() }) }).optional(),
  files: z.array(z.object({ name: z.string().nullish() })).optional(),
});
type Posted = z.infer<typeof Posted>;

/** Posts deliveries to Slack. `gone` is told of a channel that Slack has closed. */
export function createMessenger(
  client: WebClient,
  { linkTo, gone = async () => undefined }: { linkTo: LinkTo; gone?(channel: string): Promise<void> },
): Messenger {
  return {
    post: async (message) => {
      const { file } = message.document;
      try {
        // Asked anew each time: the channel may have been shared while the message waited.
        if (message.staysInside && (await isSharedOutside(client, message.channel)))
          throw new BeforeOutsiders();
        return file ? await upload(client, message, file) : await post(client, message, linkTo);
      } catch (error) {
        if (platformError(error) === 'channel_not_found') await gone(message.channel);
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

/** A message that is for the team alone has come to a channel in which others read. */
class BeforeOutsiders extends Error {
  constructor() {
    super('people from outside the team read this channel, or are invited to it');
    this.name = 'BeforeOutsiders';
  }
}

async function post(client: WebClient, message: Outgoing, linkTo: LinkTo): Promise<string> {
  const [best, ...simpler] = buildViews(message.document, linkTo);
  return postView(client, message, { view: best, simpler });
}

async function postView(
  client: WebClient,
  message: Outgoing,
  { view, simpler: [next, ...rest] }: { view: View; simpler: View[] },
): Promise<string> {
  try {
    const answer = await client.apiCall('chat.postMessage', {
      channel: message.channel,
      ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
      text: view.text,
      ...(view.blocks.length > 0 ? { blocks: view.blocks } : {}),
      unfurl_links: false,
      unfurl_media: false,
      client_msg_id: message.clientMsgId,
      metadata: { event_type: EVENT_TYPE, event_payload: { key: message.key } },
    });
    return Posted.parse(answer).ts;
  } catch (error) {
    if (!next || !refusesView(error)) throw error;
    return postView(client, message, { view: next, simpler: rest });
  }
}

/** Slack posts a file some time after it has answered: nobody knows the timestamp yet. */
async function upload(client: WebClient, message: Outgoing, file: Attachment): Promise<null> {
  const { channel: channel_id, threadTs: thread_ts, document } = message;
  await client.files.uploadV2({
    ...(thread_ts ? { channel_id, thread_ts } : { channel_id }),
    initial_comment: buildComment(document),
    filename: file.name,
    title: file.title,
    content: file.content,
  });
  return null;
}

/**
 * Reads the thread (or channel) since the first attempt, newest pages last, for a message that carries the key, or the
 * file: no other file has its name.
 */
async function findCopy(client: WebClient, { channel, threadTs, key, document }: Outgoing, since: Date) {
  const isCopy = ({ metadata, files = [] }: Posted) =>
    document.file
      ? files.some(({ name }) => name === document.file?.name)
      : metadata?.event_payload.key === key;
  const range = {
    channel,
    oldest: String((since.getTime() - SLACK_POLICY.readBack.earlierMs) / 1_000),
    include_all_metadata: true,
    limit: SLACK_POLICY.readBack.pageSize,
  };
  let cursor: string | undefined;
  do {
    const page = threadTs
      ? await client.conversations.replies({ ...range, ts: threadTs, cursor })
      : await client.conversations.history({ ...range, cursor });
    for (const message of page.messages ?? []) {
      const posted = Posted.safeParse(message);
      if (posted.success && isCopy(posted.data)) return posted.data.ts;
    }
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor);
  return undefined;
}

/** Whether Slack refuses how a message looks; it may take the message in a simpler view. */
export const refusesView = (error: unknown): boolean => REFUSED_VIEWS.has(platformError(error) ?? '');

function platformError(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

/** Whether the call that has failed so may work later. */
export const mayWorkLater = (error: unknown): boolean => faultOf(error).kind !== 'rejected';

function deliveryError(error: unknown): DeliveryError {
  return new DeliveryError(messageOf(error), faultOf(error));
}

function faultOf(error: unknown): DeliveryFault {
  if (error instanceof BeforeOutsiders) return { kind: 'rejected' };
  if (error instanceof WebAPIRateLimitedError)
    return { kind: 'rate_limited', retryAfterMs: error.retryAfter * 1_000 };
  const named = platformError(error);
  if (named && RATE_LIMITS.has(named))
    return { kind: 'rate_limited', retryAfterMs: SLACK_POLICY.calls.pauseMs };
  // A token can be mended while messages wait.
  if (refusesToken(error)) return { kind: 'unknown' };
  // An answer that is no JSON comes as its own text: then nobody knows what happened.
  if (named && /^[a-z_]+$/.test(named) && !PASSING.has(named)) return { kind: 'rejected' };

  return { kind: 'unknown' };
}
