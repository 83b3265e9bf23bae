import { useId, useLayoutEffect, useRef, useState } from 'react';
import type { PageState } from '../page-types.ts';
import { type Offer, offersFor } from './composer-offers.ts';

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
  /** Chooses a shortcut for everywhere, where they are offered. */
  onShortcut?: (callbackId: string) => void;
};

/** Enter sends, Shift+Enter breaks the line, "@" offers names, "/" offers commands. */
export function Composer(props: Props) {
  const { state, label, hint, draft, onDraft, onSend, onCancel, focusTurn, sendLabel, onShortcut } = props;
  const box = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const [active, setActive] = useState(0);
  const [caret, setCaret] = useState(0);
  const [dismissed, setDismissed] = useState('');

  const offers = draft === dismissed ? [] : offersFor(state, draft, caret);
  const chosen = offers[Math.min(active, offers.length - 1)];

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
    if (draft.trim()) onSend(draft);
  }

  function take(offer: Offer) {
    onDraft(offer.draft);
    setCaret(offer.caret);
    box.current?.focus();
  }

  function onKeyDown(event: React.KeyboardEvent) {
    if (chosen && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : offers.length - 1;
      setActive((active + step) % offers.length);
      return;
    }
    if (chosen && (event.key === 'Tab' || event.key === 'Enter') && !event.shiftKey) {
      event.preventDefault();
      take(chosen);
      return;
    }
    if (event.key === 'Escape') {
      if (chosen) setDismissed(draft);
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
      {offers.length > 0 && (
        <div className="mention-list" id={listId}>
          {offers.map((offer) => (
            <button
              type="button"
              key={offer.label}
              className="mention-choice"
              aria-pressed={offer === chosen}
              onClick={() => take(offer)}
            >
              {offer.label}
              {offer.note && <span className="choice-note">{offer.note}</span>}
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
          aria-controls={offers.length > 0 ? listId : undefined}
          onChange={(event) => {
            onDraft(event.target.value);
            setCaret(event.target.selectionStart);
            setActive(0);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
        />
        {onShortcut &&
          state.shortcuts
            .filter(({ type }) => type === 'global')
            .map(({ name, callbackId }) => (
              <button
                key={callbackId}
                type="button"
                className="plain-button"
                onClick={() => onShortcut(callbackId)}
              >
                {name}
              </button>
            ))}
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
