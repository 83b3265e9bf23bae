import type { ApiContext } from '../context.ts';
import { IDENTITY } from '../emulated-slack.ts';
import { isJson, listOf } from '../json.ts';
import type { Json, SlackMessage } from '../workspace-types.ts';

/** A message as the emulator keeps it, with what Slack adds about its author. */
function enrich(context: ApiContext, raw: Json): SlackMessage {
  const user = String(raw.user);
  const message = {
    ...raw,
    type: 'message',
    user,
    text: String(raw.text ?? ''),
    ts: String(raw.ts),
  } as SlackMessage;
  if (user !== IDENTITY.botUserId) return { ...message, team: context.directory.teamOf(user) };
  return {
    ...message,
    team: IDENTITY.teamId,
    bot_id: IDENTITY.botId,
    app_id: IDENTITY.appId,
    bot_profile: {
      id: IDENTITY.botId,
      app_id: IDENTITY.appId,
      user_id: IDENTITY.botUserId,
      name: IDENTITY.botName,
      team_id: IDENTITY.teamId,
      deleted: false,
      icons: {},
    },
  };
}

/** Keep a message the emulator has just stored or changed, and tell everybody. */
export function keep(
  context: ApiContext,
  type: 'message_posted' | 'message_changed',
  channel: string,
  raw: unknown,
): SlackMessage | undefined {
  if (!isJson(raw)) return undefined;
  const message = enrich(context, raw);
  context.log.put(channel, message);
  if (message.user === IDENTITY.botUserId) context.statuses.delete(`${channel}:${message.thread_ts ?? ''}`);
  const kept = context.log.get(channel, message.ts) ?? message;
  context.emit({ type, channel, message: kept });
  return kept;
}

/** Read one message back from the emulator after something other than chat.* touched it. */
export async function refresh(context: ApiContext, token: string, at: { channel: string; ts: string }) {
  const threadTs = context.log.get(at.channel, at.ts)?.thread_ts ?? at.ts;
  const answer = await context.slack.call(token, 'conversations.replies', {
    channel: at.channel,
    ts: threadTs,
  });
  const found = listOf(answer.messages).find((message) => message.ts === at.ts);
  const isNew = context.log.get(at.channel, at.ts) === undefined;
  return keep(context, isNew ? 'message_posted' : 'message_changed', at.channel, found);
}
