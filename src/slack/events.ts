import { z } from 'zod';
import type { JoinedPayload } from '../app/channel-welcome.ts';
import type { MessagePayload, RevisionPayload } from '../app/payloads.ts';
import type { InboxEntry } from '../conversation/inbox.ts';
import type { StopPayload } from '../conversation/inbox-stops.ts';
import type { Installation } from './installation.ts';
import { isDirect, mentionedUsers } from './markup.ts';
import { ContentFields, readContents } from './message-contents.ts';
import { meaningOf } from './message-subtypes.ts';
import { readReaction } from './reaction-events.ts';
import { SlackUser } from './slack-user.ts';
import { isForUs } from './teams.ts';

const SlackMessage = z.object({
  ts: z.string().regex(/^\d+\.\d+$/),
  user: z.string().optional(),
  text: z.string().nullish(),
  subtype: z.string().optional(),
  bot_id: z.string().nullish(),
  thread_ts: z.string().optional(),
  client_msg_id: z.string().optional(),
  ...ContentFields,
  edited: z.object({ ts: z.string() }).optional(),
});
type SlackMessage = z.infer<typeof SlackMessage>;

const InChannel = z.object({
  channel: z.string(),
  channel_type: z.string().optional(),
  event_ts: z.string().optional(),
});
const MessageEvent = SlackMessage.extend(InChannel.shape);
const RevisionEvent = InChannel.extend({
  message: SlackMessage.optional(),
  previous_message: SlackMessage.optional(),
  deleted_ts: z.string().optional(),
});
const Subtyped = z.object({ subtype: z.string().optional() });
const UserChangeEvent = z.object({ user: SlackUser, event_ts: z.string().optional() });
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

type Reader = (event: unknown, installation: Installation) => Omit<InboxEntry, 'eventId'> | undefined;

/** How each type of event is read. */
export const EVENTS: Readonly<Record<string, Reader>> = {
  app_mention: readMessage,
  message: readMessageEvent,
  user_change: (event) => readUserChange(UserChangeEvent.parse(event)),
  reaction_added: (event, installation) => readReaction(event, installation),
  agent_session_stopped: (event) => readStop(StopEvent.parse(event)),
  member_joined_channel: (event, installation) => readJoined(JoinedEvent.parse(event), installation),
  app_home_opened: (event) => readHomeOpened(HomeOpenedEvent.parse(event)),
};

/**
 * What an Events API envelope means for us: an inbox entry, or undefined when it is none of our business (another
 * workspace, bots, talk in channels that does not mention us). A shape we do not understand is none either.
 * Source: https://docs.slack.dev/apis/events-api
 */
export function readEnvelope(body: unknown, installation: Installation): InboxEntry | undefined {
  const envelope = Envelope.safeParse(body);
  if (!envelope.success) return undefined;
  const { event, event_id: eventId } = envelope.data;
  if (!isForUs(body, installation)) return undefined;
  const read = Object.hasOwn(EVENTS, event.type) ? EVENTS[event.type] : undefined;
  try {
    const entry = read?.(event, installation);
    return (
      entry && { ...withOutsiders(entry, envelope.data.is_ext_shared_channel), eventId: eventId ?? null }
    );
  } catch (error) {
    if (error instanceof z.ZodError) return undefined;
    throw error;
  }
}

/** A message in a channel that another organisation reads too says so: nothing about customers is said there. */
function withOutsiders<Entry extends Pick<InboxEntry, 'kind' | 'payload'>>(
  entry: Entry,
  isShared: boolean | null | undefined,
): Entry {
  return isShared && entry.kind === 'message'
    ? { ...entry, payload: { ...entry.payload, outsiders: true } }
    : entry;
}

function readMessageEvent(event: unknown, installation: Installation) {
  const { subtype } = Subtyped.parse(event);
  const meaning = meaningOf(subtype);
  if (meaning === 'changed') {
    const change = RevisionEvent.parse(event);
    // The first message of a thread that has replies does not go: it becomes a tombstone.
    return change.message?.subtype === 'tombstone'
      ? readDeletion(change, installation)
      : readEdit(change, installation);
  }
  if (meaning === 'deleted') return readDeletion(RevisionEvent.parse(event), installation);
  return readMessage(event, installation);
}

function readMessage(event: unknown, installation: Installation) {
  return messageEntry(MessageEvent.parse(event), installation);
}

