import { useId, useState } from 'react';
import type { PageConversation, PageState } from '../page-types.ts';
import { api } from './api.ts';

const EXAMPLES = [
  'Met Ana Lopes at Acme about the renewal, she wants pricing by Friday',
  'What do we know about Kestrel Foods?',
  'When did we last talk to Halden Pharma?',
  'Remind me to call Sofia on Monday',
];

/** An app may suggest four things in Slack; here there is room for these as well. */
const MORE = ['Who do we talk to most?', 'Send me quiet-customers every Friday at 17:00'];
const ALONE = ['From now on answer in bullet points please', 'undo'];

type Props = { state: PageState; conversation: PageConversation; onPick: (text: string) => void };

/** What a newcomer sees before the first message: what this is for, and something to click. */
export function EmptyState({ state, conversation, onPick }: Props) {
  const isDirect = conversation.channel === state.direct;
  const room = state.channels.find(({ id }) => id === conversation.channel);
  if (room && !room.hasBot) return <p className="empty">Rapport is not in this channel.</p>;
  return (
    <section className="empty" aria-label="Suggestions">
      <h2>{isDirect ? 'Tell Rapport what happened' : `This is #${room?.name}`}</h2>
      <p>
        {isDirect
          ? 'Write it the way you would tell a colleague. Rapport keeps the companies, people, conversations and promises, and answers questions about them.'
          : 'Mention @Rapport to note something for the whole team, or to ask about a customer. It answers in a thread.'}
      </p>
      <Suggestions {...{ state, conversation, onPick }} />
    </section>
  );
}

/** The suggestions once there are messages: a list that opens above the message box. */
export function MoreSuggestions({ state, conversation, onPick }: Props) {
  const [isOpen, setOpen] = useState(false);
  const listId = useId();
  return (
    <div className="more-suggestions">
      <button
        type="button"
        className="link-button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? listId : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? 'Hide suggestions' : 'Suggestions'}
      </button>
      {isOpen && (
        <div id={listId}>
          <Suggestions
            {...{ state, conversation }}
            onPick={(text) => {
              setOpen(false);
              onPick(text);
            }}
          />
        </div>
      )}
    </div>
  );
}

function Suggestions({ state, conversation, onPick }: Props) {
  const isDirect = conversation.channel === state.direct;
  const suggested = conversation.prompts.map(({ message }) => message);
  const examples = new Set([
    ...(suggested.length > 0 ? suggested : EXAMPLES),
    ...MORE,
    ...(isDirect ? ALONE : []),
  ]);
  return (
    <ul className="suggestions">
      {[...examples].map((example) => (
        <li key={example}>
          <button type="button" onClick={() => onPick(isDirect ? example : `@Rapport ${example}`)}>
            {example}
          </button>
        </li>
      ))}
      {isDirect && (
        <li>
          <Sleep as={state.as} />
        </li>
      )}
    </ul>
  );
}

/** Lets a night pass: what somebody wishes is learned in it. */
function Sleep({ as }: { as: string }) {
  const [isAsleep, setAsleep] = useState(false);
  async function sleep() {
    if (isAsleep) return;
    setAsleep(true);
    await api.sleep(as).catch(() => undefined);
    setAsleep(false);
  }
  return (
    <button type="button" aria-disabled={isAsleep} onClick={() => void sleep()}>
      {isAsleep ? 'Sleeping…' : 'Sleep one night, and see what Rapport has learned'}
    </button>
  );
}
