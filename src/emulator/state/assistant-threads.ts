import type { Json, WorkspaceChange } from '../workspace-types.ts';

export type AssistantThreads = ReturnType<typeof createAssistantThreads>;

/** What Slack tells of an agent's session in a thread; it has the title that it was made with. */
export type AgentSession = { status: string; title: string };

/** The app's status and its session in each thread, and the prompts that it suggests in a conversation. */
export function createAssistantThreads(emit: (change: WorkspaceChange) => void) {
  const statuses = new Map<string, string>();
  const sessions = new Map<string, AgentSession>();
  const prompts = new Map<string, Json[]>();
  const keyOf = (channel: string, threadTs = '') => `${channel}:${threadTs}`;

  return {
    status: (channel: string, threadTs?: string) => statuses.get(keyOf(channel, threadTs)) ?? '',
    setStatus(channel: string, threadTs: string, status: string) {
      if (status) statuses.set(keyOf(channel, threadTs), status);
      else statuses.delete(keyOf(channel, threadTs));
      emit({ type: 'assistant_status', channel, threadTs, status });
    },
    session: (channel: string, threadTs?: string) => sessions.get(keyOf(channel, threadTs)),
    setSession(
      channel: string,
      threadTs: string,
      { status, title = '' }: { status: string; title?: string },
    ) {
      const known = sessions.get(keyOf(channel, threadTs));
      const session = { status, title: known?.title ?? title };
      sessions.set(keyOf(channel, threadTs), session);
      emit({ type: 'assistant_status', channel, threadTs, status });
      return session;
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
