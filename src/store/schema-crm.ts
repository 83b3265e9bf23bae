import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Columns } from './columns.ts';
import { AnyRecord } from './json.ts';

export const RELATIONSHIP_KINDS = [
  'works_at',
  'reports_to',
  'introduced_by',
  'assistant_of',
  'advises',
  'knows',
] as const;
type RelationshipKind = (typeof RELATIONSHIP_KINDS)[number];

/** Whose mistake a correction mends: the person says it otherwise now, or they had been misread. */
export const BECAUSE = ['person_changed', 'misread'] as const;
export type Because = (typeof BECAUSE)[number];

const AUDITED = [
  'companies',
  'contacts',
  'relationships',
  'interactions',
  'interactionContacts',
  'followUps',
  'aliases',
  'companyDomains',
  'contactEmails',
  'contactPhones',
  'mergedIds',
  'deals',
  'dealContacts',
  'dealChanges',
  'fieldValues',
  'externalIds',
  'observations',
] as const;

type SearchKind = 'company' | 'contact' | 'interaction';
/** The tables that full-text search covers, and the columns by which it finds their rows: see `SEARCH_RULES_VERSION`. */
export const SEARCHED: { [Name in Mutation['table']]?: { kind: SearchKind; columns: readonly string[] } } = {
  companies: { kind: 'company', columns: ['name', 'domain', 'about'] },
  contacts: { kind: 'contact', columns: ['name', 'email', 'phone', 'title', 'about'] },
  interactions: { kind: 'interaction', columns: ['kind', 'summary', 'details'] },
};

/** A row before and after one change; `null` where it did not exist. Values are as the tables return them, in JSON. */
export type Mutation = {
  table: (typeof AUDITED)[number];
  id: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
};
export const Mutation: z.ZodType<Mutation> = z.looseObject({
  table: z.enum(AUDITED),
  id: z.string(),
  before: AnyRecord.nullable(),
  after: AnyRecord.nullable(),
});

export function people(c: Columns) {
  const members = c.table('members', {
    id: c.id().primaryKey(),
    slackUserId: c.text().notNull().unique(),
    name: c.text().notNull(),
    email: c.text(),
    role: c.text().$type<'member' | 'lead' | 'admin'>().notNull(),
    timeZone: c.text().notNull(),
    /** BCP 47: how numbers and days are written for this person. */
    locale: c.text().notNull().default('en-US'),
    /** When they are told in the morning what is due: `HH:MM` in their zone. */
    remindAt: c.text().notNull().default('09:00'),
    /** Whether they are told on Saturdays and Sundays too. */
    remindOnWeekends: c.flag().notNull().default(false),
    status: c.text().$type<'active' | 'retired'>().notNull(),
    /** Where their direct messages with us are, once Slack has told. */
    directChannel: c.text(),
    createdAt: c.instant().notNull(),
    updatedAt: c.instant().notNull(),
  });
  return { members };
}

