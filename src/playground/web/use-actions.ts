import { useMemo } from 'react';
import type { PageMessage } from '../page-types.ts';
import { api } from './api.ts';
import type { MessageActions } from './message.tsx';

type Input = {
  as: string;
  channel: string;
  onNotice: (text: string) => void;
  onDismiss: (message: PageMessage) => void;
  openThread: (message: PageMessage) => void;
};

/** What the acting member can do to messages; whatever goes wrong becomes a notice. */
export function useActions({ as, channel, onNotice, onDismiss, openThread }: Input): MessageActions {
  return useMemo(() => {
    async function attempt(work: Promise<{ notice?: string }>) {
      try {
        const { notice } = await work;
        if (notice) onNotice(notice);
      } catch (error) {
        onNotice(error instanceof Error ? error.message : 'That did not work.');
      }
    }
    const on = (message: PageMessage) => ({ as, channel, ts: message.ts });
    return {
      act: (message, touch) => attempt(api.click({ ...on(message), ...touch })),
      suggest: async (message, query) => (await api.suggest({ ...on(message), ...query })).groups,
      edit: (message, text) => attempt(api.edit({ ...on(message), text })),
      remove: (message) => attempt(api.remove(on(message))),
      react: (message, name, isMine) => attempt(api.react({ ...on(message), name, remove: isMine })),
      dismiss: onDismiss,
      fileUrl: (id) => api.fileUrl({ as, channel, id }),
      openThread,
    };
  }, [as, channel, onNotice, onDismiss, openThread]);
}
