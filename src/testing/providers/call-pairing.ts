import { callsOf, chatMessages } from './chat-completions.ts';
import { textOf, type Wire } from './provider.ts';

/** The calls of a history that have no result behind them, and the results that no call came before. */
export function unpaired(body: Wire): { calls: string[]; results: string[] } {
  const open = new Set<string>();
  const results: string[] = [];
  const calls: string[] = [];
  for (const { role, message } of chatMessages(body)) {
    if (role === 'tool') {
      const id = textOf(message.tool_call_id);
      if (!open.delete(id)) results.push(id);
      continue;
    }
    calls.push(...open);
    open.clear();
    for (const call of callsOf(message)) open.add(textOf(call.id));
  }
  return { calls: [...calls, ...open], results };
}

/** Whether two messages of one role follow each other, tool calls and results left out, as chat templates count. */
export function notAlternating(body: Wire): boolean {
  const roles = chatMessages(body)
    .filter(({ role, message }) => role === 'user' || (role === 'assistant' && callsOf(message).length === 0))
    .map(({ role }) => role);
  return roles.some((role, at) => role !== (at % 2 === 0 ? 'user' : 'assistant'));
}
