import { plainText } from '../../emulator/json.ts';
import type { Json } from '../../emulator/workspace-types.ts';
import type { PageState } from '../page-types.ts';
import type { OptionGroup } from './api.ts';
import { ChoiceList } from './choice-list.tsx';
import { choicesOf, heldIn, holding } from './choices.ts';
import { Picker } from './picker.tsx';
import { SelectMenu } from './select-menu.tsx';
import { TextField } from './text-field.tsx';

export type ControlProps = {
  element: Json;
  held: Json;
  state: PageState;
  onHold: (held: Json) => void;
  suggest: (value: string) => Promise<OptionGroup[]>;
  /** For the label that belongs to it; without one it names itself. */
  id?: string | undefined;
  describedBy?: string | undefined;
  isOptional: boolean;
  isInvalid: boolean;
  isBusy: boolean;
  /** Text and dates count when they are left, not with every key. */
  isLazy: boolean;
  onEnter?: (() => void) | undefined;
};

const LISTS = new Set(['radio_buttons', 'checkboxes']);
const MENUS = new Set(['static_select', 'users_select', 'conversations_select', 'channels_select']);

/** Whatever holds a value: what it offers, what it holds, and what it holds next. */
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
