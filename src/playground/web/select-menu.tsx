import type { Choice } from './choices.ts';

export type MenuProps = {
  id?: string | undefined;
  describedBy?: string | undefined;
  label: string;
  choices: Choice[];
  chosen: Choice[];
  isOptional: boolean;
  isInvalid: boolean;
  isBusy: boolean;
  onChoose: (chosen: Choice[]) => void;
};

/** The browser's own menu, for one of a few choices that are known. */
export function SelectMenu(props: MenuProps) {
  const { id, describedBy, label, choices, chosen, isOptional, isInvalid, isBusy, onChoose } = props;
  const groups = [...new Set(choices.map(({ group }) => group))];
  const list = (group: string) =>
    choices
      .filter((choice) => choice.group === group)
      .map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ));
  return (
    <select
      id={id}
      className="control control-menu"
      aria-label={id ? undefined : label}
      aria-describedby={describedBy}
      aria-invalid={isInvalid}
      value={chosen[0]?.value ?? ''}
      disabled={isBusy}
      onChange={({ target }) => onChoose(choices.filter(({ value }) => value === target.value))}
    >
      <option value="" disabled={!isOptional}>
        {isOptional && chosen.length > 0 ? 'None' : label}
      </option>
      {groups.map((group) =>
        group ? (
          <optgroup key={group} label={group}>
            {list(group)}
          </optgroup>
        ) : (
          list(group)
        ),
      )}
    </select>
  );
}
