import { isInteractive } from './block-rules.ts';
import type { Directory } from './directory.ts';
import { IDENTITY, listOf } from './emulated-slack.ts';
import { isJson } from './http.ts';
import { eventTimestamp } from './slack-events.ts';
import type { ClickInput, EphemeralMessage, Json, OpenView, SlackMessage } from './workspace-types.ts';

export const TEAM = { id: IDENTITY.teamId, domain: 'rapport' };

type Found = { element: Json; blockId: string };

/** The interactive element somebody means: by action, and by block or value where the action repeats. */
export function findElement(
  blocks: Json[],
  input: Pick<ClickInput, 'actionId' | 'blockId' | 'value'>,
): Found {
  const all = elementsOf(blocks).filter(({ element }) => element.action_id === input.actionId);
  const inBlock = all.filter(({ blockId }) => input.blockId === undefined || blockId === input.blockId);
  const exact = inBlock.find(({ element }) => input.value === undefined || element.value === input.value);
  const found = exact ?? inBlock[0];
  if (found) return found;
  const known = elementsOf(blocks).map(({ element }) => element.action_id);
  throw new Error(
    `Nothing to click with action "${input.actionId}". This message has: ${known.join(', ') || 'nothing'}.`,
  );
}

function elementsOf(blocks: Json[]): Found[] {
  return blocks.flatMap((block) => {
    const own = [
      ...listOf(block.elements),
      ...listOf(block.actions),
      ...[block.accessory, block.element].filter(isJson),
    ];
    const here = own.filter(isInteractive).map((element) => ({ element, blockId: String(block.block_id) }));
    return [...here, ...elementsOf(listOf(block.child_blocks))];
  });
}

/** The entry in `actions`: what was chosen, in the words of the element's own type. */
export function buildAction({ element, blockId }: Found, value: string | undefined): Json {
  const base = {
    type: element.type,
    block_id: blockId,
    action_id: element.action_id,
    action_ts: eventTimestamp(),
  };
  const chosen = () => optionFor(element, value);
  switch (element.type) {
    case 'static_select':
    case 'external_select':
    case 'overflow':
    case 'radio_buttons':
      return { ...base, selected_option: chosen() };
    case 'multi_static_select':
    case 'checkboxes':
      return { ...base, selected_options: [chosen()].filter(isJson) };
    case 'users_select':
      return { ...base, selected_user: value };
    case 'conversations_select':
      return { ...base, selected_conversation: value };
    case 'channels_select':
      return { ...base, selected_channel: value };
    case 'datepicker':
      return { ...base, selected_date: value };
    case 'timepicker':
      return { ...base, selected_time: value };
    case 'feedback_buttons': {
      const buttons = [element.positive_button, element.negative_button].filter(isJson);
      const button = buttons.find((candidate) => candidate.value === value) ?? buttons[0];
      return { ...base, value: button?.value, text: button?.text };
    }
    default:
      return {
        ...base,
        ...(element.text ? { text: element.text } : {}),
        ...((value ?? element.value) === undefined ? {} : { value: value ?? element.value }),
        ...(element.style ? { style: element.style } : {}),
      };
  }
}

function optionFor(element: Json, value: string | undefined): Json | undefined {
  const options = [
    ...listOf(element.options),
    ...listOf(element.option_groups).flatMap((group) => listOf(group.options)),
  ];
  return options.find((option) => value === undefined || option.value === value);
}

function actorOf(directory: Directory, userId: string): Json {
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

export function buildBlockActions(
  directory: Directory,
  input: {
    as: string;
    channel: string;
    source: { message: SlackMessage } | { ephemeral: EphemeralMessage };
    action: Json;
    triggerId: string;
    responseUrl: string;
  },
): Json {
  const isEphemeral = 'ephemeral' in input.source;
  const ts = 'ephemeral' in input.source ? input.source.ephemeral.ts : input.source.message.ts;
  const threadTs =
    'ephemeral' in input.source ? input.source.ephemeral.threadTs : input.source.message.thread_ts;
  return {
    type: 'block_actions',
    user: actorOf(directory, input.as),
    ...common,
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: input.channel,
      is_ephemeral: isEphemeral,
      ...(threadTs ? { thread_ts: threadTs } : {}),
    },
    trigger_id: input.triggerId,
    channel: { id: input.channel, name: directory.channelName(input.channel) },
    // An ephemeral message is not sent along: nobody keeps it.
    ...('message' in input.source ? { message: input.source.message } : {}),
    state: { values: {} },
    response_url: input.responseUrl,
    actions: [input.action],
  };
}

/** A click in a modal or on the Home tab: there is no message and no response URL. */
export function buildViewActions(
  directory: Directory,
  input: { as: string; view: Json; action: Json; triggerId: string },
): Json {
  return {
    type: 'block_actions',
    user: actorOf(directory, input.as),
    ...common,
    container: { type: 'view', view_id: input.view.id },
    trigger_id: input.triggerId,
    view: input.view,
    actions: [input.action],
  };
}

export function buildViewSubmission(
  directory: Directory,
  input: { as: string; open: OpenView; values: Json; triggerId: string },
): Json {
  return {
    type: 'view_submission',
    user: actorOf(directory, input.as),
    ...common,
    trigger_id: input.triggerId,
    view: { ...input.open.view, state: { values: input.values } },
    response_urls: [],
  };
}

export function buildViewClosed(directory: Directory, input: { as: string; open: OpenView }): Json {
  return {
    type: 'view_closed',
    user: actorOf(directory, input.as),
    ...common,
    view: input.open.view,
    is_cleared: false,
  };
}
