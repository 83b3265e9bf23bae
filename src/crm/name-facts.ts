import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { System } from '../context.ts';
import { type CompanyFacts, compareCompanies } from '../names/compare-companies.ts';
import { comparePeople, type PersonFacts } from '../names/person-facts.ts';
import type { Verdict } from '../names/verdict.ts';
import { chunks } from '../store/chunks.ts';
import type { CustomerKind } from './merged-ids.ts';
import { readCustomers } from './merging/pair.ts';

/** All that tells whether two are one. */
export type NameFacts = (CompanyFacts & { kind: 'company' }) | (PersonFacts & { kind: 'contact' });

const OTHER: Verdict = { answer: 'new', because: 'another_name' };

/** Whether two are one company or one person, as all that is known of them says. */
export function compareCustomers(one: NameFacts | undefined, other: NameFacts | undefined): Verdict {
  if (one?.kind === 'contact' && other?.kind === 'contact') return comparePeople(one, other);
  if (one?.kind === 'company' && other?.kind === 'company') return compareCompanies(one, other);
  return OTHER;
}

/** What is known of some companies or contacts by which two are told to be one, by id; nothing of what is not there. */
export async function readFacts(
  ctx: System,
  { kind, ids }: { kind: CustomerKind; ids: readonly string[] },
): Promise<Map<string, NameFacts>> {
  const facts = new Map<string, NameFacts>();
  for (const some of chunks(ids)) {
    const read = kind === 'company' ? await readCompanies(ctx, some) : await readPeople(ctx, some);
    for (const [id, each] of read) facts.set(id, each);
  }
  return facts;
}

async function readCompanies(ctx: System, ids: string[]): Promise<Map<string, NameFacts>> {
  const { aliases, companyDomains } = ctx.store.tables;
  const named = await ctx.db
    .select({ id: aliases.companyId, value: aliases.name })
    .from(aliases)
    .where(inArray(aliases.companyId, ids))
    .orderBy(asc(aliases.id));
  const domains = await ctx.db
    .select({ id: companyDomains.companyId, value: companyDomains.domain })
    .from(companyDomains)
    .where(inArray(companyDomains.companyId, ids))
    .orderBy(asc(companyDomains.id));
  const rows = await readCustomers(ctx, { kind: 'company', ids });
  return new Map(
    rows.map(({ id, name, domain }) => [
      id,
      {
        kind: 'company',
        name,
        domain: domain ?? undefined,
        domains: valuesOf(domains, id),
        aliases: valuesOf(named, id),
      },
    ]),
  );
}

async function readPeople(ctx: System, ids: string[]): Promise<Map<string, NameFacts>> {
  const { aliases, contactEmails, contactPhones } = ctx.store.tables;
  const named = await ctx.db
    .select({ id: aliases.contactId, value: aliases.name })
    .from(aliases)
    .where(inArray(aliases.contactId, ids))
    .orderBy(asc(aliases.id));
  const emails = await ctx.db
    .select({ id: contactEmails.contactId, value: contactEmails.email })
    .from(contactEmails)
    .where(inArray(contactEmails.contactId, ids))
    .orderBy(asc(contactEmails.id));
  const phones = await ctx.db
    .select({ id: contactPhones.contactId, value: contactPhones.phone })
    .from(contactPhones)
    .where(inArray(contactPhones.contactId, ids))
    .orderBy(asc(contactPhones.id));
  const employers = await listEmployers(ctx, ids);
  const rows = await readCustomers(ctx, { kind: 'contact', ids });
  return new Map(
    rows.map(({ id, name, email, phone }) => [
      id,
      {
        kind: 'contact',
        name,
        aliases: valuesOf(named, id),
        emails: [...(email ? [email] : []), ...valuesOf(emails, id)],
        phones: [...(phone ? [phone] : []), ...valuesOf(phones, id)],
        companies: valuesOf(employers, id),
      },
    ]),
  );
}

function listEmployers(ctx: System, contactIds: string[]) {
  const { relationships, companies } = ctx.store.tables;
  return ctx.db
    .selectDistinct({ id: relationships.contactId, companyId: companies.id, value: companies.name })
    .from(relationships)
    .innerJoin(companies, eq(companies.id, relationships.companyId))
    .where(
      and(
        inArray(relationships.contactId, contactIds),
        eq(relationships.kind, 'works_at'),
        isNull(relationships.endedOn),
      ),
    )
    .orderBy(companies.id);
}

const valuesOf = (rows: readonly { id: string | null; value: string }[], id: string) =>
  rows.filter((row) => row.id === id).map(({ value }) => value);
