import type { Json } from '../../emulator/workspace-types.ts';
import type { MESSAGE_SUBTYPES } from '../../slack/message-subtypes.ts';
import { OURS, type World } from './worlds.ts';

type Subtype = keyof typeof MESSAGE_SUBTYPES;

const FILE = {
  id: 'F0FILE',
  created: 1_700_000_000,
  name: 'notes.txt',
  title: 'Notes',
  mimetype: 'text/plain',
  filetype: 'text',
  user: 'U0MARTA',
  mode: 'hosted',
  size: 12,
  is_external: false,
  channels: [],
};

/** What Slack adds to a message, or puts in place of its own, by subtype. */
const ADDED: Partial<Record<Subtype, (message: Json) => Json>> = {
  app_conversation_leave: () => ({ user: 'USLACKBOT' }),
  assistant_app_thread: () => ({
    text: 'Met Ana',
    assistant_app_thread: { title: 'Met Ana', title_blocks: [], artifacts: [] },
  }),
  bot_add: () => ({ bot_id: 'B0OTHER', bot_link: '<https://example.com|other>' }),
  bot_message: () => ({ bot_id: 'B0OTHER', username: 'other', user: undefined }),
  bot_remove: () => ({ bot_id: 'B0OTHER' }),
  channel_join: () => ({ inviter: 'U0TOM' }),
  channel_name: () => ({ old_name: 'deals', name: 'sales' }),
  channel_purpose: () => ({ purpose: 'Selling' }),
  channel_topic: () => ({ topic: 'Selling' }),
  ekm_access_denied: () => ({ user: 'UREVOKEDU', text: 'Access to this message was withheld.' }),
  file_comment: () => ({ file: FILE, comment: { id: 'Fc1', comment: 'met Ana', user: 'U0MARTA' } }),
  file_mention: () => ({ file: FILE }),
  file_share: () => ({ files: [FILE], upload: true, display_as_bot: false }),
  group_join: () => ({ inviter: 'U0TOM' }),
  huddle_thread: () => ({ user: 'USLACKBOT', no_notifications: true, room: { id: 'R1', name: '' } }),
  message_changed: (message) => ({
    hidden: true,
    message: {
      ...message,
      text: `${message.text} at Acme`,
      edited: { user: message.user, ts: '1700000001.000100' },
    },
    previous_message: message,
  }),
  message_deleted: (message) => ({ hidden: true, deleted_ts: message.ts, previous_message: message }),
  message_replied: (message) => ({
    hidden: true,
    message: {
      ...message,
      thread_ts: message.ts,
      reply_count: 1,
      replies: [{ user: 'U0TOM', ts: message.ts }],
    },
  }),
  pinned_item: () => ({ item_type: 'C', item: {} }),
  sh_room_created: () => ({ user: 'USLACKBOT', room: { id: 'R1' } }),
  slackbot_response: () => ({ user: 'USLACKBOT' }),
  thread_broadcast: ({ ts: _own, ...message }) => ({
    thread_ts: '1700000000.000001',
    root: { ...message, ts: '1700000000.000001', thread_ts: '1700000000.000001', reply_count: 1 },
  }),
  tombstone: () => ({ user: 'USLACKBOT', hidden: true, text: 'This message was deleted.' }),
};

const REVISIONS: readonly string[] = ['message_changed', 'message_deleted', 'message_replied'];

/** A message event of a subtype, in the shape that Slack gives it; one that mentions us where people write. */
export function buildMessage(
  { user, channel, ofMessage }: World,
  subtype: string | undefined,
  ts = '1700000000.000100',
): Json {
  const message: Json = {
    type: 'message',
    user,
    text: `<@${OURS.bot}> met Ana`,
    ts,
    client_msg_id: `5f0c1d9e-0000-4000-8000-${ts.replace('.', '').slice(-12)}`,
    ...ofMessage,
    blocks: [],
  };
  const added = (ADDED as Readonly<Record<string, (message: Json) => Json>>)[subtype ?? '']?.(message) ?? {};
  const event = { channel, channel_type: 'channel', event_ts: ts, ...(subtype ? { subtype } : {}) };
  if (subtype && REVISIONS.includes(subtype)) return { type: 'message', ts, ...event, ...added };
  return { ...message, ...event, ...added };
}
