import { join } from 'node:path';
import type { Context } from '../../src/context.ts';
import { findDuplicates } from '../../src/crm/find-duplicates.ts';
import { logInteraction } from '../../src/crm/interactions.ts';
import { actAs } from '../../src/testing/large-crm/act-as.ts';
import { createLargeSqlite } from '../../src/testing/large-crm/sqlite.ts';
import { temporaryFolder } from '../../src/testing/temporary-folder.ts';
import type { Line } from './measure.ts';
import { openSystem } from './open-system.ts';
import { LONGEST_STOP_MS, watchStops } from './stops.ts';

/** So many customers are new on a busy day of a large team, each called nearly as one that is known. */
const NEW_CUSTOMERS = 200;

/** Customers that may be one, looked for among 50,000 companies and 200,000 contacts: each night, and once after an upgrade. */
export async function benchDuplicates(): Promise<Line[]> {
  const folder = temporaryFolder();
  try {
    const file = join(folder.path, 'large.db');
    await createLargeSqlite(file);
    const system = await openSystem(file);
    const ctx: Context = { ...system, ...(await actAs(system, 'busy')) };
    const began = ctx.clock.now();
    const lines = await looking(ctx, 'of a night without news', began);
    await addCustomers(ctx);
    lines.push(...(await looking(ctx, `of a night, ${NEW_CUSTOMERS} new companies and contacts`, began)));
    lines.push(...(await looking(ctx, 'among all')));
    await system.store.close();
    return lines;
  } finally {
    folder.remove();
  }
}

async function addCustomers(ctx: Context): Promise<void> {
  const { companies, contacts } = ctx.store.tables;
  const firms = await ctx.db.select().from(companies).limit(NEW_CUSTOMERS);
  const people = await ctx.db.select().from(contacts).limit(NEW_CUSTOMERS);
  const misspelt = (name = '') => `${name.slice(0, 3)}${name.slice(4)}`;
  for (const [at, { name }] of firms.entries())
    await logInteraction(ctx, {
      again: true,
      kind: 'call',
      summary: 'Talked for the first time.',
      company: { name: misspelt(name), is_new: true },
      contacts: [{ name: misspelt(people[at]?.name), is_new: true }],
    });
}

async function looking(ctx: Context, among: string, since?: Date): Promise<Line[]> {
  const what = `customers that may be one are looked for ${among}`;
  const { ms, stopMs } = await watchStops(() => findDuplicates(ctx, { since }));
  return [
    { what, unit: 'ms', ours: ms },
    { what: `${what}, longest stop`, unit: 'ms', ours: stopMs, below: LONGEST_STOP_MS },
  ];
}
