import type { Json } from '../../emulator/workspace-types.ts';
import type { EVENT_TYPES } from '../../slack/event-types.ts';
import { buildMessage } from './messages.ts';
import { OURS, type World } from './worlds.ts';

const AT = '1700000002.000100';

/** An event of every type, in the shape that Slack gives it. */
export function buildEvents(world: World): Record<keyof typeof EVENT_TYPES, Json> {
  const { user, channel, ofMessage, organisation } = world;
  const room = { id: channel, name: 'sales', created: 1_700_000_000, creator: user };
  const inRoom = { channel, user, actor_id: user, is_moved: 0 };
  const direct = { user, channel: 'D0MARTA' };
  const item = { type: 'message', channel, ts: '1700000000.000100' };
  const file = { file_id: 'F0FILE', file: { id: 'F0FILE' }, user_id: user };
  const marked = { user, item: { type: 'message', channel, message: { ts: item.ts } }, channel_id: channel };
  const subteam = { id: 'S0OPS', team_id: OURS.team, is_usergroup: true, name: 'Ops', handle: 'ops' };
  const profile = {
    real_name: 'Marta Silva',
    display_name: 'marta',
    email: 'marta@example.com',
    status_text: 'away',
  };
  const whole = {
    id: user,
    team_id: organisation ?? OURS.team,
    name: 'marta',
    deleted: false,
    tz: 'Europe/Lisbon',
    profile,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: false,
    ...(organisation
      ? { enterprise_user: { id: user, enterprise_id: organisation, teams: [OURS.team, 'T0SISTER'] } }
      : {}),
  };
  const invite = { id: 'I0INVITE', date_created: 1, date_invalid: 2, inviting_team: { id: OURS.team } };
  const invitation = { invite, channel: { id: channel, is_private: false, is_im: false, name: 'sales' } };
  const metadata = { event_type: 'rapport', event_payload: {} };
  const tagged = {
    channel_id: channel,
    app_id: OURS.app,
    user_id: OURS.bot,
    team_id: OURS.team,
    message_ts: AT,
  };
  const workflow = { workflow_id: 'W1', workflow_draft_configuration: { version_id: 'v1' } };
  const {
    subtype: _none,
    channel_type: _type,
    ...mention
  } = buildMessage(world, undefined, '1700000000.000200');
  const events: Record<keyof typeof EVENT_TYPES, Json> = {
    message: buildMessage(world, undefined),
    app_mention: mention,
    app_home_opened: { ...direct, tab: 'home', view: { id: 'V1', team_id: OURS.team, type: 'home' } },
    agent_session_stopped: { user, channel, thread_ts: item.ts, streaming_message_ts: [] },
    member_joined_channel: {
      user: OURS.bot,
      channel,
      channel_type: 'C',
      team: ofMessage.team,
      inviter: user,
    },
    reaction_added: { user, reaction: '+1', item, item_user: OURS.bot },
    user_change: { user: whole, cache_ts: 1_700_000_000 },
    app_uninstalled: {},
    tokens_revoked: { tokens: { oauth: [user], bot: [] } },

    agent_session_title_changed: { channel, user, team_id: OURS.team, thread_ts: item.ts, title: 'Ana' },
    app_context_changed: { user, channel: 'D0MARTA', context: { entities: [] } },
    app_rate_limited: { team_id: OURS.team, minute_rate_limited: 1_700_000_000, api_app_id: OURS.app },
    url_verification: { token: 'verification', challenge: 'words' },
    assistant_thread_context_changed: {
      assistant_thread: { user_id: user, channel_id: 'D0MARTA', context: {} },
    },
    assistant_thread_started: { assistant_thread: { user_id: user, channel_id: 'D0MARTA', context: {} } },
    call_rejected: { call_id: 'R1', user_id: user, channel_id: channel },
    entity_details_requested: {
      user,
      external_ref: { id: '1' },
      link: { url: 'https://example.com', domain: 'example.com' },
    },
    function_executed: { function: { id: 'Fn1' }, inputs: {}, function_execution_id: 'Fx1' },
    link_shared: {
      channel,
      user,
      message_ts: item.ts,
      links: [{ domain: 'example.com', url: 'https://example.com' }],
    },
    member_left_channel: { user, channel, channel_type: 'C', team: ofMessage.team },
    reaction_removed: { user, reaction: '+1', item, item_user: OURS.bot },
    subscription_warning: { warning: 'slow' },
    scope_denied: { scopes: ['files:read'], trigger_id: 't' },
    scope_granted: { scopes: ['files:read'], trigger_id: 't' },

    channel_archive: inRoom,
    channel_created: { channel: room },
    channel_deleted: inRoom,
    channel_history_changed: { channel, latest: AT, ts: AT },
    channel_id_changed: { old_channel_id: 'G1', new_channel_id: channel },
    channel_left: inRoom,
    channel_rename: { channel: { ...room, name_normalized: 'sales', is_channel: true } },
    channel_unarchive: inRoom,
    group_archive: inRoom,
    group_close: inRoom,
    group_deleted: inRoom,
    group_history_changed: { channel, latest: AT, ts: AT },
    group_left: inRoom,
    group_open: inRoom,
    group_rename: { channel: room },
    group_unarchive: inRoom,
    im_close: direct,
    im_created: { user, channel: { id: 'D0MARTA' } },
    im_history_changed: { channel: 'D0MARTA', latest: AT, ts: AT },
    im_open: direct,
    channel_shared: { connected_team_id: 'T0HOST', channel },
    channel_unshared: { previously_connected_team_id: 'T0HOST', channel, is_ext_shared: false },
    shared_channel_invite_accepted: { ...invitation, accepting_user: { id: user }, teams_in_channel: [] },
    shared_channel_invite_approved: { ...invitation, approving_team_id: OURS.team, teams_in_channel: [] },
    shared_channel_invite_declined: { ...invitation, declining_team_id: 'T0HOST', teams_in_channel: [] },
    shared_channel_invite_received: invitation,
    shared_channel_invite_requested: { actor: { id: user }, channel_id: channel, target_users: [] },
    file_change: file,
    file_comment_deleted: { ...file, comment: 'Fc1' },
    file_created: file,
    file_deleted: { ...file, channel_ids: [channel] },
    file_public: file,
    file_shared: { ...file, channel_id: channel },
    file_unshared: file,
    pin_added: marked,
    pin_removed: { ...marked, has_pins: false },
    star_added: marked,
    star_removed: marked,
    dnd_updated: { user, dnd_status: { dnd_enabled: true } },
    dnd_updated_user: { user, dnd_status: { dnd_enabled: true } },
    team_join: { user: { ...whole, id: 'U0FRESH' }, cache_ts: 1_700_000_000 },
    user_huddle_changed: { user: whole, cache_ts: 1_700_000_000 },
    user_profile_changed: { user: whole, cache_ts: 1_700_000_000 },
    user_status_changed: { user: whole, cache_ts: 1_700_000_000 },
    subteam_created: { subteam },
    subteam_members_changed: { subteam_id: 'S0OPS', team_id: OURS.team, added_users: [user] },
    subteam_self_added: { subteam_id: 'S0OPS' },
    subteam_self_removed: { subteam_id: 'S0OPS' },
    subteam_updated: { subteam },
    email_domain_changed: { email_domain: 'example.com' },
    emoji_changed: { subtype: 'add', name: 'tada', value: 'https://example.com/tada.png' },
    grid_migration_finished: { enterprise_id: 'E0RAPPORT' },
    grid_migration_started: { enterprise_id: 'E0RAPPORT' },
    invite_requested: { invite_request: { id: '1', email: 'x@example.com', channel_ids: [channel] } },
    team_domain_change: { url: 'https://new.slack.com', domain: 'new' },
    team_rename: { name: 'New' },
    app_deleted: { app_id: 'A1', app_name: 'other', team_id: OURS.team },
    app_installed: { app_id: 'A1', app_name: 'other', user_id: user, team_id: OURS.team },
    app_requested: { app_request: { id: '1', app: { id: 'A1' }, user: { id: user } } },
    app_uninstalled_team: { app_id: OURS.app, team_id: 'T0SISTER' },
    team_access_granted: { team_ids: ['T0SISTER'] },
    team_access_revoked: { team_ids: ['T0SISTER'] },
    message_metadata_deleted: { ...tagged, previous_metadata: metadata },
    message_metadata_posted: { ...tagged, metadata },
    message_metadata_updated: { ...tagged, metadata, previous_metadata: metadata },
    workflow_deleted: workflow,
    workflow_published: workflow,
    workflow_step_deleted: workflow,
    workflow_step_execute: { callback_id: 'step', workflow_step: { workflow_step_execute_id: '1' } },
    workflow_unpublished: workflow,
  };
  const named = { ...events };
  for (const type of Object.keys(events) as (keyof typeof events)[])
    named[type] = { event_ts: AT, ...events[type], type };
  return named;
}
