import { useEffect, useRef } from 'react';
import { plainText } from '../../emulator/json.ts';
import type { Json } from '../../emulator/workspace-types.ts';

export type Question = { title: string; text: string; confirm: string; deny: string; isDanger: boolean };

type Props = { question: Question; onAnswer: (isConfirmed: boolean) => void };

export function ConfirmDialog({ question, onAnswer }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog" aria-label={question.title} onCancel={() => onAnswer(false)}>
      <h2>{question.title}</h2>
      <p>{question.text}</p>
      <div className="dialog-actions">
        <button type="button" className="block-button" onClick={() => onAnswer(false)}>
          {question.deny}
        </button>
        <button
          type="button"
          className={question.isDanger ? 'block-button danger' : 'block-button primary'}
          onClick={() => onAnswer(true)}
        >
          {question.confirm}
        </button>
      </div>
    </dialog>
  );
}

/** The confirmation an app asks for before a click. */
export function questionOf(confirm: Json): Question {
  return {
    title: plainText(confirm.title) || 'Are you sure?',
    text: plainText(confirm.text),
    confirm: plainText(confirm.confirm) || 'Yes',
    deny: plainText(confirm.deny) || 'Cancel',
    isDanger: confirm.style === 'danger',
  };
}
