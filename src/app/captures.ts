import { type Actor, transact } from '../context.ts';
import { enqueueIn, type InboxEntry } from '../conversation/inbox.ts';
import { notFound } from '../errors.ts';
import { acceptCapture } from '../observer/observations/missed-captures.ts';
import type { Row } from '../store/schema.ts';
import { captureKey, findLogging } from './capture-cards.ts';
import type { App } from './context.ts';
import type { Place } from './handler.ts';
import type { MessagePayload } from './payloads.ts';
import { undoAnswer } from './undo.ts';

/**
 * Reads a message that was missed once more, as an order to log it: the decision and the order are one transaction. What is
 * saved is shown on the card that was pressed. Gives false when the message was deleted.
 */
export async function logCapture(
  ctx: App,
  { id, place: { channel, ts } }: { id: string; place: Place },
): Promise<boolean> {
  const card = ts === undefined ? undefined : { channel, ts };
  const message = await transact(ctx, async (ctx) => {
    const found = await acceptCapture(ctx, { id });
    if (found) {
      const text = ctx.chat.writeText(found.text);
      await enqueueIn(ctx, orderToLog(found, { id, actor: ctx.actor, text, card }));
    }
    return found;
  });
  ctx.inbox.nudge('conversation');
  return message !== undefined;
}

function orderToLog(
  { threadKey, channel, ts, audience, createdAt }: Row<'messages'>,
  { id, actor, text, card }: { id: string; actor: Actor; text: string; card: MessagePayload['card'] },
): InboxEntry {
  const root = threadKey.slice(channel.length + 1);
  const payload: MessagePayload = {
    user: actor.slackUserId,
    // On lines of its own: what is quoted in it stays a quotation when the message is read again.
    text: `Log this:\n${text}`,
    parts: [],
    files: [],
    ts,
    channel,
    threadTs: root === ts ? null : root,
    addressed: true,
    outsiders: false,
    direct: audience === 'direct',
    card,
  };
  return {
    kind: 'message',
    eventId: null,
    dedupeKey: captureKey(id),
    messageTs: ts,
    clientMsgId: null,
    threadKey,
    channel,
    ts,
    payload,
    receivedAt: createdAt,
    status: 'pending',
  };
}

/** Takes back what was logged of a missed message. Throws `not_found` while nothing is, and as Undo does. */
export async function undoCapture(ctx: App, { id }: { id: string }): Promise<void> {
  const runId = await findLogging(ctx, id);
  if (!runId) throw notFound('observation', id);
  await undoAnswer(ctx, runId);
}
