import { plainText } from '../../emulator/json.ts';
import { ChoiceList } from './choice-list.tsx';
import { choicesOf, heldIn, holding } from './choices.ts';
import type { ControlProps } from './element-props.ts';
import { Picker } from './picker.tsx';
import { SelectMenu } from './select-menu.tsx';
import { TextField } from './text-field.tsx';

const LISTS = new Set(['radio_buttons', 'checkboxes']);
const MENUS = new Set(['static_select', 'users_select', 'conversations_select', 'channels_select']);

/** An element that holds a value, drawn as a field, a list or a menu. */
export function Control(props: ControlProps) {
  const { element, held, state, onHold } = props;
  const type = String(element.type);
  const isSelect = type.endsWith('_select');
  if (!isSelect && !LISTS.has(type)) return <TextField {...props} />;
  const choices = choicesOf(element, state);
  const chosen = heldIn(held, choices);
  const shared = {
    ...props,
    label: plainText(element.placeholder) || 'Choose an option',
    choices,
    chosen,
    onChoose: (next: typeof chosen) => onHold(holding(element, next)),
  };
  if (LISTS.has(type)) return <ChoiceList {...shared} />;
  return MENUS.has(type) ? <SelectMenu {...shared} /> : <Picker {...shared} />;
}
