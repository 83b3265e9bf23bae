import { join } from 'node:path';
import { inArray } from 'drizzle-orm';
import { type Context, transact } from '../../src/context.ts';
import { mergeCustomers } from '../../src/crm/merging/merge.ts';
import { undo } from '../../src/crm/undo.ts';
import { chunks } from '../../src/store/chunks.ts';
import { actAs } from '../../src/testing/large-crm/act-as.ts';
import { MIDDLE } from '../../src/testing/large-crm/size.ts';
import { createLargeSqlite } from '../../src/testing/large-crm/sqlite.ts';
import { temporaryFolder } from '../../src/testing/temporary-folder.ts';
import type { Line } from './measure.ts';
import { openSystem } from './open-system.ts';
import { watchStops } from './stops.ts';

const INTERACTIONS = 2_500;
/** How long nothing else may go on while a company with so many interactions is merged: it is done once in a while. */
const STOP_MS = 200;

/** Two companies that become one, of which one has thousands of interactions; and the same taken back. */
export async function benchMerges(): Promise<Line[]> {
  const folder = temporaryFolder();
  const file = join(folder.path, 'middle.db');
  await createLargeSqlite(file, MIDDLE);
  const system = await openSystem(file);
  const ctx: Context = { ...system, ...(await actAs(system, 'admin')) };
  const { companies, interactions } = ctx.store.tables;
  const [keep, merged] = await ctx.db.select().from(companies).limit(2).offset(50);
  if (!keep || !merged) throw new Error('There are too few companies.');
  const met = await ctx.db.select({ id: interactions.id }).from(interactions).limit(INTERACTIONS);
  await transact(ctx, async (ctx) => {
    for (const some of chunks(met.map(({ id }) => id)))
      await ctx.db.update(interactions).set({ companyId: merged.id }).where(inArray(interactions.id, some));
  });
  let changeId = '';
  const merging = await watchStops(async () => {
    const { change_id } = await mergeCustomers(ctx, {
      kind: 'company',
      keepId: keep.id,
      mergedId: merged.id,
    });
    changeId = change_id;
  });
  const takingBack = await watchStops(() => undo(ctx, { change_id: changeId }));
  await system.store.close();
  folder.remove();
  return Object.entries({ merge: merging, 'merge taken back': takingBack }).map(([what, { ms, stopMs }]) => ({
    what: `${what}, ${INTERACTIONS} interactions, longest stop (beside it how long it took)`,
    unit: 'ms',
    ours: stopMs,
    theirs: ms,
    below: STOP_MS,
  }));
}
