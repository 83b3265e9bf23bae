import type { PageConversation, PageMessage, PageState } from '../page-types.ts';
import { threadOf } from './format.ts';

/** So long a thread shows that somebody waits: after a minute nobody believes it any more. */
const PATIENCE_MS = 60_000;

/** Threads in which somebody is waiting for the bot, and what it says it is doing. */
export function waitingThreads(
  state: PageState,
  conversation: PageConversation,
  undelivered: Set<string>,
): Map<string, string> {
  const waiting = new Map<string, string>();
  const isDirect = conversation.channel === state.direct;
  const answeredBy = (after: PageMessage, thread: string) =>
    conversation.messages.some(
      (message) =>
        message.isBot &&
        message.ts > after.ts &&
        (threadOf(message) === thread || (isDirect && !message.thread_ts)),
    );
  for (const message of conversation.messages) {
    const thread = threadOf(message);
    if (message.isBot || message.subtype === 'tombstone') continue;
    waiting.delete(thread);
    const isOld = state.now - Number(message.ts) * 1000 > PATIENCE_MS;
    if (isOld || undelivered.has(message.ts) || answeredBy(message, thread)) continue;
    if (isDirect || message.text.includes(`<@${state.bot.id}>`)) waiting.set(thread, 'is working on it');
  }
  for (const [thread, status] of Object.entries(conversation.statuses)) waiting.set(thread, status);
  return waiting;
}
