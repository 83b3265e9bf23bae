import { useEffect, useRef, useState } from 'react';
import type { PageState, Person } from '../page-types.ts';
import { Avatar } from './avatar.tsx';
import { timeIn } from './format.ts';

type Props = { state: PageState; as: string; onChange: (id: string) => void };

/** The member as whom the page writes and clicks, and a list of the others. */
export function ActingAs({ state, as, onChange }: Props) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const me = state.people.find((person) => person.id === as);

  useEffect(() => {
    if (!isOpen) return;
    const close = (event: Event) => {
      const isKey = event instanceof KeyboardEvent;
      if (isKey && event.key !== 'Escape') return;
      if (!isKey && box.current?.contains(event.target as Node)) return;
      setOpen(false);
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, [isOpen]);

  if (!me) return null;
  const choose = (id: string) => {
    setOpen(false);
    if (id !== as) onChange(id);
  };
  return (
    <div className="acting" ref={box}>
      {isOpen && (
        <ul className="acting-list" aria-label="Members">
          {state.people.map((person) => (
            <li key={person.id}>
              <button
                type="button"
                className="acting-choice"
                aria-pressed={person.id === as}
                disabled={person.isAway}
                onClick={() => choose(person.id)}
              >
                <PersonLine person={person} now={state.now} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <button
        type="button"
        className="acting-current"
        aria-expanded={isOpen}
        aria-label={`Acting as ${me.name}. Change member`}
        onClick={() => setOpen(!isOpen)}
      >
        <span className="acting-label">Acting as</span>
        <PersonLine person={me} now={state.now} />
        <span className="chevron" aria-hidden="true" />
      </button>
    </div>
  );
}

function PersonLine({ person, now }: { person: Person; now: number }) {
  return (
    <span className="person">
      <Avatar id={person.id} name={person.name} size={30} />
      <span className="person-text">
        <span className="person-name">{person.name}</span>
        <span className="person-title">{person.title}</span>
        <span className="person-title">
          {timeIn(person.timeZone, new Date(now))} in{' '}
          {person.timeZone.split('/').at(-1)?.replaceAll('_', ' ')}
        </span>
      </span>
    </span>
  );
}
