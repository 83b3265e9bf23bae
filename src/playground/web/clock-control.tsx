import { useState } from 'react';
import type { PageState } from '../page-types.ts';
import { api } from './api.ts';
import { momentIn } from './format.ts';
import { Dots } from './message.tsx';

const HOUR_MS = 3_600_000;

/** A way to let time pass, and what is said while it does. */
type Step = { label: string; busy: string; pass: (as: string) => Promise<object> };

const STEPS: Step[] = [
  { label: 'Jump 1 hour', busy: 'Jumping', pass: () => api.jump(HOUR_MS) },
  { label: 'Jump 1 week', busy: 'Jumping', pass: () => api.jump(7 * 24 * HOUR_MS) },
  { label: 'Sleep one night', busy: 'Sleeping', pass: api.sleep },
];

type Props = { state: PageState; as: string; onNotice: (text: string) => void };

/** What time it is in the workspace, and how to let some of it pass. */
export function ClockControl({ state, as, onNotice }: Props) {
  const [under, setUnder] = useState<Step>();
  const zone = state.people.find((person) => person.id === as)?.timeZone ?? 'UTC';
  const now = new Date(state.now);

  async function take(step: Step) {
    if (under) return;
    setUnder(step);
    try {
      await step.pass(as);
    } catch (error) {
      onNotice(error instanceof Error ? error.message : 'That did not work.');
    } finally {
      setUnder(undefined);
    }
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: nothing is filled in here.
    <div className="clock" role="group" aria-label="Clock of the workspace" aria-busy={under !== undefined}>
      <time dateTime={now.toISOString()}>{momentIn(zone, now)}</time>
      <span className="clock-steps">
        {STEPS.map((step) => (
          // A disabled button would lose the focus with each jump.
          <button
            key={step.label}
            type="button"
            className="plain-button"
            aria-disabled={under !== undefined}
            onClick={() => void take(step)}
          >
            {step.label}
          </button>
        ))}
        <span className="clock-busy" role="status">
          {under && (
            <>
              <Dots /> {under.busy}
            </>
          )}
        </span>
      </span>
    </div>
  );
}
