import { sql } from 'drizzle-orm';
import type { Columns } from './columns.ts';
import type { customers, people } from './schema-crm.ts';

/** How a further name of a company or a contact has become known. */
export const ALIAS_SOURCES = ['answer', 'rename', 'merge', 'added'] as const;

type Customers = ReturnType<typeof people> & ReturnType<typeof customers>;

/** What else companies and contacts are known by: further names, addresses, numbers, domains, and ids of what was merged. */
export function naming(c: Columns, { members, companies, contacts }: Customers) {
  const ofContact = () =>
    c
      .text()
      .notNull()
      .references(() => contacts.id);
  const made = {
    createdAt: c.instant().notNull(),
    createdBy: c
      .text()
      .notNull()
      .references(() => members.id),
  };
  const aliases = c.table(
    'aliases',
    {
      id: c.id().primaryKey(),
      companyId: c.text().references(() => companies.id),
      contactId: c.text().references(() => contacts.id),
      name: c.text().notNull(),
      /** The whole name, folded. */
      nameKey: c.text().notNull(),
      source: c.text().$type<(typeof ALIAS_SOURCES)[number]>().notNull(),
      ...made,
    },
    (t) => [
      c.uniqueIndex('aliases_company').on(t.companyId, t.nameKey).where(sql`${t.companyId} is not null`),
      c.uniqueIndex('aliases_contact').on(t.contactId, t.nameKey).where(sql`${t.contactId} is not null`),
      c.check('aliases_one_owner', sql`(${t.companyId} is null) <> (${t.contactId} is null)`),
    ],
  );
  /** Domains of a company besides the one in its own row. */
  const companyDomains = c.table(
    'company_domains',
    {
      id: c.id().primaryKey(),
      companyId: c
        .text()
        .notNull()
        .references(() => companies.id),
      domain: c.text().notNull().unique(),
      ...made,
    },
    (t) => [c.index('company_domains_company').on(t.companyId)],
  );
  /** Addresses of a contact besides the one in their own row. */
  const contactEmails = c.table(
    'contact_emails',
    { id: c.id().primaryKey(), contactId: ofContact(), email: c.text().notNull().unique(), ...made },
    (t) => [c.index('contact_emails_contact').on(t.contactId)],
  );
  /** Phone numbers of a contact besides the one in their own row, as they are written. */
  const contactPhones = c.table(
    'contact_phones',
    { id: c.id().primaryKey(), contactId: ofContact(), phone: c.text().notNull(), ...made },
    (t) => [c.index('contact_phones_contact').on(t.contactId)],
  );
  /** Ids of companies and contacts that were merged into others: who asks for one gets the other. */
  const mergedIds = c.table(
    'merged_ids',
    {
      id: c.id().primaryKey(),
      mergedId: c.text().notNull().unique(),
      /** What it is one with now. */
      companyId: c.text().references(() => companies.id),
      contactId: c.text().references(() => contacts.id),
      ...made,
    },
    (t) => [
      c.index('merged_ids_company').on(t.companyId).where(sql`${t.companyId} is not null`),
      c.index('merged_ids_contact').on(t.contactId).where(sql`${t.contactId} is not null`),
      c.check('merged_ids_one_target', sql`(${t.companyId} is null) <> (${t.contactId} is null)`),
    ],
  );
  /**
   * Two companies or two contacts that may be one, the smaller id first, until somebody has said. The ids point at
   * nothing, so that what was said is still known when one of them comes back.
   */
  const duplicates = c.table(
    'duplicates',
    {
      id: c.id().primaryKey(),
      kind: c.text().$type<'company' | 'contact'>().notNull(),
      oneId: c.text().notNull(),
      otherId: c.text().notNull(),
      /** A reason of `names/verdict.ts`. */
      because: c.text().notNull(),
      status: c.text().$type<'open' | 'different'>().notNull(),
      /** The member who asked about it; null for what was found by code. */
      reportedBy: c.text().references(() => members.id),
      decidedBy: c.text().references(() => members.id),
      decidedAt: c.instant(),
      /** The night whose digest has shown it. */
      shownOn: c.day(),
      createdAt: c.instant().notNull(),
    },
    (t) => [
      c.uniqueIndex('duplicates_once').on(t.oneId, t.otherId),
      c.index('duplicates_other').on(t.otherId),
      c.index('duplicates_open').on(t.createdAt).where(sql`${t.status} = 'open'`),
    ],
  );
  /** Where names are looked up: the lookup keys of every name, address, number and domain. Follows from other rows. */
  const nameKeys = c.table(
    'name_keys',
    {
      id: c.serial(),
      kind: c.text().$type<'company' | 'contact'>().notNull(),
      entityId: c.text().notNull(),
      /** The row that the key follows from: the entity itself, or one of its further names. */
      sourceId: c.text().notNull(),
      key: c.text().notNull(),
    },
    (t) => [
      c.index('name_keys_key').on(t.key, t.kind, t.entityId),
      c.index('name_keys_source').on(t.sourceId),
    ],
  );
  /**
   * By which version of its rules this database's derived rows were written: name keys, sort keys, search bodies; and by which
   * all customers were compared with each other.
   */
  const derivedRules = c.table('derived_rules', {
    /** What follows from them. */
    id: c.text().$type<'names' | 'search' | 'duplicates'>().primaryKey(),
    version: c.integer().notNull(),
  });
  return {
    aliases,
    companyDomains,
    contactEmails,
    contactPhones,
    mergedIds,
    duplicates,
    nameKeys,
    derivedRules,
  };
}
