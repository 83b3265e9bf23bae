import {
  and,
  asc,
  countDistinct,
  desc,
  eq,
  exists,
  inArray,
  isNotNull,
  isNull,
  ne,
  or,
  type SQL,
} from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { isOneOf } from '../store/lists.ts';
import type { Row } from '../store/schema.ts';
import { RELATIONSHIP_KINDS } from '../store/schema-crm.ts';
import { listOtherNames } from './aliases.ts';
import { type CompanyView, companyView, KnownCompany, lookUpCompany } from './companies.ts';
import { type Person, readPeople } from './contact-queries.ts';
import { type ContactRef, KnownContact } from './contact-refs.ts';
import { type ContactView, contactView, getContact, type PersonView, personView } from './contacts.ts';
import { type DealView, listOpenDeals } from './deal-view.ts';
import { type FollowUpView, listOpenWith, openWith } from './follow-up-queries.ts';
import { LIMITS, Limit, parseInput, withoutEmpty } from './inputs.ts';
import { type InteractionView, listInteractions } from './interaction-queries.ts';
import { type OwnFieldView, readFields } from './own-fields.ts';

export const GetCustomer = z
  .strictObject({
    company: KnownCompany.optional(),
    contact: KnownContact.optional(),
    limit: Limit.optional().describe('How many interactions; 10 when left out.'),
  })
  .refine((which) => which.company || which.contact, 'needs a company or a contact');
export type GetCustomer = z.input<typeof GetCustomer>;

/** How many people of a company are shown, and how many connections. */
const MOST_PEOPLE = 20;
const MOST_CONNECTIONS = 20;
/** Up to how many people of a company are put in order by themselves. */
const MOST_SORTED = 500;

/** All kinds of relationships but employment. */
const OTHER_TIES = RELATIONSHIP_KINDS.filter((kind) => kind !== 'works_at');

/**
 * What is known of a company with its `people` (the first contacts who work there today, and
 * `more_people` besides), or of a contact. `connections`:
 * relationships other than today's employment. Interactions come newest first, follow-ups the most urgent first.
 */
export type Customer = {
  company?: CompanyView;
  contact?: PersonView;
  /** Other names of the company or the contact. */
  also_known_as?: string[];
  /** Values of the team's own fields. */
  fields?: OwnFieldView[];
  people?: ContactView[];
  more_people?: number;
  connections: Connection[];
  interactions: InteractionView[];
  open_follow_ups: FollowUpView[];
  /** Open deals of the company, or with the contact. Left out where there are none. */
  open_deals?: DealView[];
};

/** What the team knows about one company or contact, as far as the actor may see it. Throws `not_found` or `ambiguous`. */
export async function getCustomer(ctx: Context, input: GetCustomer): Promise<Customer | undefined> {
  const { company: companyRef, contact: contactRef, limit = 10 } = parseInput(GetCustomer, input);
  const company = companyRef ? await lookUpCompany(ctx, companyRef) : undefined;
  if (contactRef) return describeContact(ctx, { ref: contactRef, company, limit });
  return company ? describeCompany(ctx, { company, limit }) : undefined;
}

async function describeCompany(
  ctx: Context,
  { company, limit }: { company: Row<'companies'>; limit: number },
): Promise<Customer> {
  const { interactions, relationships } = ctx.store.tables;
  const { shown, more } = await listEmployees(ctx, company.id);
  const ids = shown.map(({ contact }) => contact.id);
  const isHere = eq(relationships.companyId, company.id);
  const isOver = isNotNull(relationships.endedOn);
  const isOther = or(ne(relationships.kind, 'works_at'), isOver);
  return {
    company: companyView(company),
    ...withoutEmpty({
      also_known_as: await listOtherNames(ctx, company),
      fields: (await readFields(ctx, { of: 'company', ids: [company.id] })).get(company.id),
    }),
    people: shown.map(contactView),
    ...(more > 0 ? { more_people: more } : {}),
    connections: await listConnections(ctx, [
      and(isHere, inArray(relationships.kind, OTHER_TIES)),
      and(isHere, eq(relationships.kind, 'works_at'), isOver),
      ...(ids.length > 0
        ? [and(isNotNull(relationships.otherContactId), inArray(relationships.contactId, ids), isOther)]
        : []),
    ]),
    interactions: await listInteractions(ctx, { where: eq(interactions.companyId, company.id), limit }),
    open_follow_ups: await listOpenWith(ctx, {
      where: openWith(ctx, { companyId: company.id }),
      limit: LIMITS.rows,
    }),
    ...withoutEmpty({ open_deals: await listOpenDeals(ctx, { companyId: company.id }) }),
  };
}

