import { initialValues, mergeValues, stateField } from '../blocks/element-state.ts';
import { type FoundElement, findElement } from '../blocks/elements.ts';
import type { EmulatorContext } from '../context.ts';
import { buildAction } from '../events/action-payload.ts';
import {
  buildBlockActions,
  buildShortcut,
  buildSuggestion,
  buildViewActions,
  type MessageSource,
  TEAM,
} from '../events/interaction-payloads.ts';
import { IDENTITY } from '../ids.ts';
import { listOf, parseJsonObject } from '../json.ts';
import { type AppConnection, commandRequest, interactionRequest } from '../server/app-connection.ts';
import type { ResponseUrls } from '../server/response-urls.ts';
import type {
  ClickInput,
  CommandInput,
  Delivery,
  DeliveryOptions,
  Json,
  ShortcutInput,
  SuggestInput,
  Suggestion,
  ViewClickInput,
  ViewValues,
} from '../workspace-types.ts';
import { createExternalOptions } from './external-options.ts';

type Ways = { app: AppConnection; responses: ResponseUrls };
type Place = { view: Json } | { channel: string; source: MessageSource };

/** Clicks, choices and slash commands. */
export function createMemberClicks(ctx: EmulatorContext, { app, responses }: Ways) {
  const { directory } = ctx;
  const offered = createExternalOptions();

  function actOn(blocks: Json[], input: ClickInput | ViewClickInput) {
    const found = findElement(blocks, input);
    const ts = ctx.nextTs();
    const choice = { found, value: input.value, offered: offered.of(input.as, found), ts };
    return { found, action: buildAction(choice) };
  }

  function sourceOf({
    as,
    channel,
    messageTs: ts,
  }: Pick<ClickInput, 'as' | 'channel' | 'messageTs'>): MessageSource {
    const ephemeral = ctx.ephemerals.find(channel, ts);
    if (ephemeral?.user === as) return { ephemeral };
    const message = ctx.messages.get(channel, ts);
    if (!message) throw new Error(`There is no message ${ts} in ${channel} for ${as}.`);
    return { message };
  }

  async function click(input: ClickInput, options?: DeliveryOptions) {
    const source = sourceOf(input);
    const blocks = blocksOf(source);
    const { found, action } = actOn(blocks, input);
    const threadTs = threadOf(source);
    const payload = buildBlockActions(ctx, {
      as: input.as,
      channel: input.channel,
      source,
      action,
      values: valuesAfter(blocks, input.values, { found, action }),
      triggerId: ctx.views.trigger(input.as),
      responseUrl: responses.create({
        user: input.as,
        channel: input.channel,
        messageTs: input.messageTs,
        isEphemeral: 'ephemeral' in source,
        ...(threadTs ? { threadTs } : {}),
      }),
    });
    return { ...(await app.send(interactionRequest(payload), options)), payload };
  }

  function viewOf(as: string, viewId: string | undefined): Json {
    const view = viewId === undefined ? ctx.views.home(as) : ctx.views.get(viewId, as).view;
    if (!view) throw new Error(`${as} has no Home tab yet.`);
    return view;
  }

  async function clickView(input: ViewClickInput, options?: DeliveryOptions) {
    const view = viewOf(input.as, input.viewId);
    const blocks = listOf(view.blocks);
    const { found, action } = actOn(blocks, input);
    const payload = buildViewActions(ctx, {
      as: input.as,
      view,
      action,
      values: valuesAfter(blocks, input.values, { found, action }),
      triggerId: ctx.views.trigger(input.as, input.viewId),
    });
    return { ...(await app.send(interactionRequest(payload), options)), payload };
  }

  async function suggest(input: SuggestInput, options?: DeliveryOptions): Promise<Suggestion> {
    const { as, value = '' } = input;
    const place: Place =
      'channel' in input
        ? { channel: input.channel, source: sourceOf(input) }
        : { view: viewOf(as, input.viewId) };
    const blocks = 'view' in place ? listOf(place.view.blocks) : blocksOf(place.source);
    const found = findElement(blocks, { actionId: input.actionId, blockId: input.blockId });
    offered.requireAsking(found, value);
    const payload = buildSuggestion(ctx, { as, found, value, ...place });
    const delivery = await app.send(interactionRequest(payload), options);
    return { ...delivery, payload, ...offered.take(as, found, delivery) };
  }

  async function command(input: CommandInput, options?: DeliveryOptions) {
    const target = { user: input.as, channel: input.channel };
    const payload = {
      token: IDENTITY.verificationToken,
      team_id: directory.teamOf(input.as),
      team_domain: TEAM.domain,
      channel_id: input.channel,
      channel_name: directory.channelName(input.channel),
      user_id: input.as,
      user_name: directory.getUser(input.as).name,
      command: input.command,
      text: input.text ?? '',
      api_app_id: IDENTITY.appId,
      is_enterprise_install: 'false',
      response_url: responses.create(target),
      trigger_id: ctx.views.trigger(input.as),
    };
    const delivery = await app.send(commandRequest(payload), options);
    showAnswer(target, delivery);
    return { ...delivery, payload };
  }

  /** A command may be answered in the acknowledgement itself, in words or as a message. */
  function showAnswer(target: { user: string; channel: string }, delivery: Delivery) {
    if (delivery.status !== 200 || delivery.body.trim() === '') return;
    const answer = parseJsonObject(delivery.body) ?? { text: delivery.body };
    if (!answer.text && !answer.blocks) return;
    const result = responses.apply(target, answer);
    if (result.ok !== true) throw new Error(`Slack would not show this answer: ${result.error}`);
  }

  async function shortcut({ as, callbackId, on }: ShortcutInput, options?: DeliveryOptions) {
    const message = on && ctx.messages.get(on.channel, on.messageTs);
    if (on && !message) throw new Error(`There is no message ${on.messageTs} in ${on.channel}.`);
    const payload = buildShortcut(ctx, {
      as,
      callbackId,
      triggerId: ctx.views.trigger(as),
      ts: ctx.nextTs(),
      on: on &&
        message && {
          channel: on.channel,
          message,
          responseUrl: responses.create({ user: as, channel: on.channel }),
        },
    });
    return { ...(await app.send(interactionRequest(payload), options)), payload };
  }

  return { click, clickView, suggest, command, shortcut };
}

const blocksOf = (source: MessageSource): Json[] =>
  ('ephemeral' in source ? source.ephemeral.blocks : source.message.blocks) ?? [];

/** The thread a message stands in. One that has replies bears a thread's timestamp too, but stands in the conversation. */
function threadOf(source: MessageSource): string | undefined {
  if ('ephemeral' in source) return source.ephemeral.threadTs;
  const { ts, thread_ts } = source.message;
  return thread_ts === ts ? undefined : thread_ts;
}

/** The values of all elements around a click, once it has chosen something. */
function valuesAfter(
  blocks: Json[],
  given: ViewValues | undefined,
  { found, action }: { found: FoundElement; action: Json },
): ViewValues {
  const before = mergeValues(initialValues(blocks), given ?? {});
  const field = stateField(found.element);
  if (!field) return before;
  const chosen = { type: action.type, [field]: action[field] };
  return mergeValues(before, { [found.blockId]: { [String(action.action_id)]: chosen } });
}
