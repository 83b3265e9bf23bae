import type { EmulatorContext } from '../context.ts';
import { IDENTITY, newId } from '../ids.ts';
import { secondsOf } from '../state/timestamps.ts';
import type { Json, SlackMessage } from '../workspace-types.ts';

type Posted = { channel: string; message: SlackMessage };

/** An event as it is sent, with what Slack tells around it. */
export function buildEnvelope({ directory, clock }: EmulatorContext, event: Json): Json {
  const host =
    typeof event.channel === 'string' ? directory.findChannel(event.channel)?.hostTeamId : undefined;
  const organisation = directory.organisation?.id ?? null;
  return {
    token: IDENTITY.verificationToken,
    team_id: host ?? IDENTITY.teamId,
    ...(organisation && !host ? { enterprise_id: organisation } : {}),
    context_team_id: host ?? IDENTITY.teamId,
    context_enterprise_id: host ? null : organisation,
    api_app_id: IDENTITY.appId,
    event,
    type: 'event_callback',
    event_id: newId('Ev'),
    event_time: secondsOf(clock),
    authorizations: [
      {
        enterprise_id: organisation,
        team_id: IDENTITY.teamId,
        user_id: IDENTITY.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: typeof event.channel === 'string' && directory.isShared(event.channel),
    event_context: `4-${newId('')}`,
  };
}

/** The events one new message sets off, in the order Slack usually sends them. */
export function eventsForMessage(ctx: EmulatorContext, { channel, message }: Posted): Json[] {
  const event = buildMessageEvent(ctx, { channel, message });
  const isMention = message.text.includes(`<@${IDENTITY.botUserId}>`);
  const inChannel = ctx.directory.typeOf(channel) !== 'im';
  // A mention that carries a file arrives as file_share only.
  if (!isMention || !inChannel || message.subtype === 'file_share' || message.bot_id) return [event];
  const { channel_type: _type, subtype: _subtype, root: _root, ...mention } = event;
  return [event, { ...mention, type: 'app_mention' }];
}

export function buildMessageEvent({ directory }: EmulatorContext, { channel, message }: Posted): Json {
  const { reply_count, reply_users, reply_users_count, latest_reply, metadata, ...seen } = message;
  const outside = directory.teamOf(message.user) !== IDENTITY.teamId;
  const team = directory.teamOf(message.user);
  return {
    ...seen,
    team,
    ...(outside ? { user_team: team, source_team: team } : {}),
    channel,
    event_ts: message.ts,
    channel_type: directory.typeOf(channel),
  };
}

export function buildChangedEvent(
  { directory }: EmulatorContext,
  { channel, ts, ...change }: Posted & { previous: SlackMessage; ts: string },
): Json {
  return {
    type: 'message',
    subtype: 'message_changed',
    message: { ...change.message, source_team: IDENTITY.teamId, user_team: IDENTITY.teamId },
    previous_message: change.previous,
    channel,
    hidden: true,
    ts,
    event_ts: ts,
    channel_type: directory.typeOf(channel),
  };
}

export function buildDeletedEvent(
  { directory }: EmulatorContext,
  { channel, previous, ts }: { channel: string; previous: SlackMessage; ts: string },
): Json {
  return {
    type: 'message',
    subtype: 'message_deleted',
    previous_message: previous,
    channel,
    hidden: true,
    deleted_ts: previous.ts,
    ts,
    event_ts: ts,
    channel_type: directory.typeOf(channel),
  };
}
