import { useEffect, useRef } from 'react';
import type { PageMessage, PageState } from '../page-types.ts';
import { dateOf, dayIn, threadOf } from './format.ts';
import { MessageItem } from './message.tsx';
import type { MessageActions } from './message-actions.ts';

type Props = {
  state: PageState;
  as: string;
  label: string;
  messages: PageMessage[];
  waiting: Map<string, string>;
  /** Threads in which the bot works and can be stopped. */
  stoppable?: string[];
  actions: MessageActions;
  children?: React.ReactNode;
};

/** Oldest first, days between, and always at the newest: at its beginning when it is longer than what fits. */
export function MessageList(props: Props) {
  const { state, as, label, messages, waiting, stoppable = [], actions, children } = props;
  const box = useRef<HTMLDivElement>(null);
  const scrolledFor = useRef('');
  const zone = state.people.find((person) => person.id === as)?.timeZone ?? 'UTC';
  const now = new Date(state.now);
  const last = messages.at(-1);
  const isEmpty = messages.length === 0;
  const newest = `${last?.ts} ${messages.length} ${waiting.size} ${last?.latest_reply}`;

  useEffect(() => {
    if (scrolledFor.current === newest) return;
    scrolledFor.current = newest;
    if (!box.current) return;
    const { scrollHeight, clientHeight } = box.current;
    const item = box.current.querySelector('li:last-child');
    const isLong = item instanceof HTMLElement && item.offsetHeight > clientHeight;
    const top = isLong ? item.offsetTop - box.current.offsetTop : scrollHeight;
    // The text in the place of a first message is read from its beginning.
    box.current.scrollTo({ top: isEmpty ? 0 : top });
  }, [newest, isEmpty]);

  return (
    <div className="messages" ref={box}>
      {children}
      <ol role="log" aria-label={label}>
        {messages.map((message, index) => {
          const day = dayIn(zone, dateOf(message.ts), now);
          const before = messages[index - 1];
          const isNewDay = !before || dayIn(zone, dateOf(before.ts), now) !== day;
          const wait = message.ts === threadOf(message) ? waiting.get(message.ts) : undefined;
          const onStop =
            wait && stoppable.includes(message.ts) ? () => void actions.stop(message.ts) : undefined;
          return [
            isNewDay && (
              <li className="day" key={`day-${message.ts}`}>
                <span>{day}</span>
              </li>
            ),
            <MessageItem
              key={message.ts}
              {...{ state, as, message, actions }}
              waiting={wait}
              onStop={onStop}
            />,
          ];
        })}
      </ol>
    </div>
  );
}
