import type { AllMessageEvents } from '@slack/types';

/** What a message of a subtype is to us: words of a person, a change of them, or why it is dropped. */
type Meaning = 'written' | 'changed' | 'deleted' | { dropped: string };

/**
 * Subtypes that Slack's types do not know: documented, or seen in the payloads of others.
 * Source: https://docs.slack.dev/reference/events/message
 */
type Documented =
  | 'app_conversation_leave'
  | 'assistant_app_thread'
  | 'bot_add'
  | 'bot_disable'
  | 'bot_enable'
  | 'bot_remove'
  | 'channel_canvas_updated'
  | 'channel_convert_to_private'
  | 'document_mention'
  | 'file_comment'
  | 'file_mention'
  | 'group_archive'
  | 'group_join'
  | 'group_leave'
  | 'group_name'
  | 'group_purpose'
  | 'group_topic'
  | 'group_unarchive'
  | 'huddle_thread'
  | 'joiner_notification'
  | 'pinned_item'
  | 'reminder_add'
  | 'reply_broadcast'
  | 'sh_room_created'
  | 'slackbot_response'
  | 'tombstone'
  | 'unpinned_item';

const NOTICE = { dropped: 'a notice of Slack' };
const OF_FILE = { dropped: 'what is written in files is not read' };

/** Every subtype that Slack's types know, and more; a new one fails the type check until it is decided upon. */
export const MESSAGE_SUBTYPES: Record<NonNullable<AllMessageEvents['subtype']> | Documented, Meaning> = {
  file_share: 'written',
  me_message: 'written',
  thread_broadcast: 'written',
  message_changed: 'changed',
  message_deleted: 'deleted',
  assistant_app_thread: { dropped: 'the head of a thread, whose text is a title' },
  bot_message: { dropped: 'apps are not served' },
  channel_join: { dropped: 'member_joined_channel tells of it' },
  group_join: { dropped: 'member_joined_channel tells of it' },
  ekm_access_denied: { dropped: 'the words are withheld from us' },
  message_replied: { dropped: 'the reply itself comes as a message' },
  reply_broadcast: { dropped: 'the reply itself comes as a message' },
  slackbot_response: { dropped: 'apps are not served' },
  tombstone: { dropped: 'message_changed tells of the deletion' },
  app_conversation_leave: NOTICE,
  bot_add: NOTICE,
  bot_disable: NOTICE,
  bot_enable: NOTICE,
  bot_remove: NOTICE,
  channel_archive: NOTICE,
  channel_canvas_updated: NOTICE,
  channel_convert_to_private: NOTICE,
  channel_leave: NOTICE,
  channel_name: NOTICE,
  channel_posting_permissions: NOTICE,
  channel_purpose: NOTICE,
  channel_topic: NOTICE,
  channel_unarchive: NOTICE,
  group_archive: NOTICE,
  group_leave: NOTICE,
  group_name: NOTICE,
  group_purpose: NOTICE,
  group_topic: NOTICE,
  group_unarchive: NOTICE,
  huddle_thread: NOTICE,
  joiner_notification: NOTICE,
  pinned_item: NOTICE,
  reminder_add: NOTICE,
  sh_room_created: NOTICE,
  unpinned_item: NOTICE,
  document_mention: OF_FILE,
  file_comment: OF_FILE,
  file_mention: OF_FILE,
};

/** The meaning of a subtype; undefined for one that Slack has invented since. */
export function meaningOf(subtype: string | undefined): Meaning | undefined {
  if (subtype === undefined) return 'written';
  const known: Readonly<Record<string, Meaning>> = MESSAGE_SUBTYPES;
  return Object.hasOwn(known, subtype) ? known[subtype] : undefined;
}
