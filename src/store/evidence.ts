import { eq, inArray, or } from 'drizzle-orm';
import { newId } from '../ids.ts';
import type { Tables } from './schema.ts';
import type { Tx } from './store.ts';

/** How sure an observation is, 0 to 100, from the distinct sources and the distinct days that speak for it. */
export function weigh({ sources, days }: { sources: number; days: number }): number {
  return Math.round(100 * (1 - 0.5 ** ((sources + days) / 2)));
}

/** What speaks for an observation, and how much. */
export async function countEvidence(
  tx: Tx,
  { observationEvidence: evidence }: Tables,
  observationId: string,
): Promise<{ sources: number; days: number; confidence: number }> {
  const cited = await tx
    .select({ saidOn: evidence.saidOn })
    .from(evidence)
    .where(eq(evidence.observationId, observationId));
  const counted = { sources: cited.length, days: new Set(cited.map(({ saidOn }) => saidOn)).size };
  return { ...counted, confidence: weigh(counted) };
}

type Going = { messageIds?: readonly string[]; interactionIds?: readonly string[]; now: Date };

/**
 * The words of these messages and interactions go: so do their quotes, and every observation that rests on nothing
 * else. What still has evidence is weighed anew. To be called before the sources are deleted.
 */
export async function removeEvidence(
  tx: Tx,
  tables: Tables,
  { messageIds = [], interactionIds = [], now }: Going,
): Promise<void> {
  if (messageIds.length + interactionIds.length === 0) return;
  const { observationEvidence: evidence } = tables;
  const removed = await tx
    .delete(evidence)
    .where(
      or(inArray(evidence.messageId, [...messageIds]), inArray(evidence.interactionId, [...interactionIds])),
    )
    .returning({ observationId: evidence.observationId });
  await weighAnew(tx, tables, { ids: removed.map(({ observationId }) => observationId), now });
}

/** A message has other words now: quotes that do not stand in them any more go. */
export async function removeLostQuotes(
  tx: Tx,
  tables: Tables,
  { messageId, text, now }: { messageId: string; text: string; now: Date },
): Promise<void> {
  const { observationEvidence: evidence } = tables;
  const said = squeeze(text);
  const quoted = await tx.select().from(evidence).where(eq(evidence.messageId, messageId));
  const lost = quoted.filter(({ quote }) => !said.includes(squeeze(quote)));
  if (lost.length === 0) return;
  await tx.delete(evidence).where(
    inArray(
      evidence.id,
      lost.map(({ id }) => id),
    ),
  );
  await weighAnew(tx, tables, { ids: lost.map(({ observationId }) => observationId), now });
}

const squeeze = (text: string) => text.replace(/\s+/g, ' ').trim();

/** Deletes observations, whatever became of them; only that they were erased is remembered, and no word of them. */
export async function eraseObservations(
  tx: Tx,
  tables: Tables,
  { ids, now }: { ids: readonly string[]; now: Date },
): Promise<void> {
  if (ids.length === 0) return;
  const { observations, observationEvents } = tables;
  const erased = await tx
    .delete(observations)
    .where(inArray(observations.id, [...ids]))
    .returning({ id: observations.id });
  for (const { id: observationId } of erased) {
    await tx
      .insert(observationEvents)
      .values({ id: newId(), observationId, kind: 'erased', by: 'code', createdAt: now });
  }
}

/** After evidence was taken away from these observations: those without any go, the others count what they have. */
async function weighAnew(
  tx: Tx,
  tables: Tables,
  { ids, now }: { ids: readonly string[]; now: Date },
): Promise<void> {
  const { observations } = tables;
  const baseless: string[] = [];
  for (const id of new Set(ids)) {
    const counted = await countEvidence(tx, tables, id);
    if (counted.sources === 0) baseless.push(id);
    else {
      await tx
        .update(observations)
        .set({ ...counted, updatedAt: now })
        .where(eq(observations.id, id));
    }
  }
  await eraseObservations(tx, tables, { ids: baseless, now });
}
