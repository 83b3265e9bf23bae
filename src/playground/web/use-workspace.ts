import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { PageChange, PageConversation, PageState, PageView, PageViews } from '../page-types.ts';
import { api } from './api.ts';
import { useNow } from './use-now.ts';

/** Many changes come at once when the bot answers; one reading is enough for all of them. */
const GATHER_MS = 40;

const NO_VIEWS: PageView[] = [];

export type LiveWorkspace = {
  state: PageState | undefined;
  conversation: PageConversation | undefined;
  /** Open modals. */
  views: PageView[];
  /** The Home tab; null where the app has published none, and nothing until that is known. */
  home: PageViews['home'] | undefined;
  /** Why Slack refused the app's last view, until another view comes. */
  refusal: { text: string } | undefined;
  unread: Set<string>;
  failure: string | undefined;
};

/** Loads what the acting member sees, and keeps it up to date while the page is open. */
export function useWorkspace(as: string, channel: string): LiveWorkspace {
  const [told, setTold] = useState<PageState>();
  const now = useNow(told?.now);
  const state = useMemo(() => told && { ...told, now }, [told, now]);
  const [conversation, setConversation] = useState<PageConversation>();
  const [views, setViews] = useState<PageViews & { as: string }>();
  const [refusal, setRefusal] = useState<{ text: string }>();
  const [unread, setUnread] = useState<Set<string>>(new Set());
  const [failure, setFailure] = useState<string>();
  const shown = useRef({ as, channel });
  shown.current = { as, channel };

  const load = useCallback(async <T>(reading: Promise<T>, keep: (value: T) => void) => {
    try {
      keep(await reading);
      setFailure(undefined);
    } catch {
      setFailure('The local workspace does not answer. Is it still running?');
    }
  }, []);

  const loadState = useCallback(() => load(api.state(as), setTold), [as, load]);
  const loadViews = useCallback(async () => {
    if (as) await load(api.views(as), (loaded) => setViews({ as, ...loaded }));
  }, [as, load]);
  const loadConversation = useCallback(async () => {
    if (!as || !channel) return;
    await load(api.conversation({ as, channel }), (loaded) => {
      // An answer for a conversation that was left meanwhile is of no use.
      if (shown.current.as === as && shown.current.channel === channel) setConversation(loaded);
    });
  }, [as, channel, load]);

  useEffect(() => void loadState(), [loadState]);
  useEffect(() => {
    void loadConversation();
    void loadViews();
    setUnread((before) => new Set([...before].filter((id) => id !== channel)));
  }, [loadConversation, loadViews, channel]);

  useEffect(() => {
    const changes = new EventSource('/api/changes');
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void loadConversation();
      }, GATHER_MS);
    };
    // The workspace may be another one than before, at another time.
    changes.onopen = () => {
      void loadState();
      soon();
    };
    changes.onmessage = ({ data }) => {
      const change = JSON.parse(data) as PageChange;
      if (change.kind === 'people' || change.kind === 'clock') return void loadState();
      if (change.user !== undefined && change.user !== as) return;
      if (change.kind === 'refusal') return setRefusal({ text: String(change.refusal) });
      if (change.kind === 'view') {
        setRefusal(undefined);
        return void loadViews();
      }
      if (change.channel === channel) return soon();
      if (change.author === undefined || change.author === as) return;
      setUnread((before) => new Set(before).add(String(change.channel)));
    };
    return () => {
      clearTimeout(timer);
      changes.close();
      setRefusal(undefined);
    };
  }, [as, channel, loadConversation, loadState, loadViews]);

  const shownViews = views?.as === as ? views : undefined;
  return {
    state,
    conversation: conversation?.channel === channel ? conversation : undefined,
    views: shownViews?.modals ?? NO_VIEWS,
    home: shownViews?.home,
    refusal,
    unread,
    failure,
  };
}
