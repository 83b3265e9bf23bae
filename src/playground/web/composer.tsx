import { useId, useLayoutEffect, useRef, useState } from 'react';
import type { PageState } from '../page-types.ts';

type Props = {
  state: PageState;
  label: string;
  hint?: React.ReactNode;
  draft: string;
  onDraft: (text: string) => void;
  onSend: (text: string) => void;
  onCancel?: () => void;
  /** Takes the focus when it appears, and again whenever this changes. */
  focusTurn?: number;
  sendLabel?: string;
};

const MENTION = /(^|[\s(])@([\p{L}]*)$/u;

/** Enter sends, Shift+Enter breaks the line, "@" offers names. */
export function Composer({
  state,
  label,
  hint,
  draft,
  onDraft,
  onSend,
  onCancel,
  focusTurn,
  sendLabel,
}: Props) {
  const box = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const [active, setActive] = useState(0);
  const [caret, setCaret] = useState(0);
  const [dismissed, setDismissed] = useState('');

  const typed = MENTION.exec(draft.slice(0, caret))?.[2];
  const names = typed === undefined || typed === dismissed ? [] : namesFor(state, typed);
  const chosen = names[Math.min(active, names.length - 1)];

  // The height follows the text, however it got there.
  useLayoutEffect(() => {
    if (!box.current) return;
    box.current.style.height = 'auto';
    box.current.style.height = `${Math.min(box.current.scrollHeight, 180)}px`;
  });

  useLayoutEffect(() => {
    if (focusTurn !== undefined) box.current?.focus();
  }, [focusTurn]);

  function send() {
    const text = draft.trim();
    if (text) onSend(text);
  }

  function insert(name: string) {
    const before = draft.slice(0, caret).replace(MENTION, `$1@${name} `);
    onDraft(before + draft.slice(caret));
    setCaret(before.length);
    box.current?.focus();
  }

  function onKeyDown(event: React.KeyboardEvent) {
    if (chosen && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : names.length - 1;
      setActive((active + step) % names.length);
      return;
    }
    if (chosen && (event.key === 'Tab' || event.key === 'Enter') && !event.shiftKey) {
      event.preventDefault();
      insert(chosen);
      return;
    }
    if (event.key === 'Escape') {
      if (chosen) setDismissed(typed ?? '');
      else onCancel?.();
      return;
    }
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {names.length > 0 && (
        <div className="mention-list" id={listId}>
          {names.map((name) => (
            <button
              type="button"
              key={name}
              className="mention-choice"
              aria-pressed={name === chosen}
              onClick={() => insert(name)}
            >
              @{name}
            </button>
          ))}
        </div>
      )}
      <div className="composer-box">
        <textarea
          ref={box}
          rows={1}
          value={draft}
          placeholder={label}
          aria-label={label}
          aria-controls={names.length > 0 ? listId : undefined}
          onChange={(event) => {
            onDraft(event.target.value);
            setCaret(event.target.selectionStart);
            setActive(0);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
        />
        {onCancel && (
          <button type="button" className="plain-button" onClick={onCancel}>
            Cancel
          </button>
        )}
        <button type="submit" className="send" disabled={draft.trim() === ''}>
          {sendLabel ?? 'Send'}
        </button>
      </div>
      {hint && <div className="composer-hint">{hint}</div>}
    </form>
  );
}

function namesFor(state: PageState, typed: string): string[] {
  const all = [
    state.bot.name,
    ...state.people.filter((person) => !person.isAway).map((person) => person.name),
  ];
  return all.filter((name) => name.toLowerCase().startsWith(typed.toLowerCase())).slice(0, 6);
}
