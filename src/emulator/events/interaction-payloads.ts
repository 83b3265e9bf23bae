import type { FoundElement } from '../blocks/elements.ts';
import type { EmulatorContext } from '../context.ts';
import { IDENTITY } from '../ids.ts';
import type { EphemeralMessage, Json, OpenView, SlackMessage, ViewValues } from '../workspace-types.ts';

export const TEAM = { id: IDENTITY.teamId, domain: 'rapport' };

function actorOf({ directory }: EmulatorContext, userId: string): Json {
  const user = directory.getUser(userId);
  return { id: userId, username: user.name, name: user.name, team_id: directory.teamOf(userId) };
}

const common = {
  team: TEAM,
  enterprise: null,
  is_enterprise_install: false,
  api_app_id: IDENTITY.appId,
  token: IDENTITY.verificationToken,
};

export type MessageSource = { message: SlackMessage } | { ephemeral: EphemeralMessage };

/** The place in a conversation where somebody acts. */
function placeOf(
  { directory }: EmulatorContext,
  { channel, source }: { channel: string; source: MessageSource },
): Json {
  const isEphemeral = 'ephemeral' in source;
  const ts = isEphemeral ? source.ephemeral.ts : source.message.ts;
  const threadTs = isEphemeral ? source.ephemeral.threadTs : source.message.thread_ts;
  return {
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: isEphemeral,
      ...(threadTs ? { thread_ts: threadTs } : {}),
    },
    channel: { id: channel, name: directory.channelName(channel) },
    // An ephemeral message is not sent along: nobody keeps it.
    ...(isEphemeral ? {} : { message: source.message }),
  };
}

export function buildBlockActions(
  ctx: EmulatorContext,
  input: {
    as: string;
    channel: string;
    source: MessageSource;
    action: Json;
    values: ViewValues;
    triggerId: string;
    responseUrl: string;
  },
): Json {
  return {
    type: 'block_actions',
    user: actorOf(ctx, input.as),
    ...common,
    trigger_id: input.triggerId,
    ...placeOf(ctx, input),
    state: { values: input.values },
    response_url: input.responseUrl,
    actions: [input.action],
  };
}

/** A choice in the menu of a message (`message_action`), or of everywhere (`shortcut`), which has no place. */
export function buildShortcut(
  ctx: EmulatorContext,
  input: {
    as: string;
    callbackId: string;
    triggerId: string;
    ts: string;
    on?: { channel: string; message: SlackMessage; responseUrl: string } | undefined;
  },
): Json {
  const { on } = input;
  return {
    type: on ? 'message_action' : 'shortcut',
    user: actorOf(ctx, input.as),
    ...common,
    callback_id: input.callbackId,
    trigger_id: input.triggerId,
    action_ts: input.ts,
    ...(on
      ? {
          channel: { id: on.channel, name: ctx.directory.channelName(on.channel) },
          message: on.message,
          message_ts: on.message.ts,
          response_url: on.responseUrl,
        }
      : {}),
  };
}

/** A click in a modal or on the Home tab: there is no message and no response URL. */
export function buildViewActions(
  ctx: EmulatorContext,
  input: { as: string; view: Json; action: Json; values: ViewValues; triggerId: string },
): Json {
  return {
    type: 'block_actions',
    user: actorOf(ctx, input.as),
    ...common,
    container: { type: 'view', view_id: input.view.id },
    trigger_id: input.triggerId,
    view: { ...input.view, state: { values: input.values } },
    actions: [input.action],
  };
}

/** The question of an external select to the app, while somebody types in it. */
export function buildSuggestion(
  ctx: EmulatorContext,
  input: { as: string; found: FoundElement; value: string } & (
    | { view: Json }
    | { channel: string; source: MessageSource }
  ),
): Json {
  return {
    type: 'block_suggestion',
    user: actorOf(ctx, input.as),
    ...common,
    action_id: input.found.element.action_id,
    block_id: input.found.blockId,
    value: input.value,
    ...('view' in input
      ? { container: { type: 'view', view_id: input.view.id }, view: input.view }
      : placeOf(ctx, input)),
  };
}

export function buildViewSubmission(
  ctx: EmulatorContext,
  input: { as: string; open: OpenView; values: ViewValues; triggerId: string },
): Json {
  return {
    type: 'view_submission',
    user: actorOf(ctx, input.as),
    ...common,
    trigger_id: input.triggerId,
    view: { ...input.open.view, state: { values: input.values } },
    response_urls: [],
  };
}

export function buildViewClosed(ctx: EmulatorContext, input: { as: string; open: OpenView }): Json {
  return {
    type: 'view_closed',
    user: actorOf(ctx, input.as),
    ...common,
    view: input.open.view,
    is_cleared: false,
  };
}
