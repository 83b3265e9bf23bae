import { nameBlocks } from '../blocks/block-ids.ts';
import type { EmulatorContext } from '../context.ts';
import { IDENTITY } from '../ids.ts';
import type { Json, SlackMessage } from '../workspace-types.ts';

type Content = { text?: string | undefined; blocks?: Json[] | undefined } & Json;

/** Posts a message, with what Slack adds to it, and tells everybody. */
export function post(
  ctx: EmulatorContext,
  { channel, user, ...content }: Content & { channel: string; user: string },
): SlackMessage {
  const { text = '', blocks, ...rest } = content;
  const message = ctx.messages.add(channel, {
    type: 'message',
    user,
    text,
    ts: ctx.nextTs(),
    ...withoutEmpty(rest),
    ...(blocks ? { blocks: nameBlocks(blocks) } : {}),
    ...authorOf(ctx, user),
  });
  clearStatus(ctx, channel, message);
  ctx.emit({ type: 'message_posted', channel, message });
  return message;
}

/** Changes a message, where there is one, and tells everybody. */
export function change(
  ctx: EmulatorContext,
  { channel, ts }: { channel: string; ts: string },
  make: (message: SlackMessage) => SlackMessage,
): SlackMessage | undefined {
  const message = ctx.messages.change(channel, ts, make);
  if (!message) return undefined;
  clearStatus(ctx, channel, message);
  ctx.emit({ type: 'message_changed', channel, message });
  return message;
}

/** A message of the bot in a thread takes away its status there. */
function clearStatus(ctx: EmulatorContext, channel: string, { user, ts, thread_ts }: SlackMessage) {
  if (user === IDENTITY.botUserId) ctx.threads.clearStatus(channel, thread_ts === ts ? undefined : thread_ts);
}

const withoutEmpty = (fields: Json): Json =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** The fields that Slack adds to a message about its author. */
function authorOf(ctx: EmulatorContext, user: string): Json {
  if (user !== IDENTITY.botUserId) return { team: ctx.directory.teamOf(user) };
  return {
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
