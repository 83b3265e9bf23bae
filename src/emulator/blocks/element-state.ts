import type { Json, ViewValues } from '../workspace-types.ts';
import { listElements } from './elements.ts';

/** Element type -> the field its choice goes to, in actions and in `state.values`. */
const FIELDS: Record<string, string> = {
  static_select: 'selected_option',
  external_select: 'selected_option',
  radio_buttons: 'selected_option',
  multi_static_select: 'selected_options',
  multi_external_select: 'selected_options',
  checkboxes: 'selected_options',
  users_select: 'selected_user',
  multi_users_select: 'selected_users',
  conversations_select: 'selected_conversation',
  multi_conversations_select: 'selected_conversations',
  channels_select: 'selected_channel',
  multi_channels_select: 'selected_channels',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  datetimepicker: 'selected_date_time',
  plain_text_input: 'value',
  number_input: 'value',
  email_text_input: 'value',
  url_text_input: 'value',
  rich_text_input: 'rich_text_value',
};

/** The field that an element keeps its choice in; undefined for buttons and overflow menus, which keep none. */
export const stateField = (element: Json): string | undefined => FIELDS[String(element.type)];

export const isMultiple = (element: Json): boolean => stateField(element)?.endsWith('s') ?? false;

/** The state of an element as Slack reports it. No choice is null, or an empty list where several can be chosen. */
export function buildState(element: Json, chosen: unknown): Json {
  const field = stateField(element);
  if (!field) throw new Error(`${element.type} keeps no state.`);
  return { type: element.type, [field]: chosen ?? (isMultiple(element) ? [] : null) };
}

/** The choices in a state: options, ids, or one text. */
export function chosenIn(state: Json): unknown[] {
  const chosen = state[stateField(state) ?? ''];
  if (Array.isArray(chosen)) return chosen;
  return chosen === null || chosen === undefined ? [] : [chosen];
}

/** The state of an element that nobody has touched: an initial value counts as chosen. */
function initialState(element: Json): Json {
  const field = stateField(element) ?? '';
  const initial = field.startsWith('selected_') ? field.replace('selected_', 'initial_') : 'initial_value';
  return buildState(element, element[initial]);
}

/** `state.values` as Slack has it before anybody touches anything. */
export function initialValues(blocks: Json[]): ViewValues {
  const values: ViewValues = {};
  for (const { element, blockId } of listElements(blocks)) {
    if (!stateField(element)) continue;
    values[blockId] = { ...values[blockId], [String(element.action_id)]: initialState(element) };
  }
  return values;
}

/** Lays entered values over others, element by element. */
export function mergeValues(under: ViewValues, over: ViewValues): ViewValues {
  const values = { ...under };
  for (const [blockId, actions] of Object.entries(over)) values[blockId] = { ...values[blockId], ...actions };
  return values;
}

/** The state of each element: from `given` where that has one of the element's type, otherwise its initial state. */
export function withValues(blocks: Json[], given: ViewValues): ViewValues {
  const values = initialValues(blocks);
  for (const [blockId, actions] of Object.entries(values)) {
    for (const [actionId, state] of Object.entries(actions)) {
      const entered = given[blockId]?.[actionId];
      if (entered && entered.type === state.type) actions[actionId] = entered;
    }
  }
  return values;
}
