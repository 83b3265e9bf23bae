import { buildState, chosenIn, isMultiple } from '../../emulator/blocks/element-state.ts';
import { isJson, listOf, plainText, record } from '../../emulator/json.ts';
import type { Json } from '../../emulator/workspace-types.ts';
import type { PageState } from '../page-types.ts';
import type { OptionGroup } from './api.ts';

/** Something that can be chosen: one of the app's options, or a person or conversation by its id. */
export type Choice = { value: string; label: string; note: string; group: string; chosen: unknown };

/** The choices written into an element; an external select has none before the app is asked. */
export function choicesOf(element: Json, state: PageState): Choice[] {
  const type = String(element.type).replace('multi_', '');
  if (type === 'users_select')
    return state.people.filter(({ isAway }) => !isAway).map(({ id, name }) => named(id, name));
  if (type === 'conversations_select' || type === 'channels_select') return conversationsFor(element, state);
  const groups = listOf(element.option_groups).map((group) => ({
    label: plainText(group.label),
    options: listOf(group.options),
  }));
  return fromGroups(groups.length > 0 ? groups : [{ options: listOf(element.options) }]);
}

export const fromGroups = (groups: OptionGroup[]): Choice[] =>
  groups.flatMap(({ label = '', options }) => options.map((option) => fromOption(option, label)));

function conversationsFor(element: Json, state: PageState): Choice[] {
  const include = record(element.filter)?.include;
  const wanted = Array.isArray(include) ? include : ['public', 'private', 'im'];
  const channels = state.channels.filter(({ isPrivate }) =>
    wanted.includes(isPrivate ? 'private' : 'public'),
  );
  const isOnlyChannels = String(element.type).includes('channels');
  const direct = wanted.includes('im') && !isOnlyChannels ? [named(state.direct, state.bot.name)] : [];
  return [...channels.map(({ id, name }) => named(id, `#${name}`)), ...direct];
}

const named = (id: string, label: string): Choice => ({ value: id, label, note: '', group: '', chosen: id });

const fromOption = (option: Json, group = ''): Choice => ({
  value: String(option.value),
  label: plainText(option.text),
  note: plainText(option.description),
  group,
  chosen: option,
});

/** The choices that an element's state holds, with their labels where they are known. */
export function heldIn(held: Json, choices: Choice[]): Choice[] {
  return chosenIn(held).map((each) => {
    if (isJson(each)) return fromOption(each);
    return choices.find(({ value }) => value === each) ?? named(String(each), String(each));
  });
}

/** The state of an element with these choices. */
export function holding(element: Json, choices: Choice[]): Json {
  const chosen = choices.map((choice) => choice.chosen);
  return buildState(element, isMultiple(element) ? chosen : chosen[0]);
}

/** The values and ids that an element's state holds, as the workspace takes them. */
export function valueIn(element: Json, held: Json): string | string[] {
  const chosen = chosenIn(held).map((each) => String(isJson(each) ? each.value : each));
  return isMultiple(element) ? chosen : (chosen[0] ?? '');
}
