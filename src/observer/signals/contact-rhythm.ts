import { and, gte, inArray, type SQL } from 'drizzle-orm';
import { addDays } from '../../clock.ts';
import { RHYTHM } from '../../crm/contact-rhythm.ts';
import { countable } from './scope.ts';
import type { NightContext } from './signal.ts';

/** Interactions of the last year and a quarter. */
export function inWindow({ store, today }: NightContext): SQL {
  return gte(store.tables.interactions.occurredOn, addDays(today, -RHYTHM.windowDays));
}

/** The days on which there was contact with these companies, each once and in order, by company. */
export async function listContactDays(
  ctx: NightContext,
  companyIds: string[],
): Promise<Map<string, string[]>> {
  const { interactions } = ctx.store.tables;
  const rows = await ctx.db
    .selectDistinct({ companyId: interactions.companyId, day: interactions.occurredOn })
    .from(interactions)
    .where(and(inArray(interactions.companyId, companyIds), inWindow(ctx), countable(ctx)))
    .orderBy(interactions.companyId, interactions.occurredOn);
  const days = new Map<string, string[]>();
  for (const { companyId, day } of rows) {
    if (companyId) days.set(companyId, [...(days.get(companyId) ?? []), day]);
  }
  return days;
}
