import type { SlackEvent } from '@slack/types';

/** What an event of a type is to us: taken into the inbox, the news that we are removed, or why it is dropped. */
type Meaning = 'taken in' | 'removal' | { dropped: string };

/** Types that Slack sends and its types do not know. */
type Documented = 'scope_denied' | 'scope_granted' | 'subscription_warning' | 'url_verification';

const CHANNELS = { dropped: 'channels are asked about when something is said in them' };
const CONNECT = { dropped: 'each message says whether outsiders read its channel' };
const FILES = { dropped: 'a file matters where it is said: its message tells of it' };
const MARKS = { dropped: 'marks of people for themselves' };
const USERS = { dropped: 'user_change tells of it' };
const GROUPS = { dropped: 'rights come from roles, not from groups of Slack' };
const WORKSPACE = { dropped: 'nothing that Rapport keeps' };
const INSTALLING = { dropped: 'one workspace installs Rapport, by hand' };
const WORKFLOWS = { dropped: 'Rapport offers no steps of workflows' };
const METADATA = { dropped: 'our own metadata is read back from the channel' };
const OLD_ASSISTANT = { dropped: 'the agent view takes its place: app_home_opened tells of it' };

/** Every type of event that Slack's types know; a new one fails the type check until it is decided upon. */
export const EVENT_TYPES = {
  message: 'taken in',
  app_mention: 'taken in',
  app_home_opened: 'taken in',
  agent_session_stopped: 'taken in',
  member_joined_channel: 'taken in',
  reaction_added: 'taken in',
  reaction_removed: 'taken in',
  user_change: 'taken in',

  app_uninstalled: 'removal',
  tokens_revoked: 'removal',

  agent_session_title_changed: { dropped: 'the title is for people alone' },
  app_context_changed: { dropped: 'what somebody looks at is none of our business' },
  app_rate_limited: { dropped: 'it comes without an envelope: see lost-events.ts' },
  url_verification: { dropped: 'it comes without an envelope: Bolt answers it' },
  assistant_thread_context_changed: OLD_ASSISTANT,
  assistant_thread_started: OLD_ASSISTANT,
  call_rejected: WORKSPACE,
  entity_details_requested: { dropped: 'Rapport shows no Work Objects' },
  function_executed: WORKFLOWS,
  link_shared: { dropped: 'links are never unfurled' },
  member_left_channel: { dropped: 'whoever has left is not among those who are asked about' },
  subscription_warning: WORKSPACE,

  channel_archive: CHANNELS,
  channel_created: CHANNELS,
  channel_deleted: CHANNELS,
  channel_history_changed: CHANNELS,
  channel_id_changed: CHANNELS,
  channel_left: CHANNELS,
  channel_rename: CHANNELS,
  channel_unarchive: CHANNELS,
  group_archive: CHANNELS,
  group_close: CHANNELS,
  group_deleted: CHANNELS,
  group_history_changed: CHANNELS,
  group_left: CHANNELS,
  group_open: CHANNELS,
  group_rename: CHANNELS,
  group_unarchive: CHANNELS,
  im_close: CHANNELS,
  im_created: CHANNELS,
  im_history_changed: CHANNELS,
  im_open: CHANNELS,

  channel_shared: CONNECT,
  channel_unshared: CONNECT,
  shared_channel_invite_accepted: CONNECT,
  shared_channel_invite_approved: CONNECT,
  shared_channel_invite_declined: CONNECT,
  shared_channel_invite_received: CONNECT,
  shared_channel_invite_requested: CONNECT,

  file_change: FILES,
  file_comment_deleted: FILES,
  file_created: FILES,
  file_deleted: FILES,
  file_public: FILES,
  file_shared: FILES,
  file_unshared: FILES,

  pin_added: MARKS,
  pin_removed: MARKS,
  star_added: MARKS,
  star_removed: MARKS,

  dnd_updated: USERS,
  dnd_updated_user: USERS,
  team_join: { dropped: 'whoever writes is looked up then' },
  user_huddle_changed: USERS,
  user_profile_changed: USERS,
  user_status_changed: USERS,

  subteam_created: GROUPS,
  subteam_members_changed: GROUPS,
  subteam_self_added: GROUPS,
  subteam_self_removed: GROUPS,
  subteam_updated: GROUPS,

  email_domain_changed: WORKSPACE,
  emoji_changed: WORKSPACE,
  grid_migration_finished: WORKSPACE,
  grid_migration_started: WORKSPACE,
  invite_requested: WORKSPACE,
  team_domain_change: WORKSPACE,
  team_rename: WORKSPACE,

  app_deleted: INSTALLING,
  app_installed: INSTALLING,
  app_requested: INSTALLING,
  app_uninstalled_team: INSTALLING,
  scope_denied: INSTALLING,
  scope_granted: INSTALLING,
  team_access_granted: INSTALLING,
  team_access_revoked: INSTALLING,

  message_metadata_deleted: METADATA,
  message_metadata_posted: METADATA,
  message_metadata_updated: METADATA,

  workflow_deleted: WORKFLOWS,
  workflow_published: WORKFLOWS,
  workflow_step_deleted: WORKFLOWS,
  workflow_step_execute: WORKFLOWS,
  workflow_unpublished: WORKFLOWS,
} as const satisfies Record<SlackEvent['type'] | Documented, Meaning>;

/** The types of events with this meaning. */
export type TypeThatIs<Wanted extends Meaning> = {
  [Type in keyof typeof EVENT_TYPES]: (typeof EVENT_TYPES)[Type] extends Wanted ? Type : never;
}[keyof typeof EVENT_TYPES];

/** The meaning of a type of event; undefined for one that Slack has invented since. */
export function meaningOfType(type: string): Meaning | undefined {
  const known: Readonly<Record<string, Meaning>> = EVENT_TYPES;
  return Object.hasOwn(known, type) ? known[type] : undefined;
}
