import type { Context } from '../../src/context.ts';
import { findDuplicates } from '../../src/crm/find-duplicates.ts';
import { logInteraction } from '../../src/crm/interactions.ts';
import type { Line } from './measure.ts';
import { onLargeCrm } from './on-large-crm.ts';
import { LONGEST_STOP_MS, watchStops } from './stops.ts';

/** So many customers are new on a busy day of a large team, each called nearly as one that is known. */
const NEW_CUSTOMERS = 200;

/** Customers that may be one, looked for among 50,000 companies and 200,000 contacts: each night, and once after an upgrade. */
export const benchDuplicates = (): Promise<Line[]> =>
  onLargeCrm(async (ctx) => {
    const began = ctx.clock.now();
    const lines = await looking(ctx, 'of a night without news', began);
    await addCustomers(ctx);
    lines.push(...(await looking(ctx, `of a night, ${NEW_CUSTOMERS} new companies and contacts`, began)));
    lines.push(...(await looking(ctx, 'among all')));
    return lines;
  });

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
