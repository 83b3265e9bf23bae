import { inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { type SearchKind, searchText } from '../store/search.ts';
import { listPeople, personView } from './contacts.ts';
import { LIMITS, line, parseInput } from './inputs.ts';
import { listInteractions } from './interactions.ts';

export const Find = z.strictObject({
  query: line(LIMITS.query).describe('Words to look for: names, topics, an e-mail address.'),
  kinds: z
    .array(z.enum(['company', 'contact', 'interaction']))
    .min(1)
    .default(['company', 'contact', 'interaction'])
    .describe('Where to look; everywhere when left out.'),
  limit: z.int().min(1).max(LIMITS.rows).default(10),
});
export type Find = z.input<typeof Find>;

/** Full-text search over companies, contacts and the interactions the actor may see; newest first; `limit` of each. */
export async function find(ctx: Context, input: Find) {
  const { query, kinds, limit } = parseInput(Find, input);
  const { read, tables } = ctx.store;
  const idsOf = async (kind: SearchKind): Promise<string[]> =>
    kinds.includes(kind) ? searchText(ctx.store, { viewer: ctx.actor, query, kind, limit }) : [];
  const ids = {
    company: await idsOf('company'),
    contact: await idsOf('contact'),
    interaction: await idsOf('interaction'),
  };
  const { companies, contacts, interactions } = tables;
  return {
    companies: ids.company.length
      ? await read
          .select({
            id: companies.id,
            name: companies.name,
            domain: companies.domain,
            about: companies.about,
          })
          .from(companies)
          .where(inArray(companies.id, ids.company))
      : [],
    contacts: ids.contact.length
      ? (await listPeople({ db: read, tables }, inArray(contacts.id, ids.contact))).map(personView)
      : [],
    interactions: ids.interaction.length
      ? await listInteractions(ctx, { where: inArray(interactions.id, ids.interaction), limit })
      : [],
  };
}
