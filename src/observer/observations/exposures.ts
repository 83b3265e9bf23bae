import { inArray } from 'drizzle-orm';
import type { Writing } from '../../context.ts';
import { newId } from '../../ids.ts';

/** Records which observations a run was told, each once, so that it can be measured whether they help. */
export async function recordExposures(
  ctx: Writing,
  { runId, shown }: { runId: string; shown: readonly { id: string }[] },
): Promise<void> {
  if (shown.length === 0) return;
  const { exposures, observations } = ctx.store.tables;
  const ids = shown.map(({ id }) => id);
  // An undo within the run may have erased an observation.
  const left = await ctx.db
    .select({ id: observations.id })
    .from(observations)
    .where(inArray(observations.id, ids));
  const createdAt = ctx.clock.now();
  const rows = left.map(({ id }) => ({ id: newId(), runId, observationId: id, createdAt }));
  if (rows.length > 0) await ctx.db.insert(exposures).values(rows).onConflictDoNothing();
}
