import { useState } from 'react';
import type { PageState } from '../page-types.ts';

/** What this workspace runs on: the model, and where the data is. */
export function Banner({ state }: { state: PageState }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="banner">
      <button type="button" className="badge" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span className={state.model.offline ? 'lamp lamp-offline' : 'lamp'} aria-hidden="true" />
        {state.model.offline ? 'Model: rule-based demo model (offline)' : `Model: ${state.model.name}`}
      </button>
      <span className="badge badge-quiet">{state.storeLabel}</span>
      {isOpen && (
        <p className="banner-note">
          {state.model.offline
            ? 'Answers follow fixed rules, so plain English sentences work best. Start it with OPENAI_API_KEY and OPENAI_MODEL for a language model.'
            : 'Messages you write here are sent to this model.'}
          <br />
          {state.storeLabel}.
        </p>
      )}
    </div>
  );
}
