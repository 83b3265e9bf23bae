import type { ApiContext } from './api-context.ts';
import { type AppLink, commandRequest, interactionRequest } from './app-link.ts';
import { IDENTITY, listOf } from './emulated-slack.ts';
import { isJson, parseJsonObject } from './http.ts';
import {
  buildAction,
  buildBlockActions,
  buildViewActions,
  buildViewClosed,
  buildViewSubmission,
  findElement,
  TEAM,
} from './interactions.ts';
import { makeTrigger } from './methods/surfaces.ts';
import type { ResponseUrls } from './response-urls.ts';
import type {
  ClickInput,
  CommandInput,
  Delivery,
  DeliveryOptions,
  EphemeralMessage,
  Json,
  OpenView,
  SlackMessage,
  ViewClickInput,
  ViewSubmission,
} from './workspace-types.ts';

type ClickSource = { message: SlackMessage } | { ephemeral: EphemeralMessage };

type Parts = {
  context: ApiContext;
  link: AppLink;
  responses: ResponseUrls;
  callAsBot: (method: string, body: Json) => Promise<Json>;
};

/** Clicks, modals and slash commands. */
export function createMemberInteractions({ context, link, responses, callAsBot }: Parts) {
  const { directory } = context;
  const trigger = (user: string, viewId?: string) =>
    makeTrigger(context, { token: IDENTITY.botToken, user, ...(viewId ? { viewId } : {}) });

  function sourceOf(input: ClickInput): ClickSource {
    const ephemeral = context.ephemerals.find(
      ({ ts, channel, user }) => ts === input.messageTs && channel === input.channel && user === input.as,
    );
    if (ephemeral) return { ephemeral };
    const message = context.log.get(input.channel, input.messageTs);
    if (!message)
      throw new Error(`There is no message ${input.messageTs} in ${input.channel} for ${input.as}.`);
    return { message };
  }

  async function click(input: ClickInput, options?: DeliveryOptions) {
    const source = sourceOf(input);
    const blocks = ('ephemeral' in source ? source.ephemeral.blocks : source.message.blocks) ?? [];
    const action = buildAction(findElement(blocks, input), input.value);
    const threadTs = 'ephemeral' in source ? source.ephemeral.threadTs : source.message.thread_ts;
    const payload = buildBlockActions(directory, {
      as: input.as,
      channel: input.channel,
      source,
      action,
      triggerId: await trigger(input.as),
      responseUrl: responses.create({
        user: input.as,
        channel: input.channel,
        messageTs: input.messageTs,
        isEphemeral: 'ephemeral' in source,
        ...(threadTs ? { threadTs } : {}),
      }),
    });
    return { ...(await link.send(interactionRequest(payload), options)), payload };
  }

  function getView(viewId: string, user: string): OpenView {
    const open = context.views.get(viewId);
    if (!open || open.user !== user) throw new Error(`${user} has no open view ${viewId}.`);
    return open;
  }

  async function clickView(input: ViewClickInput, options?: DeliveryOptions) {
    const home = context.homes.get(input.as);
    const view = input.viewId === undefined ? home : getView(input.viewId, input.as).view;
    if (!view) throw new Error(`${input.as} has no Home tab yet.`);
    const payload = buildViewActions(directory, {
      as: input.as,
      view,
      action: buildAction(findElement(listOf(view.blocks), input), input.value),
      triggerId: await trigger(input.as, String(view.id)),
    });
    return { ...(await link.send(interactionRequest(payload), options)), payload };
  }

  function forget(open: OpenView) {
    context.views.delete(open.id);
    context.emit({ type: 'view_closed', view: open });
  }

  /** What the app's answer does to the modal: keep it with errors, change it, stack another, or close. */
  async function settle(open: OpenView, delivery: Delivery) {
    if (delivery.status !== 200) return;
    const answer = parseJsonObject(delivery.body) ?? {};
    switch (answer.response_action) {
      case 'errors':
        return;
      case 'update':
        await callAsBot('views.update', { view_id: open.id, view: answer.view });
        return;
      case 'push':
        await callAsBot('views.push', { trigger_id: await trigger(open.user, open.id), view: answer.view });
        return;
      case 'clear':
        for (const view of context.views.values()) if (view.user === open.user) forget(view);
        return;
      default:
        forget(open);
    }
  }

  async function submitView(input: ViewSubmission, options?: DeliveryOptions) {
    const open = getView(input.viewId, input.as);
    const payload = buildViewSubmission(directory, {
      as: input.as,
      open,
      values: input.values ?? {},
      triggerId: await trigger(input.as, open.id),
    });
    const delivery = await link.send(interactionRequest(payload), options);
    await settle(open, delivery);
    return { ...delivery, payload };
  }

  async function closeView(input: { as: string; viewId: string }): Promise<Delivery | undefined> {
    const open = getView(input.viewId, input.as);
    forget(open);
    if (open.view.notify_on_close !== true) return undefined;
    return link.send(interactionRequest(buildViewClosed(directory, { as: input.as, open })));
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
      trigger_id: await trigger(input.as),
    };
    const delivery = await link.send(commandRequest(payload), options);
    await showAnswer(target, delivery);
    return { ...delivery, payload };
  }

  /** A command may be answered in the acknowledgement itself, in words or as a message. */
  async function showAnswer(target: { user: string; channel: string }, delivery: Delivery) {
    if (delivery.status !== 200 || delivery.body.trim() === '') return;
    const answer = parseJsonObject(delivery.body) ?? { text: delivery.body };
    if (isJson(answer) && (answer.text || answer.blocks)) await responses.apply(target, answer);
  }

  return { click, clickView, submitView, closeView, command };
}
