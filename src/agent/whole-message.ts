import type { Context } from '../context.ts';
import { listThread } from '../conversation/messages.ts';
import { listChanges } from '../crm/changes.ts';
import type { IncomingMessage } from './agent.ts';
import { asks } from './open-questions.ts';
import { AGENT_POLICY } from './policy.ts';

/**
 * The text that a message is about: its own, or, where it answers what was asked in a thread, the longest of the person's
 * messages to which that goes back. A name or “yes” answers what was asked about long notes; what was said before of
 * something else is none of it.
 */
export async function readWhole(
  ctx: Context,
  { threadKey, channel, ts, text }: IncomingMessage,
): Promise<string> {
  if (threadKey === `${channel}:${ts}`) return text;
  const limit = AGENT_POLICY.window.threadMessages;
  const said = await listThread(ctx, { threadKey, before: ts, limit });
  let whole = text;
  for (const message of said.toReversed()) {
    if (message.author !== 'member' || message.memberId !== ctx.actor.memberId) continue;
    const reply = said.find((each) => each.author === 'assistant' && each.ts === message.ts);
    const saved = reply?.runId ? await listChanges(ctx, { runId: reply.runId }) : [];
    if (!reply || !asks(reply.text) || saved.length > 0) return whole;
    if (message.text.length > whole.length) whole = message.text;
  }
  return whole;
}
