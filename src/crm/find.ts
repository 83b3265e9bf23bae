import { inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { type SearchKind, searchText } from '../store/search.ts';
import { companyView } from './companies.ts';
import { listPeople, personView } from './contacts.ts';
import { LIMITS, line, parseInput } from './inputs.ts';
import { listInteractions } from './interactions.ts';

export const Find = z.strictObject({
  query: line(LIMITS.query),
});
export type Find = z.input<typeof Find>;

/** How many of each are found. */
const MOST = 10;

/** Full-text search over companies, contacts and the interactions the actor may see; newest first; ten of each. */
export async function find(ctx: Context, input: Find) {
  const { query } = parseInput(Find, input);
  const { db } = ctx;
  const { tables } = ctx.store;
  const idsOf = (kind: SearchKind): Promise<string[]> =>
    searchText(ctx, { viewer: ctx.actor, query, kind, limit: MOST });
  const ids = {
    company: await idsOf('company'),
    contact: await idsOf('contact'),
    interaction: await idsOf('interaction'),
  };
  const { companies, contacts, interactions } = tables;
  return {
    companies: ids.company.length
      ? (await db.select().from(companies).where(inArray(companies.id, ids.company))).map(companyView)
      : [],
    contacts: ids.contact.length
      ? (await listPeople(ctx, inArray(contacts.id, ids.contact))).map(personView)
      : [],
    interactions: ids.interaction.length
      ? await listInteractions(ctx, { where: inArray(interactions.id, ids.interaction), limit: MOST })
      : [],
  };
}
