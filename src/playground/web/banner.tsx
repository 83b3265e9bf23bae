import { useState } from 'react';
import type { PageState } from '../page-types.ts';

/** Tells which model this workspace runs on, and where its data is. */
export function Banner({ state }: { state: PageState }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="banner">
      <button type="button" className="badge" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span className={state.model.offline ? 'lamp lamp-offline' : 'lamp'} aria-hidden="true" />
        {state.model.offline ? 'Model: demo stand-in (offline)' : `Model: ${state.model.name}`}
      </button>
      <span className="badge badge-quiet">{state.storeLabel}</span>
      {isOpen && (
        <p className="banner-note">
          {state.model.offline
            ? 'A small stand-in that keeps your words and links what it is certain of; set OPENAI_API_KEY and OPENAI_MODEL for the real thing.'
            : 'Messages you write here are sent to this model.'}
          <br />
          {state.storeLabel}.
        </p>
      )}
    </div>
  );
}
