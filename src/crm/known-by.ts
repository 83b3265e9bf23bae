import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { System } from '../context.ts';
import type { CompanyFacts } from '../names/compare-companies.ts';
import type { PersonFacts } from '../names/person-facts.ts';
import { isOneOf, listOf } from '../store/lists.ts';
import { prepared } from '../store/prepared-statements.ts';

/** The ids in JSON. */
type Ids = { ids: string };
const IDS = sql.placeholder('ids');

/** A company with all that it is known by. `domains`: others besides `domain`. */
export type CompanyKnownBy = {
  id: string;
  name: string;
  domain: string | null;
  domains: string[];
  aliases: string[];
};

const selectCompanies = prepared<Ids, CompanyKnownBy>((db, { companies, companyDomains, aliases }, ctx) => {
  const { id, name, domain } = companies;
  const domains = db
    .select({ value: sql`${companyDomains.domain}`.as('value') })
    .from(companyDomains)
    .where(eq(companyDomains.companyId, id))
    .orderBy(asc(companyDomains.id));
  const further = db
    .select({ value: sql`${aliases.name}`.as('value') })
    .from(aliases)
    .where(eq(aliases.companyId, id))
    .orderBy(asc(aliases.id));
  return db
    .select({
      id,
      name,
      domain,
      domains: listOf(ctx, domains.getSQL()),
      aliases: listOf(ctx, further.getSQL()),
    })
    .from(companies)
    .where(isOneOf(ctx, { value: id, of: IDS }));
});

/** A contact with all that they are known by but for where they work. `emails`, `phones`: others besides the first. */
export type ContactKnownBy = {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  emails: string[];
  phones: string[];
  aliases: string[];
  companyIds: string[];
};

const selectContacts = prepared<Ids, ContactKnownBy>((db, tables, ctx) => {
  const { contacts, contactEmails, contactPhones, aliases, relationships } = tables;
  const { id, name, email, phone } = contacts;
  const emails = db
    .select({ value: sql`${contactEmails.email}`.as('value') })
    .from(contactEmails)
    .where(eq(contactEmails.contactId, id))
    .orderBy(asc(contactEmails.id));
  const phones = db
    .select({ value: sql`${contactPhones.phone}`.as('value') })
    .from(contactPhones)
    .where(eq(contactPhones.contactId, id))
    .orderBy(asc(contactPhones.id));
  const further = db
    .select({ value: sql`${aliases.name}`.as('value') })
    .from(aliases)
    .where(eq(aliases.contactId, id))
    .orderBy(asc(aliases.id));
  const employers = db
    .select({ value: sql`${relationships.companyId}`.as('value') })
    .from(relationships)
    .where(
      and(eq(relationships.contactId, id), eq(relationships.kind, 'works_at'), isNull(relationships.endedOn)),
    )
    .orderBy(asc(relationships.id));
  const lists = {
    emails: listOf(ctx, emails.getSQL()),
    phones: listOf(ctx, phones.getSQL()),
    aliases: listOf(ctx, further.getSQL()),
    companyIds: listOf(ctx, employers.getSQL()),
  };
  return db
    .select({ id, name, email, phone, ...lists })
    .from(contacts)
    .where(isOneOf(ctx, { value: id, of: IDS }));
});

/** What some companies are known by, in the order of their ids as they are given. One that is not there is left out. */
export const readCompaniesKnownBy = (ctx: System, ids: readonly string[]): Promise<CompanyKnownBy[]> =>
  readInOrder(ids, (some) => selectCompanies(ctx, { ids: some }));

/** What some contacts are known by, in the order of their ids as they are given. Who is not there is left out. */
export const readContactsKnownBy = (ctx: System, ids: readonly string[]): Promise<ContactKnownBy[]> =>
  readInOrder(ids, (some) => selectContacts(ctx, { ids: some }));

async function readInOrder<Known extends { id: string }>(
  ids: readonly string[],
  read: (ids: string) => Promise<Known[]>,
): Promise<Known[]> {
  if (ids.length === 0) return [];
  const known = new Map((await read(JSON.stringify(ids))).map((each) => [each.id, each]));
  return ids.flatMap((id) => known.get(id) ?? []);
}

/** What the names of a company are compared by. */
export const factsOfCompany = ({
  name,
  domain,
  domains,
  aliases,
}: Omit<CompanyKnownBy, 'id'>): CompanyFacts => ({
  name,
  domain: domain ?? undefined,
  domains,
  aliases,
});

/** What a contact is compared by, but for where they work. */
export const factsOfContact = ({
  name,
  email,
  phone,
  emails,
  phones,
  aliases,
}: Omit<ContactKnownBy, 'id' | 'companyIds'>): PersonFacts => ({
  name,
  emails: [...given(email), ...emails],
  phones: [...given(phone), ...phones],
  aliases,
});

const given = (value: string | null): string[] => (value ? [value] : []);
