import { and, eq, inArray, or } from 'drizzle-orm';
import type { Writing } from '../context.ts';
import { newId } from '../ids.ts';
import { normaliseQuote } from '../text.ts';
import { wipeCards } from './observation-cards.ts';

/** How sure an observation is, 0 to 100, from the distinct sources and the distinct days that speak for it. */
export function weigh({ sources, days }: { sources: number; days: number }): number {
  return Math.round(100 * (1 - 0.5 ** ((sources + days) / 2)));
}

/** What speaks for an observation, and how much. */
export async function countEvidence(
  ctx: Writing,
  observationId: string,
): Promise<{ sources: number; days: number; confidence: number }> {
  const cited = await ctx.db
    .select({ saidOn: ctx.store.tables.observationEvidence.saidOn })
    .from(ctx.store.tables.observationEvidence)
    .where(eq(ctx.store.tables.observationEvidence.observationId, observationId));
  const counted = { sources: cited.length, days: new Set(cited.map(({ saidOn }) => saidOn)).size };
  return { ...counted, confidence: weigh(counted) };
}

type Going = { messageIds?: readonly string[]; interactionIds?: readonly string[]; now: Date };

/**
 * The words of these messages and interactions go: so do their quotes, and every observation that rests on nothing
 * else. What still has evidence is weighed anew. To be called before the sources are deleted.
 */
export async function removeEvidence(
  ctx: Writing,
  { messageIds = [], interactionIds = [], now }: Going,
): Promise<void> {
  if (messageIds.length + interactionIds.length === 0) return;
  const { observationEvidence: evidence } = ctx.store.tables;
  const removed = await ctx.db
    .delete(evidence)
    .where(
      or(inArray(evidence.messageId, [...messageIds]), inArray(evidence.interactionId, [...interactionIds])),
    )
    .returning({ observationId: evidence.observationId });
  await weighAnew(ctx, { ids: removed.map(({ observationId }) => observationId), now });
}

/** A message has other words now: quotes that do not stand in them any more go. */
export async function removeLostQuotes(
  ctx: Writing,
  { messageId, text, now }: { messageId: string; text: string; now: Date },
): Promise<void> {
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

/** Deletes observations, whatever became of them; only that they were erased is remembered, and no word of them. */
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
    // What was dismissed is not known any more: whoever says it anew is heard.
    const { scope: s, subject: about, slot: side, valueKey: value } = suppressions;
    await ctx.db
      .delete(suppressions)
      .where(and(eq(s, scope), eq(about, subject), eq(side, slot), eq(value, valueKey)));
  }
}

/**
 * After evidence was taken away from these observations: those without any go, the others count what they have. What
 * their members were told of them quoted it; the team is told no quotes, so its cards stay while anything is left.
 */
async function weighAnew(ctx: Writing, { ids, now }: { ids: readonly string[]; now: Date }): Promise<void> {
  const { observations } = ctx.store.tables;
  const touched = await ctx.db
    .select({ id: observations.id, scope: observations.scope })
    .from(observations)
    .where(inArray(observations.id, [...new Set(ids)]));
  const baseless: string[] = [];
  for (const { id, scope } of touched) {
    const counted = await countEvidence(ctx, id);
    if (counted.sources === 0) baseless.push(id);
    if (counted.sources === 0 || scope !== 'team') await wipeCards(ctx, { id, scope });
    await ctx.db
      .update(observations)
      .set({ ...counted, updatedAt: now })
      .where(eq(observations.id, id));
  }
  await eraseObservations(ctx, { ids: baseless, now });
}
