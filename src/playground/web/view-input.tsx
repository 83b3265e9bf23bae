import { useId } from 'react';
import type { Json } from '../workspace-types.ts';
import { optionsOf } from './block-elements.tsx';
import { listOf, plainText, record } from './json.ts';

type Props = {
  block: Json;
  people: { id: string; name: string }[];
  error: string | undefined;
  onValue: (blockId: string, actionId: string, value: Json) => void;
};

/** Element type -> the field of `view.state.values` its value goes to. */
const FIELDS: Record<string, string> = {
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  users_select: 'selected_user',
};

const INPUT_TYPES: Record<string, string> = {
  datepicker: 'date',
  timepicker: 'time',
  number_input: 'number',
  email_text_input: 'email',
  url_text_input: 'url',
};

const INITIAL = ['initial_value', 'initial_date', 'initial_time', 'initial_user'];

/** One labelled field of a modal, with its state as Slack reports it. */
export function ViewInput({ block, people, error, onValue }: Props) {
  const id = useId();
  const element = record(block.element) ?? {};
  const type = String(element.type);
  const options = optionsOf(element, people);
  const initial = initialOf(element);

  function report(value: string) {
    onValue(String(block.block_id), String(element.action_id), stateOf(element, value));
  }

  const shared = {
    id,
    defaultValue: initial,
    required: block.optional !== true,
    'aria-invalid': error !== undefined,
    'aria-describedby': `${id}-note`,
  };
  const onChange = (event: { target: { value: string } }) => report(event.target.value);
  return (
    <div className="field">
      <label htmlFor={id}>{plainText(block.label)}</label>
      {type === 'plain_text_input' && element.multiline === true && (
        <textarea rows={4} placeholder={plainText(element.placeholder)} {...shared} onChange={onChange} />
      )}
      {options.length > 0 && (
        <select {...shared} onChange={onChange}>
          <option value="" disabled>
            {plainText(element.placeholder) || 'Choose'}
          </option>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
      {options.length === 0 && element.multiline !== true && (
        <input
          type={INPUT_TYPES[type] ?? 'text'}
          placeholder={plainText(element.placeholder)}
          {...shared}
          onChange={onChange}
        />
      )}
      <p id={`${id}-note`} className={error ? 'field-error' : 'field-hint'}>
        {error ?? plainText(block.hint)}
      </p>
    </div>
  );
}

/** What the app filled in counts as chosen. */
export function initialState(block: Json): Json {
  const element = record(block.element) ?? {};
  return stateOf(element, initialOf(element));
}

function initialOf(element: Json): string {
  const option = record(element.initial_option) ?? listOf(element.initial_options)[0];
  if (option) return String(option.value);
  const field = INITIAL.find((name) => element[name] !== undefined);
  return field ? String(element[field]) : '';
}

function stateOf(element: Json, value: string): Json {
  const type = String(element.type);
  const given = value === '' ? null : value;
  const options = [
    ...listOf(element.options),
    ...listOf(element.option_groups).flatMap((group) => listOf(group.options)),
  ];
  const option = options.find((candidate) => candidate.value === value) ?? null;
  if (type === 'checkboxes' || type === 'multi_static_select')
    return { type, selected_options: option ? [option] : [] };
  if (options.length > 0) return { type, selected_option: option };
  return { type, [FIELDS[type] ?? 'value']: given };
}