/** The contacts who work at a company today: the first twenty in the order of a dictionary, and how many more there are. */
async function listEmployees(ctx: Context, companyId: string): Promise<{ shown: Person[]; more: number }> {
  const { relationships, contacts } = ctx.store.tables;
  const worksThere = and(
    eq(relationships.companyId, companyId),
    eq(relationships.kind, 'works_at'),
    isNull(relationships.endedOn),
  );
  const employed = await ctx.db
    .select({ id: relationships.contactId })
    .from(relationships)
    .where(worksThere)
    .groupBy(relationships.contactId)
    .orderBy(asc(relationships.contactId))
    .limit(MOST_SORTED + 1);
  const isHere = ctx.db
    .select({ id: relationships.id })
    .from(relationships)
    .where(and(worksThere, eq(relationships.contactId, contacts.id)));
  const ids = employed.map(({ id }) => id);
  if (ids.length === 0) return { shown: [], more: 0 };
  const first = await ctx.db
    .select({ id: contacts.id })
    .from(contacts)
    // Of very many, the first ones are met soon where all contacts are gone through in their order.
    .where(ids.length > MOST_SORTED ? exists(isHere) : isOneOf(ctx, { value: contacts.id, of: ids }))
    .orderBy(asc(contacts.sortKey), asc(contacts.id))
    .limit(MOST_PEOPLE);
  const shown = await readPeople(
    ctx,
    first.map(({ id }) => id),
  );
  if (ids.length <= MOST_SORTED) return { shown, more: ids.length - shown.length };
  const [all] = await ctx.db
    .select({ people: countDistinct(relationships.contactId) })
    .from(relationships)
    .where(worksThere);
  return { shown, more: (all?.people ?? 0) - shown.length };
}

async function describeContact(
  ctx: Context,
  { ref, company, limit }: { ref: ContactRef; company: Row<'companies'> | undefined; limit: number },
): Promise<Customer> {
  const { interactionContacts, interactions, followUps, relationships } = ctx.store.tables;
  const person = await getContact({ ...ctx, company }, ref);
  const { id } = person.contact;
  const tookPart = inArray(
    interactions.id,
    ctx.db
      .select({ id: interactionContacts.interactionId })
      .from(interactionContacts)
      .where(eq(interactionContacts.contactId, id)),
  );
  const employers = person.employers.map((employer) => employer.id);
  const promised = or(
    eq(followUps.contactId, id),
    employers.length > 0 ? inArray(followUps.companyId, employers) : undefined,
  );
  const isOther = or(ne(relationships.kind, 'works_at'), isNotNull(relationships.endedOn));
  return {
    contact: personView(person),
    ...withoutEmpty({
      also_known_as: await listOtherNames(ctx, person.contact),
      fields: (await readFields(ctx, { of: 'contact', ids: [id] })).get(id),
    }),
    connections: await listConnections(ctx, [
      and(eq(relationships.contactId, id), isOther),
      and(eq(relationships.otherContactId, id), isOther),
    ]),
    interactions: await listInteractions(ctx, { where: tookPart, limit }),
    open_follow_ups: await listOpenWith(ctx, { where: promised, limit: LIMITS.rows }),
    ...withoutEmpty({ open_deals: await listOpenDeals(ctx, { contactId: id }) }),
  };
}

/** `words`: `Ana Lopes reports to Rui Costa`. `since`, `until`: days, where they are known. */
type Connection = { words: string; since?: string; until?: string };

/**
 * Relationships in words, of each of these conditions those that ended last. Each is a query of its own: an `or` would
 * read all that it joins.
 */
async function listConnections(ctx: Context, conditions: (SQL | undefined)[]): Promise<Connection[]> {
  const { relationships, contacts, companies } = ctx.store.tables;
  const other = alias(contacts, 'other');
  const select = (condition: SQL | undefined) =>
    ctx.db
      .select({
        id: relationships.id,
        from: contacts.name,
        kind: relationships.kind,
        other: other.name,
        company: companies.name,
        since: relationships.startedOn,
        until: relationships.endedOn,
      })
      .from(relationships)
      .innerJoin(contacts, eq(contacts.id, relationships.contactId))
      .leftJoin(other, eq(other.id, relationships.otherContactId))
      .leftJoin(companies, eq(companies.id, relationships.companyId))
      .where(condition)
      .orderBy(desc(relationships.endedOn), desc(relationships.contactId))
      .limit(MOST_CONNECTIONS);
  const rows = [];
  for (const condition of conditions) rows.push(...(await select(condition)));
  return rows
    .toSorted((one, another) => (one.id < another.id ? -1 : 1))
    .slice(0, MOST_CONNECTIONS)
    .map(({ from, kind, other: person, company, since, until }) => ({
      words: `${from} ${kind.replaceAll('_', ' ')} ${person ?? company ?? ''}`,
      ...withoutEmpty({ since, until }),
    }));
}
