import { buildState, isMultiple, stateField } from '../blocks/element-state.ts';
import { type FoundElement, optionsOf } from '../blocks/elements.ts';
import { isJson } from '../json.ts';
import type { Json } from '../workspace-types.ts';

type Chosen = string | string[] | undefined;
type Choice = { found: FoundElement; value: Chosen; offered: Json[]; ts: string };

/** The entry in `actions`: what was chosen, in the words of the element's own type. */
export function buildAction({ found, value, offered, ts }: Choice): Json {
  const { element, blockId } = found;
  const base = {
    type: element.type,
    block_id: blockId,
    action_id: element.action_id,
    action_ts: ts,
  };
  if (stateField(element)) return { ...buildState(element, choose(element, value, offered)), ...base };
  if (element.type === 'overflow')
    return { ...base, selected_option: optionFor(optionsOf(element), first(value)) };
  if (element.type === 'feedback_buttons') {
    const buttons = [element.positive_button, element.negative_button].filter(isJson);
    const button = optionFor(buttons, first(value));
    return { ...base, value: button.value, text: button.text };
  }
  const sent = value ?? element.value;
  return {
    ...base,
    ...(element.text ? { text: element.text } : {}),
    ...(sent === undefined ? {} : { value: sent }),
    ...(element.style ? { style: element.style } : {}),
  };
}

function choose(element: Json, value: Chosen, offered: Json[]): unknown {
  const field = stateField(element);
  const options = [...optionsOf(element), ...offered];
  if (field === 'selected_option') return optionFor(options, first(value));
  if (field === 'selected_options') return listed(value).map((each) => optionFor(options, each));
  if (isMultiple(element)) return listed(value);
  return first(value) || null;
}

function optionFor(options: Json[], value: string | undefined): Json {
  const option = options.find((each) => value === undefined || each.value === value);
  if (option) return option;
  const known = options.map((each) => each.value).join(', ');
  throw new Error(`"${value}" is not offered. On offer: ${known || 'nothing'}.`);
}

const first = (value: Chosen) => (Array.isArray(value) ? value[0] : value);

function listed(value: Chosen): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
