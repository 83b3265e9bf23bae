import type { Json, WorkspaceChange } from '../workspace-types.ts';

export type AssistantThreads = ReturnType<typeof createAssistantThreads>;

/** The app's status in each thread, and the prompts that it suggests in a conversation. */
export function createAssistantThreads(emit: (change: WorkspaceChange) => void) {
  const statuses = new Map<string, string>();
  const prompts = new Map<string, Json[]>();
  const keyOf = (channel: string, threadTs = '') => `${channel}:${threadTs}`;

  return {
    status: (channel: string, threadTs?: string) => statuses.get(keyOf(channel, threadTs)) ?? '',
    setStatus(channel: string, threadTs: string, status: string) {
      if (status) statuses.set(keyOf(channel, threadTs), status);
      else statuses.delete(keyOf(channel, threadTs));
      emit({ type: 'assistant_status', channel, threadTs, status });
    },
    /** Clears the app's status after its reply; no listener is told. */
    clearStatus: (channel: string, threadTs?: string) => void statuses.delete(keyOf(channel, threadTs)),
    prompts: (channel: string) => prompts.get(channel) ?? [],
    setPrompts(channel: string, offered: Json[]) {
      prompts.set(channel, offered);
      emit({ type: 'assistant_prompts', channel, prompts: offered });
    },
  };
}
