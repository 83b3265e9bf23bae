import { useEffect, useRef, useState } from 'react';
import type { PageMessage, PageState } from '../page-types.ts';
import { Avatar } from './avatar.tsx';
import type { OnAct } from './block-elements.tsx';
import { Blocks, MessageText } from './blocks.tsx';
import { Composer } from './composer.tsx';
import { dateOf, decodeText, isReply, nameOf, timeIn } from './format.ts';
import { Reactions } from './reactions.tsx';
import { Thumb } from './thumb.tsx';

export type MessageActions = {
  act: (message: PageMessage) => OnAct;
  edit: (message: PageMessage, text: string) => Promise<void>;
  remove: (message: PageMessage) => Promise<void>;
  react: (message: PageMessage, name: string, isMine: boolean) => Promise<void>;
  openThread?: (message: PageMessage) => void;
};

type Props = {
  state: PageState;
  as: string;
  message: PageMessage;
  actions: MessageActions;
  waiting?: string | undefined;
};

export function MessageItem({ state, as, message, actions, waiting }: Props) {
  const [draft, setDraft] = useState<string>();
  const item = useRef<HTMLLIElement>(null);
  const isEditing = draft !== undefined;
  useEffect(() => {
    if (isEditing) item.current?.scrollIntoView({ block: 'nearest' });
  }, [isEditing]);
  const name = nameOf(state, message.user);
  const zone = state.people.find((person) => person.id === as)?.timeZone ?? 'UTC';
  const time = timeIn(zone, dateOf(message.ts));
  const isMine = message.user === as;
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
        {message.isEphemeral && <p className="private-note">Only visible to you</p>}
        <header className="message-head">
          <span className="author">{name}</span>
          {message.isBot && <span className="tag">App</span>}
          <time dateTime={dateOf(message.ts).toISOString()}>{time}</time>
          {message.isEdited && <span className="edited">edited</span>}
        </header>
        {draft === undefined ? (
          <MessageBody {...{ state, message, isGone }} onAct={actions.act(message)} />
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
            <span className="thread-last">
              last at {timeIn(zone, dateOf(message.latest_reply ?? message.ts))}
            </span>
          </button>
        )}
        {waiting && <Working name={state.bot.name} status={waiting} />}
      </article>
      {!isGone && !message.isEphemeral && draft === undefined && (
        <div className="message-tools">
          {openThread && (
            <button type="button" onClick={() => openThread(message)}>
              Reply
            </button>
          )}
          {!isMine && (
            <button
              type="button"
              aria-label="React with thumbs up"
              onClick={() => void actions.react(message, '+1', false)}
            >
              <Thumb />
            </button>
          )}
          {!isMine && (
            <button
              type="button"
              aria-label="React with thumbs down"
              onClick={() => void actions.react(message, '-1', false)}
            >
              <Thumb isDown />
            </button>
          )}
          {isMine && (
            <button type="button" onClick={() => setDraft(decodeText(state, message.text))}>
              Edit
            </button>
          )}
          {isMine && (
            <button type="button" onClick={() => void actions.remove(message)}>
              Delete
            </button>
          )}
        </div>
      )}
    </li>
  );
}

type BodyProps = { state: PageState; message: PageMessage; isGone: boolean; onAct: OnAct };

function MessageBody({ state, message, isGone, onAct }: BodyProps) {
  if (isGone) return <p className="gone">{message.text}</p>;
  return (
    <div className="message-body">
      {message.blocks?.length ? (
        <Blocks state={state} blocks={message.blocks} fallback={message.text} onAct={onAct} />
      ) : (
        message.text && <MessageText state={state} text={message.text} />
      )}
      {message.files.map((file) => (
        <span className="file" key={file.name}>
          {file.name}
        </span>
      ))}
    </div>
  );
}

export function Working({ name, status }: { name: string; status: string }) {
  return (
    <p className="working" role="status">
      <span className="working-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {name} {status}
    </p>
  );
}
