import { useId } from 'react';
import type { Json } from '../../emulator/workspace-types.ts';
import type { MenuProps } from './select-menu.tsx';

/** Radio buttons or checkboxes, all in sight. */
export function ChoiceList(props: MenuProps & { element: Json }) {
  const { id, describedBy, element, choices, chosen, isInvalid, isBusy, onChoose } = props;
  const name = useId();
  const isMultiple = element.type === 'checkboxes';
  const isChosen = (value: string) => chosen.some((each) => each.value === value);
  const choose = (value: string) => {
    if (!isMultiple) return onChoose(choices.filter((choice) => choice.value === value));
    // In the order they are offered, whatever the order of clicks.
    onChoose(choices.filter((choice) => (choice.value === value) !== isChosen(choice.value)));
  };
  return (
    <fieldset
      className="choice-list"
      aria-labelledby={id && `${id}-label`}
      aria-describedby={describedBy}
      data-invalid={isInvalid}
    >
      {choices.map((choice) => (
        <label key={choice.value} className="choice">
          <input
            type={isMultiple ? 'checkbox' : 'radio'}
            name={name}
            checked={isChosen(choice.value)}
            disabled={isBusy}
            onChange={() => choose(choice.value)}
          />
          <span>
            {choice.label}
            {choice.note && <span className="choice-note">{choice.note}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
