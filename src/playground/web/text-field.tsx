import { useEffect, useState } from 'react';
import { buildState, chosenIn } from '../../emulator/blocks/element-state.ts';
import { plainText } from '../../emulator/json.ts';
import type { ControlProps } from './element-props.ts';

const INPUT_TYPES: Record<string, string> = {
  datepicker: 'date',
  timepicker: 'time',
  number_input: 'number',
  email_text_input: 'email',
  url_text_input: 'url',
};

const NAMES: Record<string, string> = { datepicker: 'Date', timepicker: 'Time', number_input: 'Number' };

/** Text, numbers, dates and times. */
export function TextField(props: ControlProps) {
  const { element, held, onHold, id, describedBy, isInvalid, isBusy, isLazy, onEnter } = props;
  const type = String(element.type);
  const value = String(chosenIn(held)[0] ?? '');
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const placeholder = plainText(element.placeholder);

  const hold = (text: string) => onHold(buildState(element, text === '' ? null : text));
  const shared = {
    id,
    className: `control control-${INPUT_TYPES[type] ?? 'text'}`,
    'aria-label': id ? undefined : placeholder || NAMES[type] || 'Text',
    'aria-describedby': describedBy,
    'aria-invalid': isInvalid,
    placeholder,
    disabled: isBusy,
    value: draft,
    maxLength: typeof element.max_length === 'number' ? element.max_length : undefined,
    onChange: ({ target }: { target: { value: string } }) => {
      setDraft(target.value);
      if (!isLazy) hold(target.value);
    },
    onBlur: () => {
      if (draft !== value) hold(draft);
    },
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key !== 'Enter' || event.shiftKey || element.multiline === true) return;
      if (!isLazy && !onEnter) return;
      event.preventDefault();
      if (draft !== value) hold(draft);
      onEnter?.();
    },
  };
  if (element.multiline === true) return <textarea rows={4} {...shared} />;
  return (
    <input
      type={INPUT_TYPES[type] ?? 'text'}
      min={element.min_value === undefined ? undefined : String(element.min_value)}
      max={element.max_value === undefined ? undefined : String(element.max_value)}
      step={element.is_decimal_allowed === true ? 'any' : undefined}
      {...shared}
    />
  );
}
