import type { Context } from '../context.ts';
import { listThread } from '../conversation/messages.ts';
import { listChanges } from '../crm/changes.ts';
import type { IncomingMessage } from './agent.ts';
import { AGENT_POLICY } from './policy.ts';

/**
 * The text that a message is about: its own, or, where it goes on with a thread, the longest of the person's messages there
 * from which nothing was saved. A name or “yes” answers what was asked about long notes.
 */
export async function readWhole(
  ctx: Context,
  { threadKey, channel, ts, text }: IncomingMessage,
): Promise<string> {
  if (threadKey === `${channel}:${ts}`) return text;
  const limit = AGENT_POLICY.window.threadMessages;
  const said = await listThread(ctx, { threadKey, before: ts, limit });
  let whole = text;
  for (const message of said) {
    if (message.author !== 'member' || message.memberId !== ctx.actor.memberId) continue;
    if (message.text.length <= whole.length) continue;
    const reply = said.find((each) => each.author === 'assistant' && each.ts === message.ts);
    const saved = reply?.runId ? await listChanges(ctx, { runId: reply.runId }) : [];
    if (saved.length === 0) whole = message.text;
  }
  return whole;
}
