import { and, eq, isNull, ne, or } from 'drizzle-orm';
import type { Context, Writing } from '../context.ts';
import { conflict, forbidden } from '../errors.ts';
import { newId } from '../ids.ts';
import { insertNew } from '../store/prepared-statements.ts';
import { touches } from '../store/touched-rows.ts';

/** What somebody thinks of the answer of a run, and the channel in which they say so. */
type Thumb = { runId: string; channel: string; isGood: boolean };

/**
 * Keeps what the actor thinks of a reply: the last thumb of each member. Throws `conflict` when the reply was not given
 * in this channel, `forbidden` when it was given to somebody else in a direct message.
 */
export async function recordThumb(ctx: Writing<Context>, thumb: Thumb): Promise<void> {
  await requireRatable(ctx, thumb);
  const { feedback } = ctx.store.tables;
  const { runId, isGood } = thumb;
  const { memberId } = ctx.actor;
  const createdAt = ctx.clock.now();
  await ctx.db
    .insert(feedback)
    .values({ id: newId(), runId, memberId, kind: 'thumb', isGood, createdAt })
    .onConflictDoUpdate({
      target: [feedback.runId, feedback.memberId, feedback.kind],
      set: { isGood, createdAt },
    });
}

/**
 * Forgets a thumb of the actor's that they have withdrawn; one that says the opposite by now stays. Throws as `recordThumb`
 * does.
 */
export async function withdrawThumb(ctx: Writing<Context>, thumb: Thumb): Promise<void> {
  await requireRatable(ctx, thumb);
  const { feedback } = ctx.store.tables;
  const { kind, runId, memberId, isGood } = feedback;
  await ctx.db
    .delete(feedback)
    .where(
      and(
        eq(kind, 'thumb'),
        eq(runId, thumb.runId),
        eq(memberId, ctx.actor.memberId),
        eq(isGood, thumb.isGood),
      ),
    );
}

async function requireRatable(ctx: Writing<Context>, { runId, channel }: Thumb): Promise<void> {
  const { agentRuns } = ctx.store.tables;
  const [run] = await ctx.db.select().from(agentRuns).where(eq(agentRuns.id, runId));
  if (!run?.threadKey.startsWith(`${channel}:`)) throw conflict('I do not know this answer any more.');
  if (ctx.actor.audience === 'direct' && run.memberId !== ctx.actor.memberId) {
    throw forbidden('Only the person who got this answer can rate it.');
  }
}

/** Records that a run had got something wrong: the actor has undone what the run had saved. */
export async function recordCorrection(ctx: Writing<Context>, { runId }: { runId: string }): Promise<void> {
  const { agentRuns } = ctx.store.tables;
  const known = await ctx.db.select({ id: agentRuns.id }).from(agentRuns).where(eq(agentRuns.id, runId));
  // Imported rows were saved by no run.
  if (known.length === 0) return;
  const { memberId } = ctx.actor;
  const createdAt = ctx.clock.now();
  const row = { id: newId(), runId, memberId, kind: 'correction' as const, isGood: false, createdAt };
  await insertNew(ctx, { into: 'feedback', row });
}

/**
 * Records a correction of every earlier run of which the run `byRunId` has undone a change, or put an interaction
 * right. A person who says something else now than before corrects themselves, and not Rapport: that is no correction.
 */
export async function recordCorrectedRuns(
  ctx: Writing<Context>,
  { byRunId }: { byRunId: string },
): Promise<void> {
  const { changes } = ctx.store.tables;
  const undone = await ctx.db
    .selectDistinct({ runId: changes.runId })
    .from(changes)
    .where(
      and(
        eq(changes.undoneRunId, byRunId),
        or(isNull(changes.undoneBecause), ne(changes.undoneBecause, 'person_changed')),
      ),
    );
  const corrected = await listCorrected(ctx, { byRunId });
  const earlier = new Set([...undone.map(({ runId }) => runId), ...corrected]);
  for (const runId of earlier) if (runId && runId !== byRunId) await recordCorrection(ctx, { runId });
}

/**
 * Lists the runs that had logged the interactions which the run `byRunId` has put right because the person was misread.
 */
async function listCorrected(ctx: Writing, { byRunId }: { byRunId: string }): Promise<(string | null)[]> {
  const { changes } = ctx.store.tables;
  const correcting = await ctx.db
    .select()
    .from(changes)
    .where(and(eq(changes.runId, byRunId), eq(changes.because, 'misread'), isNull(changes.undoneAt)));
  const ids = correcting.flatMap(({ mutations }) =>
    mutations.filter(({ table }) => table === 'interactions').map(({ id }) => id),
  );
  const logged: (string | null)[] = [];
  for (const id of ids) {
    const [first] = await ctx.db
      .select({ runId: changes.runId })
      .from(changes)
      .where(and(eq(changes.verb, 'log_interaction'), touches(ctx, [id])))
      .orderBy(changes.id)
      .limit(1);
    if (first) logged.push(first.runId);
  }
  return logged;
}
