import { useState } from 'react';
import type { PageState } from '../page-types.ts';
import { api } from './api.ts';
import { momentIn } from './format.ts';

const HOUR_MS = 3_600_000;
const JUMPS = [
  { label: 'Jump 1 hour', ms: HOUR_MS },
  { label: 'Jump 1 week', ms: 7 * 24 * HOUR_MS },
];

type Props = { state: PageState; as: string; onNotice: (text: string) => void };

/** What time it is in the workspace, and how to let some of it pass. */
export function ClockControl({ state, as, onNotice }: Props) {
  const [isMoving, setMoving] = useState(false);
  const zone = state.people.find((person) => person.id === as)?.timeZone ?? 'UTC';
  const now = new Date(state.now);

  async function jump(ms: number) {
    if (isMoving) return;
    setMoving(true);
    try {
      await api.jump(ms);
    } catch (error) {
      onNotice(error instanceof Error ? error.message : 'That did not work.');
    } finally {
      setMoving(false);
    }
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: nothing is filled in here.
    <div className="clock" role="group" aria-label="Clock of the workspace">
      <time dateTime={now.toISOString()}>{momentIn(zone, now)}</time>
      <span className="clock-jumps">
        {JUMPS.map(({ label, ms }) => (
          // A disabled button would lose the focus with each jump.
          <button
            key={label}
            type="button"
            className="plain-button"
            aria-disabled={isMoving}
            onClick={() => void jump(ms)}
          >
            {label}
          </button>
        ))}
      </span>
    </div>
  );
}
