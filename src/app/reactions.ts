import { z } from 'zod';
import { transact } from '../context.ts';
import { recordThumb, withdrawThumb } from '../conversation/feedback.ts';
import { endInbox } from '../conversation/inbox.ts';
import { findDelivered } from '../delivery/outbox.ts';
import { forbidden, notFound, RapportError } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import type { AppSystem } from './context.ts';
import { actorOf } from './identity.ts';

/** Emoji that say what somebody thinks of an answer; a skin tone follows after colons. */
export const THUMBS = new Map([
  ['+1', true],
  ['thumbsup', true],
  ['-1', false],
  ['thumbsdown', false],
]);

/** What we keep of a thumb as an emoji: whose it is, and below which message of ours. */
const ReactionPayload = z.object({
  user: z.string(),
  channel: z.string(),
  ts: z.string(),
  isGood: z.boolean(),
  /** They have taken the emoji away again. */
  isWithdrawn: z.boolean().default(false),
  /** In direct messages, where only the person who was answered counts. */
  direct: z.boolean().default(true),
});
export type ReactionPayload = z.infer<typeof ReactionPayload>;

/** Records a thumb that somebody put below an answer as an emoji, or has withdrawn. Nothing is said about it. */
export async function handleReaction(ctx: AppSystem, row: Row<'inbox'>): Promise<void> {
  try {
    await countThumb(ctx, row);
  } catch (error) {
    if (!(error instanceof RapportError)) throw error;
    await transact(ctx, (ctx) => endInbox(ctx, { held: row, end: { status: 'forgotten' } }));
  }
}

async function countThumb(ctx: AppSystem, row: Row<'inbox'>): Promise<void> {
  const { user, channel, ts, isGood, isWithdrawn, direct } = ReactionPayload.parse(row.payload);
  const runId = (await findDelivered(ctx, { channel, postedTs: ts }))?.feedback;
  if (!runId) throw notFound('answer', ts);
  const identity = await ctx.chat.identify(user);
  if (identity.kind === 'refused') throw forbidden('Only members can rate answers.');
  const member = { ...ctx, actor: actorOf(identity, direct ? 'direct' : 'shared') };
  await transact(member, async (ctx) => {
    const thumb = { runId, channel, isGood };
    await (isWithdrawn ? withdrawThumb(ctx, thumb) : recordThumb(ctx, thumb));
    // The row stays, so that a repeated delivery does not undo a later change of mind.
    await endInbox(ctx, { held: row, end: { status: 'done' } });
  });
}
