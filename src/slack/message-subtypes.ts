import type { AllMessageEvents } from '@slack/types';

/** What a message of a subtype is to us: words of a person, a change of them, or why it is dropped. */
type Meaning = 'written' | 'changed' | 'deleted' | { dropped: string };

/** Every subtype that Slack's types know; a new one fails the type check until it is decided upon. */
export const MESSAGE_SUBTYPES: Record<NonNullable<AllMessageEvents['subtype']>, Meaning> = {
  file_share: 'written',
  me_message: 'written',
  thread_broadcast: 'written',
  message_changed: 'changed',
  message_deleted: 'deleted',
  bot_message: { dropped: 'apps are not served' },
  channel_archive: { dropped: 'a notice of Slack' },
  channel_join: { dropped: 'member_joined_channel tells of it' },
  channel_leave: { dropped: 'a notice of Slack' },
  channel_name: { dropped: 'a notice of Slack' },
  channel_posting_permissions: { dropped: 'a notice of Slack' },
  channel_purpose: { dropped: 'a notice of Slack' },
  channel_topic: { dropped: 'a notice of Slack' },
  channel_unarchive: { dropped: 'a notice of Slack' },
  ekm_access_denied: { dropped: 'the words are withheld from us' },
  message_replied: { dropped: 'the reply itself comes as a message' },
};

/** The meaning of a subtype; undefined for one that Slack has invented since. */
export function meaningOf(subtype: string | undefined): Meaning | undefined {
  if (subtype === undefined) return 'written';
  const known: Readonly<Record<string, Meaning>> = MESSAGE_SUBTYPES;
  return Object.hasOwn(known, subtype) ? known[subtype] : undefined;
}
