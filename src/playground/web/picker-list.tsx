import { Fragment, useRef } from 'react';
import type { Choice } from './choices.ts';
import { useInSight } from './popup-hooks.ts';

type Props = {
  id: string;
  offered: Choice[];
  picked: Choice[];
  active: number;
  isMany: boolean;
  /** A sentence in the place of choices, while there are none. */
  note: string | undefined;
  onPick: (choice: Choice) => void;
};

export function PickerList({ id, offered, picked, active, isMany, note, onPick }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useInSight(true, list);
  const at = Math.min(active, offered.length - 1);
  const words = note ?? (offered.length === 0 ? 'Nothing found' : '');
  return (
    <div className="picker-list" ref={list}>
      {words && <p className="picker-note">{words}</p>}
      <div id={id} role="listbox" aria-multiselectable={isMany}>
        {offered.map((choice, index) => {
          const isPicked = picked.some(({ value }) => value === choice.value);
          const isNewGroup = choice.group !== '' && choice.group !== offered[index - 1]?.group;
          return (
            <Fragment key={choice.value}>
              {isNewGroup && <p className="picker-group">{choice.group}</p>}
              <div
                role="option"
                tabIndex={-1}
                className="picker-option"
                aria-selected={isPicked}
                data-active={index === at}
                // The list is closed by what happens outside of the box; the input keeps the focus.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => onPick(choice)}
                onKeyDown={(event) => event.key === 'Enter' && onPick(choice)}
              >
                <span className="picker-tick" aria-hidden="true">
                  {isPicked ? '✓' : ''}
                </span>
                <span>
                  {choice.label}
                  {choice.note && <span className="choice-note">{choice.note}</span>}
                </span>
              </div>
            </Fragment>
          );
        })}
      </div>
    </div>
  );
}
