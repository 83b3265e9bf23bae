import { and, asc, eq, exists, isNull, or } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Row } from '../store/schema.ts';
import { CompanyRef, lookUpCompany } from './companies.ts';
import { ContactRef, getContact, listPeople, personView } from './contacts.ts';
import { listOpenFollowUps } from './follow-ups.ts';
import { LIMITS, parseInput } from './inputs.ts';
import { listInteractions } from './interactions.ts';

export const GetCustomer = z
  .strictObject({
    company: CompanyRef.optional(),
    contact: ContactRef.optional(),
    limit: z.int().min(1).max(LIMITS.rows).default(10).describe('How many interactions, newest first.'),
  })
  .refine((which) => which.company || which.contact, 'needs a company or a contact');
export type GetCustomer = z.input<typeof GetCustomer>;

/** What the team knows about one company or contact: people, history, connections and open follow-ups. */
export async function getCustomer(ctx: Context, input: GetCustomer) {
  const { company: companyRef, contact: contactRef, limit } = parseInput(GetCustomer, input);
  const where = { db: ctx.store.read, tables: ctx.store.tables };
  const company = companyRef ? await lookUpCompany(where, companyRef) : undefined;
  if (contactRef) return contactView(ctx, { ref: contactRef, company, limit });
  return company ? companyView(ctx, { company, limit }) : undefined;
}

async function companyView(ctx: Context, { company, limit }: { company: Row<'companies'>; limit: number }) {
  const { read, tables } = ctx.store;
  const { relationships, contacts, interactions, followUps } = tables;
  const worksThere = exists(
    read
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
  return {
    company: { id: company.id, name: company.name, domain: company.domain, about: company.about },
    people: (await listPeople({ db: read, tables }, worksThere)).map(personView),
    interactions: await listInteractions(ctx, { where: eq(interactions.companyId, company.id), limit }),
    open_follow_ups: await listOpenFollowUps(ctx, {
      where: eq(followUps.companyId, company.id),
      limit: LIMITS.rows,
    }),
  };
}

async function contactView(
  ctx: Context,
  { ref, company, limit }: { ref: ContactRef; company: Row<'companies'> | undefined; limit: number },
) {
  const { read, tables } = ctx.store;
  const { interactionContacts, interactions, followUps } = tables;
  const person = await getContact({ db: read, tables, company }, ref);
  const { id, phone, about } = person.contact;
  const tookPart = exists(
    read
      .select({ id: interactionContacts.id })
      .from(interactionContacts)
      .where(
        and(eq(interactionContacts.interactionId, interactions.id), eq(interactionContacts.contactId, id)),
      ),
  );
  return {
    contact: { ...personView(person), phone, about },
    connections: await listConnections(ctx, id),
    interactions: await listInteractions(ctx, { where: tookPart, limit }),
    open_follow_ups: await listOpenFollowUps(ctx, { where: eq(followUps.contactId, id), limit: LIMITS.rows }),
  };
}

/** The contact's relationships other than today's employment, in words. */
async function listConnections(ctx: Context, contactId: string) {
  const { relationships, contacts, companies } = ctx.store.tables;
  const other = alias(contacts, 'other');
  const rows = await ctx.store.read
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
    .where(or(eq(relationships.contactId, contactId), eq(relationships.otherContactId, contactId)))
    .orderBy(asc(relationships.id))
    .limit(LIMITS.rows);
  return rows.map(({ from, kind, other: person, company, since, until }) => ({
    words: `${from} ${kind.replaceAll('_', ' ')} ${person ?? company ?? ''}`,
    since,
    until,
  }));
}
