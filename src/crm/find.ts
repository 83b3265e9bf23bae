import { inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { inOrder, peopleInOrder } from '../names/sort-order.ts';
import { type SearchKind, searchText } from '../store/search.ts';
import { isSearchable } from '../store/search-query.ts';
import { type CompanyView, companyView } from './companies.ts';
import { readPeople } from './contact-queries.ts';
import { type PersonView, personView } from './contacts.ts';
import { type DealView, dealView } from './deal-view.ts';
import { findDeals } from './find-deal.ts';
import { LIMITS, line, parseInput } from './inputs.ts';
import { type InteractionView, listInteractions } from './interaction-queries.ts';

export const Find = z.strictObject({
  query: line(LIMITS.query),
});
export type Find = z.input<typeof Find>;

/** Most companies, contacts, interactions and deals that a search gives. */
const MOST = 10;

/** What a search has found, at most ten of each: companies and contacts as a dictionary orders them, interactions and deals newest first. `hint`: why nothing was found, and what to ask for. */
export type FoundCustomers = {
  companies: CompanyView[];
  contacts: PersonView[];
  interactions: InteractionView[];
  deals: DealView[];
  hint?: string;
};

/** Hints for a search that finds nothing, by whether it had words in it. */
const HINTS = {
  words: 'Nothing has any of these words. Try fewer or shorter ones: the beginning of a name is enough.',
  signs:
    'There is no word in this to look for. Use a name, the beginning of a word, an address or a phone number.',
} as const;

/**
 * Full-text search over companies, contacts, deals and the interactions the actor may see: the newest of those with all the words,
 * or any of them where none has all. Words in quotation marks have to stand there in this order.
 */
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
  const deals = await findDeals(ctx, { words: query, limit: MOST });
  const isEmpty = Object.values({ ...ids, deals }).every(({ length }) => length === 0);
  return {
    ...(isEmpty ? { hint: HINTS[isSearchable(query) ? 'words' : 'signs'] } : {}),
    companies: inOrder(
      ids.company.length
        ? await ctx.db.select().from(companies).where(inArray(companies.id, ids.company))
        : [],
    ).map(companyView),
    contacts: peopleInOrder((await readPeople(ctx, ids.contact)).map(personView)),
    interactions: ids.interaction.length
      ? await listInteractions(ctx, { where: inArray(interactions.id, ids.interaction), limit: MOST })
      : [],
    deals: deals.map((named) => dealView(ctx, named)),
  };
}
