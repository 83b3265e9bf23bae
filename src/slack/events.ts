import { z } from 'zod';
import type { JoinedPayload } from '../app/channel-welcome.ts';
import type { InboxEntry } from '../conversation/inbox.ts';
import type { StopPayload } from '../conversation/inbox-stops.ts';
import { meaningOfType, type TypeThatIs } from './event-types.ts';
import type { Installation } from './installation.ts';
import { readMessage, readMessageEvent, withOutsiders } from './message-events.ts';
import { readReaction } from './reaction-events.ts';
import type { Dropped, ReadEvent } from './read-event.ts';
import { SlackUser } from './slack-user.ts';
import { isForUs } from './teams.ts';

const UserChangeEvent = z.object({ user: SlackUser, event_ts: z.string() });
const StopEvent = z.object({
  user: z.string(),
  channel: z.string(),
  thread_ts: z.string(),
  event_ts: z.string(),
});
const JoinedEvent = z.object({ user: z.string(), channel: z.string(), event_ts: z.string().optional() });
const HomeOpenedEvent = z.object({
  user: z.string(),
  channel: z.string().optional(),
  tab: z.string().optional(),
  event_ts: z.string(),
});

const Envelope = z.object({
  event_id: z.string().optional(),
  event_time: z.number().optional(),
  is_ext_shared_channel: z.boolean().nullish(),
  event: z.looseObject({ type: z.string(), subtype: z.string().optional() }),
});

type Reader = (event: unknown, installation: Installation) => ReadEvent;

/** How each type of event that is taken in is read. */
const READERS: Record<TypeThatIs<'taken in'>, Reader> = {
  app_mention: readMessage,
  message: readMessageEvent,
  user_change: (event) => readUserChange(UserChangeEvent.parse(event)),
  reaction_added: (event, installation) => readReaction(event, installation),
  reaction_removed: (event, installation) => readReaction(event, { ...installation, isWithdrawn: true }),
  agent_session_stopped: (event) => readStop(StopEvent.parse(event)),
  member_joined_channel: (event, installation) => readJoined(JoinedEvent.parse(event), installation),
  app_home_opened: (event) => readHomeOpened(HomeOpenedEvent.parse(event)),
};

/**
 * What an Events API envelope means for us: an inbox entry, or why it is dropped, such as another workspace, bots, talk in
 * channels that does not mention us. A shape that we do not understand is dropped, too.
 * Source: https://docs.slack.dev/apis/events-api
 */
export function readEnvelope(body: unknown, installation: Installation): InboxEntry | Dropped {
  const envelope = Envelope.safeParse(body);
  if (!envelope.success) return { dropped: NOT_UNDERSTOOD };
  if (!isForUs(body, installation)) return { dropped: 'of another team' };
  const { event, event_id: eventId, is_ext_shared_channel: isShared } = envelope.data;
  const meaning = meaningOfType(event.type);
  if (meaning === undefined) return { dropped: 'a type of event that is not known' };
  if (typeof meaning === 'object') return meaning;
  const reader: Reader | undefined = (READERS as Readonly<Record<string, Reader>>)[event.type];
  if (!reader) return { dropped: 'the token of somebody else' };
  try {
    const read = reader(event, installation);
    return 'dropped' in read ? read : { ...withOutsiders(read, isShared), eventId: eventId ?? null };
  } catch (error) {
    if (error instanceof z.ZodError) return { dropped: NOT_UNDERSTOOD };
    throw error;
  }
}

const NOT_UNDERSTOOD = 'a shape that is not understood';

/** What kind of event it was, for the log. */
export function kindOfEvent(body: unknown): { type?: string; subtype?: string | undefined } {
  const envelope = Envelope.safeParse(body);
  return envelope.success ? { type: envelope.data.event.type, subtype: envelope.data.event.subtype } : {};
}

function readUserChange({ user, event_ts: at }: z.infer<typeof UserChangeEvent>): ReadEvent {
  const ts = at ?? '0';
  return {
    kind: 'user_change',
    dedupeKey: `user:${user.id}:${ts}`,
    clientMsgId: null,
    threadKey: `user:${user.id}`,
    channel: null,
    messageTs: null,
    ts,
    payload: { user: user.id, described: user },
    status: 'pending',
  };
}

/** Somebody pressed the stop button that Slack shows while we work in a thread. */
function readStop({
  user,
  channel,
  thread_ts: threadTs,
  event_ts: ts,
}: z.infer<typeof StopEvent>): ReadEvent {
  const threadKey = `${channel}:${threadTs}`;
  const payload: StopPayload = { user, channel, threadTs };
  return {
    kind: 'stop',
    dedupeKey: `stop:${threadKey}:${ts}`,
    clientMsgId: null,
    threadKey,
    channel,
    messageTs: null,
    ts,
    payload,
    status: 'pending',
  };
}

/** We were invited to a channel. */
function readJoined(
  { user, channel, event_ts: at }: z.infer<typeof JoinedEvent>,
  { botUserId }: Installation,
): ReadEvent {
  if (user !== botUserId) return { dropped: 'who else comes is none of our business' };
  const payload: JoinedPayload = { channel };
  return {
    kind: 'joined',
    dedupeKey: `joined:${channel}:${at ?? '0'}`,
    clientMsgId: null,
    threadKey: `joined:${channel}`,
    channel,
    messageTs: null,
    ts: at ?? '0',
    payload,
    status: 'pending',
  };
}

function readHomeOpened({ user, channel, tab, event_ts: ts }: z.infer<typeof HomeOpenedEvent>): ReadEvent {
  if (tab !== 'home' && (tab !== 'messages' || !channel)) return { dropped: 'another tab' };
  return {
    kind: 'home_opened',
    dedupeKey: `home:${user}:${ts}`,
    clientMsgId: null,
    threadKey: `home:${user}`,
    channel: channel ?? null,
    messageTs: null,
    ts,
    payload: { user, channel, tab },
    status: 'pending',
  };
}
