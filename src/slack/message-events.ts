import { z } from 'zod';
import type { MessagePayload, RevisionPayload } from '../app/payloads.ts';
import type { InboxEntry } from '../conversation/inbox.ts';
import type { MessagePart } from '../conversation/message-parts.ts';
import type { Installation } from './installation.ts';
import { isDirect, mentionedUsers } from './markup.ts';
import { ContentFields, heardSince, readContents } from './message-contents.ts';
import { meaningOf } from './message-subtypes.ts';
import type { ReadEvent } from './read-event.ts';

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

/** A message in a channel that another organisation reads too says so: nothing about customers is said there. */
export function withOutsiders<Entry extends Pick<InboxEntry, 'kind' | 'payload'>>(
  entry: Entry,
  isShared: boolean | null | undefined,
): Entry {
  return isShared && entry.kind === 'message'
    ? { ...entry, payload: { ...entry.payload, outsiders: true } }
    : entry;
}

/** What a message event means: words of a person, a change of them, or nothing for us. */
export function readMessageEvent(event: unknown, installation: Installation): ReadEvent {
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

/** What an `app_mention` means: the message that mentions us, which comes as a message too. */
export function readMessage(event: unknown, installation: Installation): ReadEvent {
  return messageEntry(MessageEvent.parse(event), installation);
}

const NOBODY = 'nobody has written it';

/** Why a message is not the words of a person other than ourselves; undefined when it is. */
function whyNotWritten(message: SlackMessage | undefined, { botUserId }: Installation): string | undefined {
  if (!message?.user && !message?.subtype) return NOBODY;
  const meaning = meaningOf(message.subtype);
  if (meaning === undefined) return 'a subtype that is not known';
  if (typeof meaning === 'object') return meaning.dropped;
  if (meaning !== 'written' || !message.user) return NOBODY;
  return message.bot_id || message.user === botUserId ? 'apps are not served' : undefined;
}

/** The inbox entry of a person's message that is, or may be, for us; also of messages found in a channel's history. */
function messageEntry(
  message: SlackMessage & { channel: string; channel_type?: string },
  installation: Installation,
): ReadEvent {
  const { user, ts, channel, thread_ts: threadTs } = message;
  const why = whyNotWritten(message, installation);
  if (why || !user) return { dropped: why ?? NOBODY };
  const text = message.text ?? '';
  const direct = message.channel_type === 'im' || isDirect(channel);
  const mentioned = mentionedUsers(text);
  const addressed = direct || mentioned.includes(installation.botUserId);
  const isReply = threadTs !== undefined && threadTs !== ts;
  if (!addressed && !isReply) return { dropped: 'said to others' };
  if (!addressed && /^\s*<@/.test(text)) return { dropped: 'a reply to somebody else in the thread' };
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
  if (!parsed.success) return undefined;
  const read = messageEntry({ ...parsed.data, channel }, installation);
  if ('dropped' in read) return undefined;
  return {
    ...withOutsiders(read, isShared),
    eventId: null,
    receivedAt: new Date(Number(parsed.data.ts) * 1_000),
  };
}

function readEdit(
  { channel, message, previous_message: previous, event_ts: eventTs }: z.infer<typeof RevisionEvent>,
  installation: Installation,
): ReadEvent {
  const why = whyNotWritten(message, installation);
  if (why || !message) return { dropped: why ?? NOBODY };
  const heard = previous ? heardSince(previous, message) : [];
  if (heard.length > 0) return readHeard({ channel, message, heard, at: eventTs }, installation);
  // Slack also reports unfurled links and our own updates as changes: only a person's edit of their words counts.
  if (!message.edited || message.text === previous?.text) return { dropped: 'the words have not changed' };
  const at = eventTs ?? message.edited.ts;
  return revision('edit', { channel, message, key: `edit:${at}`, at });
}

/** A spoken message that Slack has put into words now is read as a message of its own: the rest of it was read before. */
function readHeard(
  {
    channel,
    message,
    heard,
    at,
  }: { channel: string; message: SlackMessage; heard: MessagePart[]; at: string | undefined },
  installation: Installation,
): ReadEvent {
  const entry = messageEntry({ ...message, channel }, installation);
  if ('dropped' in entry) return entry;
  const payload = { ...entry.payload, text: '', parts: heard, files: [] };
  return { ...entry, payload, dedupeKey: `${entry.dedupeKey}:heard`, clientMsgId: null, ts: at ?? entry.ts };
}

function readDeletion(event: z.infer<typeof RevisionEvent>, installation: Installation): ReadEvent {
  const { channel, previous_message: previous, event_ts: at } = event;
  const why = whyNotWritten(previous, installation);
  if (why || !previous) return { dropped: why ?? NOBODY };
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
