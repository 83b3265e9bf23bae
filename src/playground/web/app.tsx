import { useCallback, useEffect, useMemo, useState } from 'react';
import type { PageConversation, PageMessage } from '../page-types.ts';
import { api, type DirectTab } from './api.ts';
import { Conversation } from './conversation.tsx';
import { isReply } from './format.ts';
import { Sidebar } from './sidebar.tsx';
import { ThreadPane } from './thread-pane.tsx';
import { useActions } from './use-actions.ts';
import { useWorkspace } from './use-workspace.ts';
import { ViewDialog } from './view-dialog.tsx';
import { waitingThreads } from './waiting-threads.ts';

const REMEMBERED = 'rapport.acting-as';

export function App() {
  const [as, setAs] = useState(localStorage.getItem(REMEMBERED) ?? '');
  const [channel, setChannel] = useState('');
  /** The open tab of the direct conversation. */
  const [tab, setTab] = useState<DirectTab>('messages');
  const [thread, setThread] = useState<string>();
  const [drafts, setDrafts] = useState<Record<string, string>>({});
  const [notice, setNotice] = useState('');
  const [isMenuOpen, setMenuOpen] = useState(false);
  /** The thread of what was just sent opens by itself when the bot answers there. */
  const [expected, setExpected] = useState<string>();
  const [undelivered, setUndelivered] = useState<Set<string>>(new Set());
  const [dismissed, setDismissed] = useState<Set<string>>(new Set());
  const live = useWorkspace(as, channel);
  const { state, conversation: everything, views, home, refusal, unread, failure } = live;
  const conversation = useMemo(() => everything && without(everything, dismissed), [everything, dismissed]);

  useEffect(() => {
    if (!state) return;
    const isKnown = state.people.some((person) => person.id === as && !person.isAway);
    if (!isKnown) return setAs(state.as);
    // A state that was read for another member says nothing about this one.
    if (state.as !== as) return;
    const isVisible = channel === state.direct || state.channels.some(({ id }) => id === channel);
    if (!isVisible) setChannel(state.direct);
  }, [state, as, channel]);

  const direct = state?.direct;
  useEffect(() => {
    if (as && channel && channel === direct) void api.openDirect(as, tab).catch(() => undefined);
  }, [as, channel, direct, tab]);

  useEffect(() => {
    const answered = conversation?.messages.some(
      (message) => message.isBot && isReply(message) && message.thread_ts === expected,
    );
    if (!expected || !answered) return;
    setThread(expected);
    setExpected(undefined);
  }, [conversation, expected]);

  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(() => setNotice(''), 6_000);
    return () => clearTimeout(timer);
  }, [notice]);

  // An open modal covers the notice, and says it itself.
  const isInView = views.length > 0;
  useEffect(() => {
    if (refusal && !isInView) setNotice(refusal.text);
  }, [refusal, isInView]);

  const openThread = useCallback((message: PageMessage) => setThread(message.ts), []);
  const closeThread = useCallback(() => setThread(undefined), []);
  const onDismiss = useCallback(
    ({ ts }: PageMessage) => setDismissed((before) => new Set(before).add(ts)),
    [],
  );
  const actions = useActions({ as, channel, onNotice: setNotice, onDismiss, openThread });
  const waiting = useMemo(
    () =>
      state && conversation ? waitingThreads(state, conversation, undelivered) : new Map<string, string>(),
    [state, conversation, undelivered],
  );

  if (!state) return <p className="starting">{failure ?? 'Opening the workspace…'}</p>;

  function open(next: string) {
    setChannel(next);
    show('messages');
    setMenuOpen(false);
  }

  function show(next: DirectTab) {
    setTab(next);
    setThread(undefined);
  }

  function actAs(id: string) {
    localStorage.setItem(REMEMBERED, id);
    setAs(id);
    setThread(undefined);
    setMenuOpen(false);
    // A direct conversation belongs to one member: show this one's.
    if (channel === direct) setChannel('');
  }

  async function send(text: string, threadTs?: string) {
    setDraft(threadTs ?? channel, '');
    try {
      await (text.startsWith('/') ? run(text) : post(text, threadTs));
    } catch (error) {
      setDraft(threadTs ?? channel, text);
      setNotice(error instanceof Error ? error.message : 'That did not work.');
    }
  }

  async function post(text: string, threadTs?: string) {
    const { ts, notice: told } = await api.post({ as, channel, text, ...(threadTs ? { threadTs } : {}) });
    if (told) {
      setNotice(told);
      setUndelivered((before) => new Set(before).add(ts));
    }
    if (!threadTs) setExpected(ts);
  }

  async function run(text: string) {
    const { notice: told, isRefused } = await api.command({ as, channel, text });
    if (told) setNotice(told);
    if (isRefused) setDraft(channel, text);
  }

  const setDraft = (key: string, text: string) =>
    setDrafts((before) => ({ ...before, [`${as} ${key}`]: text }));
  const draftOf = (key: string) => drafts[`${as} ${key}`] ?? '';

  return (
    <div className={['app', thread && 'with-thread', isMenuOpen && 'with-menu'].filter(Boolean).join(' ')}>
      <Sidebar {...{ state, as, channel, unread }} onOpen={open} onActAs={actAs} onNotice={setNotice} />
      {isMenuOpen && (
        <button
          type="button"
          className="scrim"
          aria-label="Close the menu"
          onClick={() => setMenuOpen(false)}
        />
      )}
      <Conversation
        {...{ state, as, channel, tab, conversation, home, unread, waiting, actions }}
        draft={draftOf(channel)}
        onDraft={(text) => setDraft(channel, text)}
        onSend={(text) => void send(text)}
        onMenu={() => setMenuOpen(!isMenuOpen)}
        onTab={show}
        onNotice={setNotice}
        onOpen={open}
      />
      {thread && conversation && (
        <ThreadPane
          {...{ state, as, conversation, thread, waiting, actions }}
          draft={draftOf(thread)}
          onDraft={(text) => setDraft(thread, text)}
          onSend={(text) => void send(text, thread)}
          onClose={closeThread}
        />
      )}
      {views.map((view) => (
        <ViewDialog
          key={view.id}
          {...{ state, as }}
          open={view}
          isTop={view === views.at(-1)}
          refusal={refusal?.text ?? ''}
        />
      ))}
      <p className="notice" role="alert">
        {failure ?? notice}
      </p>
    </div>
  );
}

const without = (conversation: PageConversation, dismissed: Set<string>): PageConversation => ({
  ...conversation,
  messages: conversation.messages.filter(({ ts, isEphemeral }) => !isEphemeral || !dismissed.has(ts)),
});
