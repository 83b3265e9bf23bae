import type { KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import type { DirectTab } from './api.ts';

const TABS = [
  { id: 'messages', label: 'Messages' },
  { id: 'home', label: 'Home' },
] as const satisfies { id: DirectTab; label: string }[];

/** The id of what a tab opens. */
export const DIRECT_PANEL = 'direct-panel';

export const tabId = (tab: DirectTab) => `tab-${tab}`;

type Props = { name: string; tab: DirectTab; onTab: (tab: DirectTab) => void };

/** Under the name of the app: what was said, and what it has to show. */
export function DirectTabs({ name, tab, onTab }: Props) {
  /** The arrow keys go from one to the other, as in any list of tabs. */
  function move(event: KeyboardEvent) {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = TABS.find(({ id }) => id !== tab);
    if (!other) return;
    // The message box takes the focus when it appears.
    flushSync(() => onTab(other.id));
    document.getElementById(tabId(other.id))?.focus();
  }

  return (
    <div className="tabs" role="tablist" aria-label={name} onKeyDown={move}>
      {TABS.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          role="tab"
          className="tab"
          id={tabId(id)}
          aria-selected={id === tab}
          aria-controls={DIRECT_PANEL}
          tabIndex={id === tab ? 0 : -1}
          onClick={() => onTab(id)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
