import { inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { type SearchKind, searchText } from '../store/search.ts';
import { type CompanyView, companyView } from './companies.ts';
import { readPeople } from './contact-queries.ts';
import { type PersonView, personView } from './contacts.ts';
import { LIMITS, line, parseInput } from './inputs.ts';
import { type InteractionView, listInteractions } from './interaction-queries.ts';

export const Find = z.strictObject({
  query: line(LIMITS.query),
});
export type Find = z.input<typeof Find>;

/** Most companies, contacts and interactions that a search gives. */
const MOST = 10;

/** What a search has found, at most ten of each. Interactions come newest first. */
export type FoundCustomers = {
  companies: CompanyView[];
  contacts: PersonView[];
  interactions: InteractionView[];
};

/** Full-text search over companies, contacts and the interactions the actor may see: the newest of those with all the words. */
export async function find(ctx: Context, input: Find): Promise<FoundCustomers> {
  const { query } = parseInput(Find, input);
  const { companies, interactions } = ctx.store.tables;
  const idsOf = (kind: SearchKind): Promise<string[]> =>
    searchText(ctx, { viewer: ctx.actor, query, kind, limit: MOST });
  const ids = {
    company: await idsOf('company'),
    contact: await idsOf('contact'),
    interaction: await idsOf('interaction'),
  };
  return {
    companies: ids.company.length
      ? (await ctx.db.select().from(companies).where(inArray(companies.id, ids.company))).map(companyView)
      : [],
    contacts: (await readPeople(ctx, ids.contact)).map(personView),
    interactions: ids.interaction.length
      ? await listInteractions(ctx, { where: inArray(interactions.id, ids.interaction), limit: MOST })
      : [],
  };
}
