import { useMemo, useState } from 'react';
import type { PageMessage } from '../page-types.ts';
import { api } from './api.ts';
import type { Touch } from './block-host.ts';
import type { MessageActions } from './message-actions.ts';

type Input = {
  as: string;
  channel: string;
  onNotice: (text: string) => void;
  onDismiss: (message: PageMessage) => void;
  openThread: (message: PageMessage) => void;
};

/** Whether a request went well; its error, or what the server tells, becomes a notice. */
export async function attempt(
  work: Promise<{ notice?: string }>,
  onNotice: (text: string) => void,
): Promise<boolean> {
  try {
    const { notice } = await work;
    if (notice) onNotice(notice);
    return !notice;
  } catch (error) {
    onNotice(error instanceof Error ? error.message : 'That did not work.');
    return false;
  }
}

/** The actions of the acting member on messages; an error becomes a notice. */
export function useActions({ as, channel, onNotice, onDismiss, openThread }: Input): MessageActions {
  /** The value that was last sent by each element: until the page is loaded again, as in Slack. */
  const [pressed, setPressed] = useState<Record<string, Touch['value']>>({});
  return useMemo(() => {
    const on = (message: PageMessage) => ({ as, channel, ts: message.ts });
    const keyOf = (message: PageMessage, { blockId, actionId }: Omit<Touch, 'value'>) =>
      [as, channel, message.ts, blockId, actionId].join(' ');
    const tell = async (work: Promise<{ notice?: string }>) => void (await attempt(work, onNotice));
    return {
      act: async (message, touch) => {
        const isSent = await attempt(api.click({ ...on(message), ...touch }), onNotice);
        if (isSent) setPressed((before) => ({ ...before, [keyOf(message, touch)]: touch.value }));
      },
      pressed: (message, element) => pressed[keyOf(message, element)],
      suggest: async (message, query) => (await api.suggest({ ...on(message), ...query })).groups,
      shortcut: (callbackId, message) =>
        tell(api.shortcut({ as, callbackId, ...(message ? { on: { channel, ts: message.ts } } : {}) })),
      edit: (message, text) => tell(api.edit({ ...on(message), text })),
      remove: (message) => tell(api.remove(on(message))),
      stop: (thread) => tell(api.stop({ as, channel, ts: thread })),
      react: (message, name, isMine) => tell(api.react({ ...on(message), name, remove: isMine })),
      dismiss: onDismiss,
      fileUrl: (id) => api.fileUrl({ as, channel, id }),
      openThread,
    };
  }, [as, channel, pressed, onNotice, onDismiss, openThread]);
}
