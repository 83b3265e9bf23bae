import { useId, useRef, useState } from 'react';
import { isMultiple } from '../../emulator/blocks/element-state.ts';
import { minQueryLength } from '../../emulator/blocks/elements.ts';
import type { Json } from '../../emulator/workspace-types.ts';
import type { OptionGroup } from './api.ts';
import { type Choice, fromGroups } from './choices.ts';
import { PickerList } from './picker-list.tsx';
import { useDismissal } from './popup-hooks.ts';
import type { MenuProps } from './select-menu.tsx';
import { useSuggestions } from './use-suggestions.ts';

type Props = MenuProps & { element: Json; suggest: (value: string) => Promise<OptionGroup[]> };

/** Several of many, or what the app offers while somebody types. What is chosen counts when the list closes. */
export function Picker(props: Props) {
  const { id, describedBy, label, element, choices, chosen, isOptional, isInvalid, isBusy, onChoose } = props;
  const [isOpen, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const [picked, setPicked] = useState<Choice[]>([]);
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const isMany = isMultiple(element);
  const isExternal = String(element.type).endsWith('external_select');
  const least = minQueryLength(element);
  const suggestions = useSuggestions(
    isExternal && isOpen ? { suggest: props.suggest, query, least } : undefined,
  );
  const offered = isExternal
    ? fromGroups(suggestions.kind === 'found' ? suggestions.groups : [])
    : choices.filter((choice) => choice.label.toLowerCase().includes(query.trim().toLowerCase()));
  const shown = isOpen ? picked : chosen;
  const most = Number(element.max_selected_items ?? Infinity);

  function open() {
    if (isOpen || isBusy) return;
    setPicked(chosen);
    setActive(0);
    setOpen(true);
  }

  function close(next = picked) {
    setOpen(false);
    setQuery('');
    const isSame =
      next.length === chosen.length && next.every(({ value }, at) => chosen[at]?.value === value);
    if (!isSame) onChoose(next);
  }

  function pick(choice: Choice) {
    if (!isMany) return close([choice]);
    const rest = picked.filter(({ value }) => value !== choice.value);
    if (rest.length < picked.length) setPicked(rest);
    else if (picked.length < most) setPicked([...picked, choice]);
    setQuery('');
    input.current?.focus();
  }

  function drop(choice: Choice) {
    const rest = shown.filter(({ value }) => value !== choice.value);
    if (isOpen) setPicked(rest);
    else onChoose(rest);
  }

  useDismissal(isOpen, box, () => close());

  function onKeyDown(event: React.KeyboardEvent) {
    if (event.key === 'Tab') return isOpen && close();
    if (event.key === 'Backspace' && query === '' && isMany) {
      const last = shown.at(-1);
      return last && drop(last);
    }
    if (!['ArrowDown', 'ArrowUp', 'Enter', 'Escape'].includes(event.key)) return;
    if (!isOpen && event.key === 'Escape') return;
    // The modal around it must neither close nor be sent.
    event.preventDefault();
    event.stopPropagation();
    if (!isOpen) return open();
    if (event.key === 'Escape') return close();
    const choice = offered[Math.min(active, offered.length - 1)];
    if (event.key === 'Enter') return choice && pick(choice);
    const step = event.key === 'ArrowDown' ? 1 : offered.length - 1;
    setActive((active + step) % Math.max(offered.length, 1));
  }

  const single = isMany ? undefined : shown[0];
  return (
    <div className="picker" ref={box} data-invalid={isInvalid}>
      <div className="control picker-box">
        {isMany &&
          shown.map((choice) => (
            <span className="chip" key={choice.value}>
              {choice.label}
              <button
                type="button"
                className="chip-remove"
                aria-label={`Remove ${choice.label}`}
                disabled={isBusy}
                onClick={() => drop(choice)}
              >
                ✕
              </button>
            </span>
          ))}
        <input
          ref={input}
          id={id}
          role="combobox"
          aria-expanded={isOpen}
          aria-controls={listId}
          aria-label={id ? undefined : label}
          aria-describedby={describedBy}
          aria-invalid={isInvalid}
          autoComplete="off"
          placeholder={single?.label ?? (isMany && shown.length > 0 ? '' : label)}
          value={isOpen ? query : (single?.label ?? '')}
          disabled={isBusy}
          onClick={open}
          onChange={(event) => {
            open();
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        {single && isOptional && (
          <button type="button" className="chip-remove" aria-label="Clear" onClick={() => close([])}>
            ✕
          </button>
        )}
      </div>
      {isOpen && (
        <PickerList
          id={listId}
          {...{ offered, picked, active, isMany }}
          note={isExternal ? noteFor(suggestions, least) : undefined}
          onPick={pick}
        />
      )}
    </div>
  );
}

function noteFor(suggestions: ReturnType<typeof useSuggestions>, least: number): string | undefined {
  switch (suggestions.kind) {
    case 'too-short':
      return `Type at least ${least === 1 ? 'one character' : `${least} characters`}`;
    case 'asking':
      return 'Looking…';
    case 'failed':
      return suggestions.reason;
    case 'found':
      return undefined;
    default:
      return suggestions satisfies never;
  }
}
