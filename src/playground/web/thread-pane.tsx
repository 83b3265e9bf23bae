import { useEffect } from 'react';
import type { PageConversation, PageState } from '../page-types.ts';
import { Composer } from './composer.tsx';
import { threadOf } from './format.ts';
import { Working } from './message.tsx';
import type { MessageActions } from './message-actions.ts';
import { MessageList } from './message-list.tsx';

type Props = {
  state: PageState;
  as: string;
  conversation: PageConversation;
  thread: string;
  waiting: Map<string, string>;
  draft: string;
  onDraft: (text: string) => void;
  onSend: (text: string) => void;
  onClose: () => void;
  actions: MessageActions;
};

const NOBODY = new Map<string, string>();

export function ThreadPane(props: Props) {
  const { state, as, conversation, thread, waiting, draft, onDraft, onSend, onClose, actions } = props;
  const messages = conversation.messages.filter((message) => threadOf(message) === thread);
  const room = state.channels.find(({ id }) => id === conversation.channel);
  const isAddressed = !room || messages.some((message) => message.isBot);
  const isCommand = draft.startsWith('/');
  const status = waiting.get(thread);
  const canStop = conversation.stoppable.includes(thread);
  const stop = () => void actions.stop(thread);
  const { openThread: _here, ...inThread } = actions;

  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof HTMLElement && event.target.closest('textarea, dialog, select');
      if (event.key === 'Escape' && !isTyping) onClose();
    };
    document.addEventListener('keydown', close);
    return () => document.removeEventListener('keydown', close);
  }, [onClose]);

  return (
    <aside className="thread" aria-label="Thread">
      <header className="thread-head">
        <h2>Thread</h2>
        <p className="topic">{room ? `#${room.name}` : state.bot.name}</p>
        <button type="button" className="close" aria-label="Close thread" onClick={onClose}>
          <span aria-hidden="true">✕</span>
        </button>
      </header>
      <MessageList {...{ state, as, messages }} waiting={NOBODY} label="Thread" actions={inThread} />
      {status && (
        <div className="thread-working">
          <Working name={state.bot.name} status={status} onStop={canStop ? stop : undefined} />
        </div>
      )}
      <Composer
        key={`${as} ${thread}`}
        state={state}
        label="Reply in thread"
        hint={hintFor({ isCommand, isAddressed })}
        onSend={(text) => {
          if (!isCommand) onSend(text);
        }}
        {...{ draft, onDraft }}
      />
    </aside>
  );
}

function hintFor({ isCommand, isAddressed }: { isCommand: boolean; isAddressed: boolean }) {
  if (isCommand) return <>Slack does not run commands in threads. Ask in words, or run it in the channel.</>;
  return isAddressed ? undefined : <>Mention @Rapport to bring it into this thread.</>;
}
