import { and, asc, eq, exists, inArray, isNotNull, isNull, ne, or, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Row } from '../store/schema.ts';
import { type CompanyView, companyView, KnownCompany, lookUpCompany } from './companies.ts';
import {
  type ContactRef,
  type ContactView,
  contactView,
  getContact,
  KnownContact,
  listPeople,
  type PersonView,
  personView,
} from './contacts.ts';
import { type FollowUpView, followUpsWith, listOpenFollowUps } from './follow-up-queries.ts';
import { LIMITS, Limit, parseInput, withoutEmpty } from './inputs.ts';
import { type InteractionView, listInteractions } from './interaction-queries.ts';

export const GetCustomer = z
  .strictObject({
    company: KnownCompany.optional(),
    contact: KnownContact.optional(),
    limit: Limit.optional().describe('How many interactions; 10 when left out.'),
  })
  .refine((which) => which.company || which.contact, 'needs a company or a contact');
export type GetCustomer = z.input<typeof GetCustomer>;

/**
 * What is known of a company with its `people` (contacts who work there today), or of a contact. `connections`:
 * relationships other than today's employment. Interactions come newest first, follow-ups the most urgent first.
 */
export type Customer = {
  company?: CompanyView;
  contact?: PersonView;
  people?: ContactView[];
  connections: Connection[];
  interactions: InteractionView[];
  open_follow_ups: FollowUpView[];
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
  const { relationships, contacts, interactions } = ctx.store.tables;
  const worksThere = exists(
    ctx.db
      .select({ id: relationships.id })
      .from(relationships)
      .where(
        and(
          eq(relationships.contactId, contacts.id),
          eq(relationships.companyId, company.id),
          eq(relationships.kind, 'works_at'),
          isNull(relationships.endedOn),
        ),
      ),
  );
  const people = (await listPeople(ctx, worksThere)).map(({ contact }) => contact);
  const ids = people.map(({ id }) => id);
  const amongThem =
    ids.length > 0
      ? and(isNotNull(relationships.otherContactId), inArray(relationships.contactId, ids))
      : undefined;
  return {
    company: companyView(company),
    people: people.map(contactView),
    connections: await listConnections(ctx, or(eq(relationships.companyId, company.id), amongThem)),
    interactions: await listInteractions(ctx, { where: eq(interactions.companyId, company.id), limit }),
    open_follow_ups: await listOpenFollowUps(ctx, {
      where: followUpsWith(ctx, company.id),
      limit: LIMITS.rows,
    }),
  };
}

async function describeContact(
  ctx: Context,
  { ref, company, limit }: { ref: ContactRef; company: Row<'companies'> | undefined; limit: number },
): Promise<Customer> {
  const { interactionContacts, interactions, followUps, relationships } = ctx.store.tables;
  const person = await getContact({ ...ctx, company }, ref);
  const { id } = person.contact;
  const tookPart = exists(
    ctx.db
      .select({ id: interactionContacts.id })
      .from(interactionContacts)
      .where(
        and(eq(interactionContacts.interactionId, interactions.id), eq(interactionContacts.contactId, id)),
      ),
  );
  const employers = person.employers.map((employer) => employer.id);
  const promised = or(
    eq(followUps.contactId, id),
    employers.length > 0 ? inArray(followUps.companyId, employers) : undefined,
  );
  const connected = or(eq(relationships.contactId, id), eq(relationships.otherContactId, id));
  return {
    contact: personView(person),
    connections: await listConnections(ctx, connected),
    interactions: await listInteractions(ctx, { where: tookPart, limit }),
    open_follow_ups: await listOpenFollowUps(ctx, { where: promised, limit: LIMITS.rows }),
  };
}

/** `words`: `Ana Lopes reports to Rui Costa`. `since`, `until`: days, where they are known. */
type Connection = { words: string; since?: string; until?: string };

/** Relationships other than today's employment, in words. */
async function listConnections(ctx: Context, where: SQL | undefined): Promise<Connection[]> {
  const { relationships, contacts, companies } = ctx.store.tables;
  const other = alias(contacts, 'other');
  const rows = await ctx.db
    .select({
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
    .where(and(where, or(ne(relationships.kind, 'works_at'), isNotNull(relationships.endedOn))))
    .orderBy(asc(relationships.id))
    .limit(LIMITS.rows);
  return rows.map(({ from, kind, other: person, company, since, until }) => ({
    words: `${from} ${kind.replaceAll('_', ' ')} ${person ?? company ?? ''}`,
    ...withoutEmpty({ since, until }),
  }));
}
