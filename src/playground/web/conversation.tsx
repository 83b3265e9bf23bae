import { useState } from 'react';
import type { PageConversation, PageState, PageViews } from '../page-types.ts';
import { DIGEST_CHANNEL } from '../team.ts';
import type { DirectTab } from './api.ts';
import { Avatar } from './avatar.tsx';
import { Banner } from './banner.tsx';
import { Composer } from './composer.tsx';
import { usageOf } from './composer-offers.ts';
import { DIRECT_PANEL, DirectTabs, tabId } from './direct-tabs.tsx';
import { EmptyState, MoreSuggestions } from './empty-state.tsx';
import { isReply } from './format.ts';
import { HomeTab } from './home-tab.tsx';
import type { MessageActions } from './message-actions.ts';
import { MessageList } from './message-list.tsx';

type Props = {
  state: PageState;
  as: string;
  channel: string;
  tab: DirectTab;
  conversation: PageConversation | undefined;
  home: PageViews['home'] | undefined;
  waiting: Map<string, string>;
  draft: string;
  onDraft: (text: string) => void;
  onSend: (text: string) => void;
  onMenu: () => void;
  onTab: (tab: DirectTab) => void;
  onNotice: (text: string) => void;
  onOpen: (channel: string) => void;
  unread: Set<string>;
  actions: MessageActions;
};

export function Conversation(props: Props) {
  const { state, channel, unread, onMenu, onOpen } = props;
  const room = state.channels.find(({ id }) => id === channel);
  const title = room ? room.name : state.bot.name;
  return (
    <main className="conversation">
      <header className="conversation-head">
        <button type="button" className="menu" aria-label="Conversations and members" onClick={onMenu}>
          <span aria-hidden="true">☰</span>
        </button>
        {room ? (
          <span className="room-sign" aria-hidden="true">
            #
          </span>
        ) : (
          <Avatar id={state.bot.id} name={title} isBot size={26} />
        )}
        <h1>{title}</h1>
        <p className="topic">{room ? room.topic : 'Your notes and questions, between you and Rapport'}</p>
        <Banner state={state} />
      </header>
      <DigestNews {...{ state, channel, unread, onOpen }} />
      {room ? <Talk {...props} /> : <Direct {...props} />}
    </main>
  );
}

/** Says where something new for admins is, such as the digest of the night, as long as nobody has looked at it. */
function DigestNews({
  state,
  channel,
  unread,
  onOpen,
}: Pick<Props, 'state' | 'channel' | 'unread' | 'onOpen'>) {
  const digest = state.channels.find(({ id }) => id === DIGEST_CHANNEL);
  const isNew = digest && digest.id !== channel && unread.has(digest.id);
  return (
    <p className="news" role="status">
      {isNew && (
        <>
          Rapport has something new in{' '}
          <button type="button" className="link-button" onClick={() => onOpen(digest.id)}>
            #{digest.name}
          </button>
        </>
      )}
    </p>
  );
}

/** Between one member and the app. */
function Direct(props: Props) {
  const { state, as, tab, home, onTab, onNotice } = props;
  return (
    <>
      <DirectTabs name={state.bot.name} tab={tab} onTab={onTab} />
      <div className="tab-panel" role="tabpanel" id={DIRECT_PANEL} aria-labelledby={tabId(tab)}>
        {tab === 'messages' && <Talk {...props} />}
        {tab === 'home' && home !== undefined && <HomeTab key={as} {...{ state, as, home, onNotice }} />}
      </div>
    </>
  );
}

function Talk(props: Props) {
  const { state, as, channel, conversation, waiting, draft, onDraft, onSend, actions } = props;
  const [focusTurn, setFocusTurn] = useState(0);
  const room = state.channels.find(({ id }) => id === channel);
  const title = room ? room.name : state.bot.name;
  const top = conversation?.messages.filter(
    (message) => !isReply(message) || message.subtype === 'thread_broadcast',
  );
  const usage = usageOf(state, draft);
  const mention = room && <MentionHint {...{ hasBot: room.hasBot, draft, onDraft }} />;
  const pick = (text: string) => {
    onDraft(text);
    setFocusTurn(focusTurn + 1);
  };
  return (
    <>
      {conversation && top ? (
        <MessageList
          {...{ state, as, waiting, actions }}
          stoppable={conversation.stoppable}
          label={`Messages in ${title}`}
          messages={top}
        >
          {top.length === 0 && <EmptyState {...{ state, conversation }} onPick={pick} />}
        </MessageList>
      ) : (
        <div className="messages" />
      )}
      {conversation && top && top.length > 0 && (!room || room.hasBot) && (
        <MoreSuggestions key={`suggestions ${channel}`} {...{ state, conversation }} onPick={pick} />
      )}
      <Composer
        key={`${as} ${channel}`}
        focusTurn={focusTurn}
        state={state}
        label={room ? `Message #${room.name}` : 'Tell Rapport what happened, or ask'}
        hint={usage ?? mention}
        onShortcut={(callbackId) => void actions.shortcut(callbackId)}
        {...{ draft, onDraft, onSend }}
      />
    </>
  );
}

type HintProps = { hasBot: boolean; draft: string; onDraft: (text: string) => void };

function MentionHint({ hasBot, draft, onDraft }: HintProps) {
  if (!hasBot) return <>Rapport is not in this channel and cannot read it.</>;
  if (/@rapport\b/i.test(draft)) return <>Rapport will answer in a thread.</>;
  return (
    <>
      Rapport reads channels only when you mention it.{' '}
      <button type="button" className="link-button" onClick={() => onDraft(`@Rapport ${draft}`)}>
        Add @Rapport
      </button>
    </>
  );
}
