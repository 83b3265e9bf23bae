import { z } from 'zod';
import { type ReactionPayload, THUMBS } from '../app/reactions.ts';
import { isDirect } from './markup.ts';
import type { ReadEvent } from './read-event.ts';

const ReactionEvent = z.object({
  user: z.string(),
  reaction: z.string(),
  item: z.object({ type: z.literal('message'), channel: z.string(), ts: z.string() }),
  item_user: z.string().optional(),
  event_ts: z.string(),
});

/** A thumb, up or down, below something we have said, or one that is withdrawn. All other reactions are dropped. */
export function readReaction(
  event: unknown,
  { botUserId, isWithdrawn = false }: { botUserId: string; isWithdrawn?: boolean },
): ReadEvent {
  const { user, reaction, item, item_user: author, event_ts: at } = ReactionEvent.parse(event);
  const [name = ''] = reaction.split('::');
  const isGood = THUMBS.get(name);
  if (isGood === undefined || author !== botUserId) return { dropped: 'no thumb below words of ours' };
  const { channel, ts } = item;
  const payload: ReactionPayload = { user, channel, ts, isGood, isWithdrawn, direct: isDirect(channel) };
  const key = `reaction:${channel}:${ts}:${user}`;
  return {
    kind: 'reaction',
    dedupeKey: `${key}:${at}`,
    clientMsgId: null,
    threadKey: key,
    channel,
    messageTs: ts,
    ts: at,
    payload,
    status: 'pending',
  };
}
