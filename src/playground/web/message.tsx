import { useEffect, useRef, useState } from 'react';
import type { PageMessage, PageState } from '../page-types.ts';
import { Avatar } from './avatar.tsx';
import { Composer } from './composer.tsx';
import { dateOf, decodeText, isReply, lastReply, nameOf, timeIn } from './format.ts';
import type { MessageActions } from './message-actions.ts';
import { MessageBody } from './message-body.tsx';
import { MessageTools } from './message-tools.tsx';
import { Reactions } from './reactions.tsx';

type Props = {
  state: PageState;
  as: string;
  message: PageMessage;
  actions: MessageActions;
  waiting?: string | undefined;
  /** Stops what the bot is doing about the message, where that can be stopped. */
  onStop?: (() => void) | undefined;
};

export function MessageItem({ state, as, message, actions, waiting, onStop }: Props) {
  const [draft, setDraft] = useState<string>();
  const item = useRef<HTMLLIElement>(null);
  const isEditing = draft !== undefined;
  useEffect(() => {
    if (isEditing) item.current?.scrollIntoView({ block: 'nearest' });
  }, [isEditing]);
  const name = nameOf(state, message.user);
  const zone = state.people.find((person) => person.id === as)?.timeZone ?? 'UTC';
  const time = timeIn(zone, dateOf(message.ts));
  const isGone = message.subtype === 'tombstone';
  const openThread = isReply(message) || message.isEphemeral ? undefined : actions.openThread;

  return (
    <li
      ref={item}
      className={message.isEphemeral ? 'message message-private' : 'message'}
      data-ts={message.ts}
    >
      <Avatar id={message.user} name={name} isBot={message.isBot} />
      <article className="message-main" aria-label={`${name} at ${time}`}>
        {message.isEphemeral && (
          <p className="private-note">
            Only visible to you ·{' '}
            <button type="button" className="link-button" onClick={() => actions.dismiss(message)}>
              Dismiss
            </button>
          </p>
        )}
        <header className="message-head">
          <span className="author">{name}</span>
          {message.isBot && <span className="tag">App</span>}
          <time dateTime={dateOf(message.ts).toISOString()}>{time}</time>
          {message.isEdited && <span className="edited">edited</span>}
        </header>
        {draft === undefined ? (
          <MessageBody {...{ state, message, actions }} />
        ) : (
          <Composer
            state={state}
            label="Edit message"
            sendLabel="Save"
            focusTurn={0}
            draft={draft}
            onDraft={setDraft}
            onCancel={() => setDraft(undefined)}
            onSend={(text) => {
              setDraft(undefined);
              void actions.edit(message, text);
            }}
          />
        )}
        <Reactions as={as} message={message} onReact={actions.react} />
        {openThread && (message.reply_count ?? 0) > 0 && (
          <button type="button" className="thread-link" onClick={() => openThread(message)}>
            {message.reply_count === 1 ? '1 reply' : `${message.reply_count} replies`}
            <span className="thread-last">{lastReply(zone, message)}</span>
          </button>
        )}
        {waiting && <Working name={state.bot.name} status={waiting} onStop={onStop} />}
      </article>
      {!isGone && !message.isEphemeral && draft === undefined && (
        <MessageTools
          {...{ message, actions }}
          shortcuts={state.shortcuts}
          isMine={message.user === as}
          onReply={openThread && (() => openThread(message))}
          onEdit={() => setDraft(decodeText(state, message.text))}
        />
      )}
    </li>
  );
}

type WorkingProps = { name: string; status: string; onStop?: (() => void) | undefined };

export function Working({ name, status, onStop }: WorkingProps) {
  return (
    <div className="working">
      <p role="status">
        <Dots />
        {name} {status}
      </p>
      {onStop && (
        <button type="button" className="stop" onClick={onStop}>
          Stop
        </button>
      )}
    </div>
  );
}

export function Dots() {
  return (
    <span className="working-dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}
