import { and, eq, inArray, or } from 'drizzle-orm';
import type { Writing } from '../context.ts';
import { newId } from '../ids.ts';
import { normaliseQuote } from '../text.ts';
import { lock } from './locks.ts';
import { wipeCards } from './observation-cards.ts';

/** How sure an observation is, 0 to 100, from the distinct sources and the distinct days that speak for it. */
export function weigh({ sources, days }: { sources: number; days: number }): number {
  return Math.round(100 * (1 - 0.5 ** ((sources + days) / 2)));
}

/** The evidence of an observation: distinct sources and days, and the confidence, 0 to 100, that follows from them. */
export async function countEvidence(
  ctx: Writing,
  observationId: string,
): Promise<{ sources: number; days: number; confidence: number }> {
  const { observationEvidence: evidence } = ctx.store.tables;
  const cited = await ctx.db
    .select({ saidOn: evidence.saidOn })
    .from(evidence)
    .where(eq(evidence.observationId, observationId));
  const counted = { sources: cited.length, days: new Set(cited.map(({ saidOn }) => saidOn)).size };
  return { ...counted, confidence: weigh(counted) };
}

/** Messages and interactions whose words are gone. */
type LostSources = { messageIds?: readonly string[]; interactionIds?: readonly string[]; now: Date };

/**
 * Removes the evidence that comes from some messages and interactions, and every observation that rests on nothing else.
 * Observations that still have evidence are weighed anew. To be called before the sources are deleted.
 */
export async function removeEvidence(
  ctx: Writing,
  { messageIds = [], interactionIds = [], now }: LostSources,
): Promise<void> {
  if (messageIds.length + interactionIds.length === 0) return;
  await lock(ctx, 'observations');
  const { observationEvidence: evidence } = ctx.store.tables;
  const removed = await ctx.db
    .delete(evidence)
    .where(
      or(
        messageIds.length > 0 ? inArray(evidence.messageId, [...messageIds]) : undefined,
        interactionIds.length > 0 ? inArray(evidence.interactionId, [...interactionIds]) : undefined,
      ),
    )
    .returning({ observationId: evidence.observationId });
  await weighAnew(ctx, { ids: removed.map(({ observationId }) => observationId), now });
}

/** Removes the quotes from a message that do not stand in its new text. */
export async function removeLostQuotes(
  ctx: Writing,
  { messageId, text, now }: { messageId: string; text: string; now: Date },
): Promise<void> {
  await lock(ctx, 'observations');
  const { observationEvidence: evidence } = ctx.store.tables;
  const said = normaliseQuote(text);
  const quoted = await ctx.db.select().from(evidence).where(eq(evidence.messageId, messageId));
  const lost = quoted.filter(({ quote }) => !said.includes(normaliseQuote(quote)));
  if (lost.length === 0) return;
  await ctx.db.delete(evidence).where(
    inArray(
      evidence.id,
      lost.map(({ id }) => id),
    ),
  );
  await weighAnew(ctx, { ids: lost.map(({ observationId }) => observationId), now });
}

/** Deletes observations, whatever became of them, and keeps an event that says so without any word of them. */
export async function eraseObservations(
  ctx: Writing,
  { ids, now }: { ids: readonly string[]; now: Date },
): Promise<void> {
  if (ids.length === 0) return;
  const { observations, observationEvents, suppressions } = ctx.store.tables;
  const erased = await ctx.db
    .delete(observations)
    .where(inArray(observations.id, [...ids]))
    .returning();
  for (const { id: observationId, scope, subject, slot, valueKey } of erased) {
    await ctx.db
      .insert(observationEvents)
      .values({ id: newId(), observationId, kind: 'erased', by: 'code', createdAt: now });
    // The dismissal of the observation goes, too: when the same is observed anew, it is proposed.
    const { scope: s, subject: about, slot: side, valueKey: value } = suppressions;
    await ctx.db
      .delete(suppressions)
      .where(and(eq(s, scope), eq(about, subject), eq(side, slot), eq(value, valueKey)));
  }
}

/**
 * Counts the evidence of some observations anew, after some of it was removed; those without any are erased. Cards that
 * members were sent quote the evidence and lose their words; cards for the team lose the quotes that are gone, and keep their
 * words while any evidence is left.
 */
async function weighAnew(ctx: Writing, { ids, now }: { ids: readonly string[]; now: Date }): Promise<void> {
  if (ids.length === 0) return;
  const { observations } = ctx.store.tables;
  const touched = await ctx.db
    .select({ id: observations.id, scope: observations.scope })
    .from(observations)
    .where(inArray(observations.id, [...new Set(ids)]));
  const baseless: string[] = [];
  for (const { id, scope } of touched) {
    const counted = await countEvidence(ctx, id);
    if (counted.sources === 0) baseless.push(id);
    const isLeft = counted.sources > 0 && scope === 'team';
    await wipeCards(ctx, { id, scope, ...(isLeft && { left: await listQuotes(ctx, id) }) });
    await ctx.db
      .update(observations)
      .set({ ...counted, updatedAt: now })
      .where(eq(observations.id, id));
  }
  await eraseObservations(ctx, { ids: baseless, now });
}

async function listQuotes(ctx: Writing, id: string): Promise<string[]> {
  const { observationEvidence: evidence } = ctx.store.tables;
  const rows = await ctx.db
    .select({ quote: evidence.quote })
    .from(evidence)
    .where(eq(evidence.observationId, id));
  return rows.map(({ quote }) => quote);
}
