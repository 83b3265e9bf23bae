import { and, eq } from 'drizzle-orm';
import type { Context, Writing } from '../../context.ts';
import type { Row } from '../../store/schema.ts';
import { approve, dismiss } from './reviews.ts';

/**
 * Decides, in the caller's transaction, that what was missed is to be logged, and gives the message it was said in.
 * Undefined when its author has deleted it meanwhile: then there is nothing to log, and the observation is dismissed.
 * Throws `conflict` when it is decided.
 */
export async function acceptCapture(
  ctx: Writing<Context>,
  { id }: { id: string },
): Promise<Row<'messages'> | undefined> {
  const { observationEvidence: evidence, messages } = ctx.store.tables;
  const [found] = await ctx.db
    .select({ message: messages })
    .from(evidence)
    .innerJoin(messages, eq(messages.id, evidence.messageId))
    .where(and(eq(evidence.observationId, id), eq(messages.memberId, ctx.actor.memberId)))
    .limit(1);
  await (found ? approve(ctx, { id }) : dismiss(ctx, { id, seen: 'proposed' }));
  return found?.message;
}
