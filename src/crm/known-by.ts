import { and, asc, eq, exists, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { System } from '../context.ts';
import type { CompanyFacts } from '../names/compare-companies.ts';
import type { PersonFacts } from '../names/person-facts.ts';
import { isOneOf, listOf } from '../store/lists.ts';
import { prepared } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import { worksThere } from './name-keys.ts';

/** The ids in JSON. */
type Ids = { ids: string };
const IDS = sql.placeholder('ids');

/** Keys of names in JSON. */
type Keys = { keys: string; limit: number };

/** What a table has of each of its rows in others, each as one list. */
type Lists<Name extends string> = (...of: Built) => Record<Name, SQL<string[]>>;
/** What a prepared query is built of. */
type Built = Parameters<Parameters<typeof prepared>[0]>;

/** A company with all that it is known by. `domains`: others besides `domain`. */
export type CompanyKnownBy = {
  id: string;
  name: string;
  domain: string | null;
  domains: string[];
  aliases: string[];
};

/** The ids of those who have one of the keys. */
const holdersOf = (
  [db, { nameKeys }, ctx]: Built,
  { kind, where }: { kind: Row<'nameKeys'>['kind']; where?: SQL | undefined },
) =>
  db
    .select({ id: nameKeys.entityId })
    .from(nameKeys)
    .where(
      and(isOneOf(ctx, { value: nameKeys.key, of: sql.placeholder('keys') }), eq(nameKeys.kind, kind), where),
    );

/** A company, and all that it is known by besides. */
type WholeCompany = Pick<CompanyKnownBy, 'domains' | 'aliases'> & { company: Row<'companies'> };

const listsOfCompany: Lists<'domains' | 'aliases'> = (db, { companies, companyDomains, aliases }, ctx) => {
  const domains = db
    .select({ value: sql`${companyDomains.domain}`.as('value') })
    .from(companyDomains)
    .where(eq(companyDomains.companyId, companies.id))
    .orderBy(asc(companyDomains.id));
  const further = db
    .select({ value: sql`${aliases.name}`.as('value') })
    .from(aliases)
    .where(eq(aliases.companyId, companies.id))
    .orderBy(asc(aliases.id));
  return { domains: listOf(ctx, domains.getSQL()), aliases: listOf(ctx, further.getSQL()) };
};

const selectCompanies = prepared<Ids, CompanyKnownBy>((db, tables, ctx) => {
  const { id, name, domain } = tables.companies;
  return db
    .select({ id, name, domain, ...listsOfCompany(db, tables, ctx) })
    .from(tables.companies)
    .where(isOneOf(ctx, { value: id, of: IDS }));
});

const selectNamedCompanies = prepared<Keys, WholeCompany>((db, tables, ctx) => {
  const { companies } = tables;
  return db
    .select({ company: companies, ...listsOfCompany(db, tables, ctx) })
    .from(companies)
    .where(inArray(companies.id, holdersOf([db, tables, ctx], { kind: 'company' })))
    .orderBy(asc(companies.id))
    .limit(sql.placeholder('limit'));
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

/** A contact, and all that they are known by besides. */
export type WholeContact = Pick<ContactKnownBy, ListOfContact> & { contact: Row<'contacts'> };

type ListOfContact = 'emails' | 'phones' | 'aliases' | 'companyIds';

const listsOfContact: Lists<ListOfContact> = (db, tables, ctx) => {
  const { contactEmails, contactPhones, aliases, relationships } = tables;
  const { id } = tables.contacts;
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
  return {
    emails: listOf(ctx, emails.getSQL()),
    phones: listOf(ctx, phones.getSQL()),
    aliases: listOf(ctx, further.getSQL()),
    companyIds: listOf(ctx, employers.getSQL()),
  };
};

const selectContacts = prepared<Ids, ContactKnownBy>((db, tables, ctx) => {
  const { id, name, email, phone } = tables.contacts;
  return db
    .select({ id, name, email, phone, ...listsOfContact(db, tables, ctx) })
    .from(tables.contacts)
    .where(isOneOf(ctx, { value: id, of: IDS }));
});

const selectWholeContacts = prepared<Ids, WholeContact>((db, tables, ctx) => {
  const { contacts } = tables;
  return db
    .select({ contact: contacts, ...listsOfContact(db, tables, ctx) })
    .from(contacts)
    .where(isOneOf(ctx, { value: contacts.id, of: IDS }));
});

/** Those who have one of the keys, at a company or anywhere. */
const selectNamed = (where: 'anywhere' | 'at the company') =>
  prepared<Keys & { companyId: string }, WholeContact>((db, tables, ctx) => {
    const { contacts, nameKeys, relationships } = tables;
    const works = db
      .select({ id: relationships.id })
      .from(relationships)
      .where(and(worksThere(tables), eq(relationships.contactId, nameKeys.entityId)));
    const isThere = where === 'anywhere' ? undefined : exists(works);
    const holders = holdersOf([db, tables, ctx], { kind: 'contact', where: isThere });
    return db
      .select({ contact: contacts, ...listsOfContact(db, tables, ctx) })
      .from(contacts)
      .where(inArray(contacts.id, holders))
      .orderBy(asc(contacts.id))
      .limit(sql.placeholder('limit'));
  });
const selectNamedAnywhere = selectNamed('anywhere');
const selectNamedThere = selectNamed('at the company');

/** What some companies are known by, in the order of their ids as they are given. One that is not there is left out. */
export const readCompaniesKnownBy = (ctx: System, ids: readonly string[]): Promise<CompanyKnownBy[]> =>
  readInOrder(ids, (some) => selectCompanies(ctx, { ids: some }), idOf);

/** What some contacts are known by, in the order of their ids as they are given. Who is not there is left out. */
export const readContactsKnownBy = (ctx: System, ids: readonly string[]): Promise<ContactKnownBy[]> =>
  readInOrder(ids, (some) => selectContacts(ctx, { ids: some }), idOf);

/** Contacts whole, in the order of their ids as they are given. Who is not there is left out. */
export const readWholeContacts = (ctx: System, ids: readonly string[]): Promise<WholeContact[]> =>
  readInOrder(
    ids,
    (some) => selectWholeContacts(ctx, { ids: some }),
    ({ contact }) => contact.id,
  );

/** Companies whole that have one of these keys of a name, the first ones by their ids. In one query. */
export const readCompaniesNamed = (
  ctx: System,
  { keys, limit }: { keys: readonly string[]; limit: number },
): Promise<WholeCompany[]> => selectNamedCompanies(ctx, { keys: JSON.stringify(keys), limit });

/** The same of contacts: of those who work at the company, where one is given. */
export const readContactsNamed = (
  ctx: System,
  { keys, companyId, limit }: { keys: readonly string[]; companyId: string | undefined; limit: number },
): Promise<WholeContact[]> => {
  const select = companyId === undefined ? selectNamedAnywhere : selectNamedThere;
  return select(ctx, { keys: JSON.stringify(keys), companyId: companyId ?? '', limit });
};

const idOf = ({ id }: { id: string }): string => id;

async function readInOrder<Known>(
  ids: readonly string[],
  read: (ids: string) => Promise<Known[]>,
  idOf: (known: Known) => string,
): Promise<Known[]> {
  if (ids.length === 0) return [];
  const known = new Map((await read(JSON.stringify(ids))).map((each) => [idOf(each), each]));
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
