import { useState } from 'react';
import type { Json } from '../workspace-types.ts';
import { ConfirmDialog, type Question } from './confirm-dialog.tsx';
import { listOf, plainText, record } from './json.ts';
import { Thumb } from './thumb.tsx';

type Choice = { actionId: string; blockId: string; value?: string };
export type OnAct = (choice: Choice) => Promise<void>;

type Props = { element: Json; blockId: string; people: { id: string; name: string }[]; onAct: OnAct };

const SELECTS = new Set(['static_select', 'overflow', 'radio_buttons', 'external_select', 'users_select']);

/** One interactive element of a block: what it shows, its confirmation, and the click itself. */
export function BlockElement({ element, blockId, people, onAct }: Props) {
  const [isBusy, setBusy] = useState(false);
  const [pending, setPending] = useState<{ question: Question; value: string | undefined }>();
  const type = String(element.type);

  async function act(value: string | undefined) {
    setPending(undefined);
    setBusy(true);
    const choice = { actionId: String(element.action_id), blockId };
    await onAct(value === undefined ? choice : { ...choice, value });
    setBusy(false);
  }

  function choose(value: string | undefined) {
    const confirm = record(element.confirm);
    if (!confirm) return void act(value);
    setPending({ question: questionOf(confirm), value });
  }

  return (
    <>
      {pending && (
        <ConfirmDialog
          question={pending.question}
          onAnswer={(isConfirmed) => (isConfirmed ? void act(pending.value) : setPending(undefined))}
        />
      )}
      {(type === 'button' || type === 'icon_button') && <Button {...{ element, isBusy, choose }} />}
      {type === 'feedback_buttons' && <FeedbackButtons {...{ element, isBusy, choose }} />}
      {SELECTS.has(type) && <Select {...{ element, isBusy, choose, people }} />}
      {type === 'datepicker' && (
        <input
          type="date"
          className="block-select"
          aria-label={plainText(element.placeholder) || 'Date'}
          defaultValue={String(element.initial_date ?? '')}
          disabled={isBusy}
          onChange={(event) => choose(event.target.value)}
        />
      )}
    </>
  );
}

type ControlProps = { element: Json; isBusy: boolean; choose: (value: string | undefined) => void };

function Button({ element, isBusy, choose }: ControlProps) {
  const value = element.value === undefined ? undefined : String(element.value);
  const label = plainText(element.text);
  const className = `block-button ${element.style === 'primary' || element.style === 'danger' ? element.style : ''}`;
  const name = element.accessibility_label === undefined ? undefined : String(element.accessibility_label);
  if (typeof element.url === 'string' && /^https?:/.test(element.url)) {
    return (
      <a
        className={className}
        href={element.url}
        target="_blank"
        rel="noreferrer"
        aria-label={name}
        onClick={() => choose(value)}
      >
        {label}
      </a>
    );
  }
  return (
    <button
      type="button"
      className={className}
      disabled={isBusy}
      aria-label={name}
      onClick={() => choose(value)}
    >
      {label}
    </button>
  );
}

function FeedbackButtons({ element, isBusy, choose }: ControlProps) {
  const sides = [record(element.positive_button), record(element.negative_button)];
  return sides.map((side, index) =>
    side ? (
      <button
        type="button"
        key={String(side.value)}
        className="feedback-button"
        disabled={isBusy}
        aria-label={side.accessibility_label === undefined ? undefined : String(side.accessibility_label)}
        onClick={() => choose(String(side.value))}
      >
        <Thumb isDown={index === 1} /> {plainText(side.text)}
      </button>
    ) : null,
  );
}

function Select({ element, isBusy, choose, people }: ControlProps & { people: Props['people'] }) {
  const label = plainText(element.placeholder) || 'Choose';
  const options = optionsOf(element, people);
  const initial = record(element.initial_option)?.value ?? element.initial_user ?? '';
  return (
    <select
      className="block-select"
      aria-label={label}
      defaultValue={String(initial)}
      disabled={isBusy}
      onChange={(event) => choose(event.target.value)}
    >
      <option value="" disabled>
        {element.type === 'overflow' ? 'More' : label}
      </option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

export function optionsOf(element: Json, people: Props['people']): { value: string; label: string }[] {
  if (element.type === 'users_select') return people.map(({ id, name }) => ({ value: id, label: name }));
  const grouped = listOf(element.option_groups).flatMap((group) => listOf(group.options));
  return [...listOf(element.options), ...grouped].map((option) => ({
    value: String(option.value),
    label: plainText(option.text),
  }));
}

function questionOf(confirm: Json): Question {
  return {
    title: plainText(confirm.title) || 'Are you sure?',
    text: plainText(confirm.text),
    confirm: plainText(confirm.confirm) || 'Yes',
    deny: plainText(confirm.deny) || 'Cancel',
    isDanger: confirm.style === 'danger',
  };
}
