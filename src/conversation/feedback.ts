import { and, eq, ne } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { conflict, forbidden } from '../errors.ts';
import { newId } from '../ids.ts';
import { insertNew } from '../store/prepared.ts';
import type { Tx } from '../store/store.ts';

/**
 * Keeps what the actor thinks of a reply, the last word of each person. Throws `conflict` when the reply was not given
 * in this channel, and `forbidden` to whom it was not given in a direct message.
 */
export async function recordThumb(
  tx: Tx,
  { store, clock, actor }: Pick<Context, 'store' | 'clock' | 'actor'>,
  { runId, channel, isGood }: { runId: string; channel: string; isGood: boolean },
): Promise<void> {
  const { agentRuns, feedback } = store.tables;
  const { memberId } = actor;
  const [run] = await tx.select().from(agentRuns).where(eq(agentRuns.id, runId));
  if (!run?.threadKey.startsWith(`${channel}:`)) throw conflict('I do not know this answer any more.');
  if (actor.audience === 'direct' && run.memberId !== memberId) {
    throw forbidden('Only the person who got this answer can rate it.');
  }
  const createdAt = clock.now();
  await tx
    .insert(feedback)
    .values({ id: newId(), runId, memberId, kind: 'thumb', isGood, createdAt })
    .onConflictDoUpdate({
      target: [feedback.runId, feedback.memberId, feedback.kind],
      set: { isGood, createdAt },
    });
}

/** The actor has taken back what this run had saved: it had got something wrong. */
export async function recordCorrection(
  tx: Tx,
  { store, clock, actor }: Pick<Context, 'store' | 'clock' | 'actor'>,
  { runId }: { runId: string },
): Promise<void> {
  const { agentRuns } = store.tables;
  const known = await tx.select({ id: agentRuns.id }).from(agentRuns).where(eq(agentRuns.id, runId));
  if (known.length === 0) return; // what was there before us was saved by no run
  const { memberId } = actor;
  const createdAt = clock.now();
  const row = { id: newId(), runId, memberId, kind: 'correction' as const, isGood: false, createdAt };
  await insertNew(tx, store.tables, { into: 'feedback', row });
}

/** Records a correction of every earlier run from which this one, in words, has taken something back. */
export async function recordTakenBack(
  tx: Tx,
  ctx: Pick<Context, 'store' | 'clock' | 'actor'>,
  { byRunId }: { byRunId: string },
): Promise<void> {
  const { changes } = ctx.store.tables;
  const earlier = await tx
    .selectDistinct({ runId: changes.runId })
    .from(changes)
    .where(and(eq(changes.undoneRunId, byRunId), ne(changes.runId, byRunId)));
  for (const { runId } of earlier) if (runId) await recordCorrection(tx, ctx, { runId });
}
