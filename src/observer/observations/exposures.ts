import { inArray } from 'drizzle-orm';
import type { Writing } from '../../context.ts';
import { newId } from '../../ids.ts';

/** Keeps what a run was told that had been learned, each thing once, so that it can be seen whether it helps. */
export async function recordExposures(
  ctx: Writing,
  { runId, shown }: { runId: string; shown: readonly { id: string }[] },
): Promise<void> {
  if (shown.length === 0) return;
  const { exposures, observations } = ctx.store.tables;
  const ids = shown.map(({ id }) => id);
  // What the run itself took back may have taken an observation with it.
  const left = await ctx.db
    .select({ id: observations.id })
    .from(observations)
    .where(inArray(observations.id, ids));
  const createdAt = ctx.clock.now();
  const rows = left.map(({ id }) => ({ id: newId(), runId, observationId: id, createdAt }));
  if (rows.length > 0) await ctx.db.insert(exposures).values(rows).onConflictDoNothing();
}