/** The inbox entry of a person's message that is, or may be, for us; also of messages found in a channel's history. */
function messageEntry(
  message: SlackMessage & { channel: string; channel_type?: string },
  installation: Installation,
): Omit<InboxEntry, 'eventId'> | undefined {
  const { user, ts, channel, thread_ts: threadTs } = message;
  if (!user || message.bot_id || user === installation.botUserId || meaningOf(message.subtype) !== 'written')
    return undefined;
  const text = message.text ?? '';
  const direct = message.channel_type === 'im' || isDirect(channel);
  const mentioned = mentionedUsers(text);
  const addressed = direct || mentioned.includes(installation.botUserId);
  const isReply = threadTs !== undefined && threadTs !== ts;
  if (!addressed && !isReply) return undefined;
  if (!addressed && /^\s*<@/.test(text)) return undefined; // a reply to somebody else in the thread
  const payload: MessagePayload = {
    user,
    text,
    ...readContents(message),
    ts,
    channel,
    threadTs: threadTs ?? null,
    addressed,
    direct,
    outsiders: false,
  };
  return {
    kind: 'message',
    dedupeKey: `${channel}:${ts}`,
    clientMsgId: message.client_msg_id ?? null,
    threadKey: `${channel}:${threadTs ?? ts}`,
    channel,
    messageTs: ts,
    ts,
    payload,
    status: 'pending',
  };
}

/** Messages as `conversations.history` and `conversations.replies` give them. */
export function readHistory(
  message: unknown,
  { channel, isShared }: { channel: string; isShared: boolean },
  installation: Installation,
): InboxEntry | undefined {
  const parsed = SlackMessage.safeParse(message);
  const entry = parsed.success ? messageEntry({ ...parsed.data, channel }, installation) : undefined;
  const receivedAt = new Date(Number(parsed.data?.ts) * 1_000);
  return entry && { ...withOutsiders(entry, isShared), eventId: null, receivedAt };
}

function readEdit(
  { channel, message, previous_message: previous, event_ts: eventTs }: z.infer<typeof RevisionEvent>,
  installation: Installation,
) {
  // Slack also reports unfurled links and our own updates as changes: only a person's edit of their words counts.
  if (!message?.user || message.bot_id || message.user === installation.botUserId || !message.edited)
    return undefined;
  if (message.text === previous?.text) return undefined;
  const at = eventTs ?? message.edited.ts;
  return revision('edit', { channel, message, key: `edit:${at}`, at });
}

function readDeletion(event: z.infer<typeof RevisionEvent>, installation: Installation) {
  const { channel, previous_message: previous, event_ts: at } = event;
  if (!previous?.user || previous.bot_id || previous.user === installation.botUserId) return undefined;
  return revision('deletion', {
    channel,
    message: { ...previous, text: '', files: [], attachments: [] },
    key: 'deleted',
    at: at ?? previous.ts,
  });
}

function revision(
  kind: 'edit' | 'deletion',
  { channel, message, key, at }: { channel: string; message: SlackMessage; key: string; at: string },
): Omit<InboxEntry, 'eventId'> {
  const { ts, thread_ts: threadTs, user = '' } = message;
  const payload: RevisionPayload = {
    channel,
    ts,
    threadTs: threadTs ?? null,
    user,
    text: message.text ?? '',
    ...readContents(message),
  };
  return {
    kind,
    dedupeKey: `${channel}:${ts}:${key}`,
    clientMsgId: null,
    threadKey: `${channel}:${threadTs ?? ts}`,
    channel,
    messageTs: ts,
    ts: at,
    payload,
    status: 'pending',
  };
}

function readUserChange({
  user,
  event_ts: at,
}: z.infer<typeof UserChangeEvent>): Omit<InboxEntry, 'eventId'> {
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
function readStop({ user, channel, thread_ts: threadTs, event_ts: ts }: z.infer<typeof StopEvent>) {
  const threadKey = `${channel}:${threadTs}`;
  const payload: StopPayload = { user, channel, threadTs };
  return {
    kind: 'stop' as const,
    dedupeKey: `stop:${threadKey}:${ts}`,
    clientMsgId: null,
    threadKey,
    channel,
    messageTs: null,
    ts,
    payload,
    status: 'pending' as const,
  };
}

/** We were invited to a channel. Who else comes is none of our business. */
function readJoined(
  { user, channel, event_ts: at }: z.infer<typeof JoinedEvent>,
  { botUserId }: Installation,
): Omit<InboxEntry, 'eventId'> | undefined {
  if (user !== botUserId) return undefined;
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

function readHomeOpened({ user, channel, tab, event_ts: ts }: z.infer<typeof HomeOpenedEvent>) {
  if (tab !== 'home' && (tab !== 'messages' || !channel)) return undefined;
  return {
    kind: 'home_opened' as const,
    dedupeKey: `home:${user}:${ts}`,
    clientMsgId: null,
    threadKey: `home:${user}`,
    channel: channel ?? null,
    messageTs: null,
    ts,
    payload: { user, channel, tab },
    status: 'pending' as const,
  };
}