export function customers(c: Columns, { members }: ReturnType<typeof people>) {
  const companies = c.table(
    'companies',
    {
      id: c.id().primaryKey(),
      name: c.text().notNull(),
      /** The whole name, folded: `acme gmbh`. */
      nameKey: c.text().notNull(),
      /** The folded name without its legal form: `acme`. */
      stemKey: c.text().notNull(),
      /** By which lists are sorted as a dictionary is. */
      sortKey: c.text().notNull().default(''),
      domain: c.text().unique(),
      about: c.text(),
      createdAt: c.instant().notNull(),
      createdBy: c
        .text()
        .notNull()
        .references(() => members.id),
    },
    (t) => [
      c.index('companies_stem_key').on(t.stemKey),
      c.index('companies_name_key').on(t.nameKey),
      c.index('companies_sort_key').on(t.sortKey, t.id),
    ],
  );
  const contacts = c.table(
    'contacts',
    {
      id: c.id().primaryKey(),
      name: c.text().notNull(),
      nameKey: c.text().notNull(),
      /** The first word of the folded name. Nothing looks people up by it: `name_keys` has the ways in which they are called. */
      firstKey: c.text().notNull(),
      /** By which lists are sorted as a dictionary is. */
      sortKey: c.text().notNull().default(''),
      email: c.text().unique(),
      phone: c.text(),
      title: c.text(),
      about: c.text(),
      createdAt: c.instant().notNull(),
      createdBy: c
        .text()
        .notNull()
        .references(() => members.id),
    },
    (t) => [c.index('contacts_name_key').on(t.nameKey), c.index('contacts_sort_key').on(t.sortKey, t.id)],
  );
  const relationships = c.table(
    'relationships',
    {
      id: c.id().primaryKey(),
      kind: c.text().$type<RelationshipKind>().notNull(),
      contactId: c
        .text()
        .notNull()
        .references(() => contacts.id),
      otherContactId: c.text().references(() => contacts.id),
      companyId: c.text().references(() => companies.id),
      startedOn: c.day(),
      endedOn: c.day(),
      createdAt: c.instant().notNull(),
      createdBy: c
        .text()
        .notNull()
        .references(() => members.id),
    },
    (t) => [
      c.index('relationships_contact').on(t.contactId),
      c.index('relationships_other_contact').on(t.otherContactId).where(sql`${t.otherContactId} is not null`),
      c.index('relationships_company').on(t.companyId, t.kind, t.endedOn, t.contactId),
      c.check('relationships_one_target', sql`(${t.otherContactId} is null) <> (${t.companyId} is null)`),
    ],
  );
  return { companies, contacts, relationships };
}

export function audit(c: Columns, { members }: ReturnType<typeof people>) {
  const changes = c.table(
    'changes',
    {
      id: c.id().primaryKey(),
      memberId: c
        .text()
        .notNull()
        .references(() => members.id),
      verb: c.text().notNull(),
      /** What was written, in words, for cards and lists. */
      summary: c.text().notNull(),
      mutations: c.json(z.array(Mutation)).notNull(),
      /** Of a change that puts an earlier one right: who had been mistaken. */
      because: c.text().$type<Because>(),
      runId: c.text(),
      /** The import that it is a part of. */
      importId: c.text(),
      sourceChannel: c.text(),
      sourceTs: c.text(),
      createdAt: c.instant().notNull(),
      undoneAt: c.instant(),
      /** The run that took it back, when that was done in words. */
      undoneRunId: c.text(),
      /** Who had been mistaken, where that was said when it was taken back. */
      undoneBecause: c.text().$type<Because>(),
      undoneBy: c.text().references(() => members.id),
    },
    (t) => [
      c.index('changes_run').on(t.runId).where(sql`${t.runId} is not null`),
      c.index('changes_undone_run').on(t.undoneRunId).where(sql`${t.undoneRunId} is not null`),
      c.index('changes_import').on(t.importId, t.id).where(sql`${t.importId} is not null`),
      c.index('changes_member').on(t.memberId, t.id),
      c.index('changes_source').on(t.sourceChannel, t.sourceTs),
    ],
  );
  /**
   * What the changes are about, so that they are found by it: one row for each row that a change wrote, and one for
   * each other that a written row points at, or did before. Written with the change.
   */
  const changeRows = c.table(
    'change_rows',
    {
      id: c.serial(),
      changeId: c
        .text()
        .notNull()
        .references(() => changes.id, { onDelete: 'cascade' }),
      tableName: c.text().$type<Mutation['table']>().notNull(),
      rowId: c.text().notNull(),
      /** `pointed`: a row that was written has its id in one of its fields. */
      role: c.text().$type<'written' | 'pointed'>().notNull(),
      /** What a written row has since that no other of its table may have: the domain of a company, the address of a contact. */
      onlyValue: c.text(),
    },
    (t) => [
      c.index('change_rows_row').on(t.rowId, t.changeId),
      c.index('change_rows_only_value').on(t.onlyValue).where(sql`${t.onlyValue} is not null`),
    ],
  );
  /** What full-text search reads; written only together with the row it is about. */
  const searchEntries = c.table('search_entries', {
    id: c.serial(),
    kind: c.text().$type<SearchKind>().notNull(),
    entityId: c.text().notNull().unique(),
    /** Folded words, and other forms of them: see `searchBody`. */
    body: c.text().notNull(),
  });
  return { changes, changeRows, searchEntries };
}
