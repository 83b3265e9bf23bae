import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { System, Writing } from '../context.ts';
import { chunks } from '../store/chunks.ts';
import { prepared } from '../store/prepared-statements.ts';
import type { Row, Tables } from '../store/schema.ts';
import { type Mutation, SEARCHED } from '../store/schema-crm.ts';
import { indexEntity, type SearchKind } from '../store/search.ts';

type Words = { id: string; text: string };
type Source = (ctx: System, ids: readonly string[]) => Promise<Words[]>;

/** Where texts stand by which a row is found besides its own. */
const SOURCES: Record<SearchKind, readonly Source[]> = {
  company: [
    (ctx, ids) => aliasesOf(ctx, { field: 'companyId', ids }),
    (ctx, ids) => {
      const { companyDomains } = ctx.store.tables;
      return ctx.db
        .select({ id: companyDomains.companyId, text: companyDomains.domain })
        .from(companyDomains)
        .where(inArray(companyDomains.companyId, [...ids]))
        .orderBy(asc(companyDomains.id));
    },
  ],
  contact: [
    (ctx, ids) => aliasesOf(ctx, { field: 'contactId', ids }),
    (ctx, ids) => {
      const { contactEmails } = ctx.store.tables;
      return ctx.db
        .select({ id: contactEmails.contactId, text: contactEmails.email })
        .from(contactEmails)
        .where(inArray(contactEmails.contactId, [...ids]))
        .orderBy(asc(contactEmails.id));
    },
  ],
  interaction: [namesOfCompanies, namesOfContacts, mergedNamesOfCompanies, mergedNamesOfContacts],
};

async function aliasesOf(
  ctx: System,
  { field, ids }: { field: 'companyId' | 'contactId'; ids: readonly string[] },
): Promise<Words[]> {
  const { aliases } = ctx.store.tables;
  const owner = aliases[field];
  const rows = await ctx.db
    .select({ id: owner, text: aliases.name })
    .from(aliases)
    .where(inArray(owner, [...ids]))
    .orderBy(asc(aliases.id));
  return rows.flatMap(({ id, text }) => (id ? [{ id, text }] : []));
}

async function namesOfCompanies(ctx: System, ids: readonly string[]): Promise<Words[]> {
  const { interactions, companies } = ctx.store.tables;
  return ctx.db
    .select({ id: interactions.id, text: companies.name })
    .from(interactions)
    .innerJoin(companies, eq(companies.id, interactions.companyId))
    .where(inArray(interactions.id, [...ids]));
}

async function namesOfContacts(ctx: System, ids: readonly string[]): Promise<Words[]> {
  const { contacts, interactionContacts: links } = ctx.store.tables;
  return ctx.db
    .select({ id: links.interactionId, text: contacts.name })
    .from(links)
    .innerJoin(contacts, eq(contacts.id, links.contactId))
    .where(inArray(links.interactionId, [...ids]))
    .orderBy(asc(links.id));
}

/** Names of companies that were merged into the one of an interaction: it stays found by them. */
async function mergedNamesOfCompanies(ctx: System, ids: readonly string[]): Promise<Words[]> {
  const { interactions, aliases } = ctx.store.tables;
  return ctx.db
    .select({ id: interactions.id, text: aliases.name })
    .from(interactions)
    .innerJoin(aliases, and(eq(aliases.companyId, interactions.companyId), eq(aliases.source, 'merge')))
    .where(inArray(interactions.id, [...ids]))
    .orderBy(asc(aliases.id));
}

async function mergedNamesOfContacts(ctx: System, ids: readonly string[]): Promise<Words[]> {
  const { aliases, interactionContacts: links } = ctx.store.tables;
  return ctx.db
    .select({ id: links.interactionId, text: aliases.name })
    .from(links)
    .innerJoin(aliases, and(eq(aliases.contactId, links.contactId), eq(aliases.source, 'merge')))
    .where(inArray(links.interactionId, [...ids]))
    .orderBy(asc(aliases.id));
}

type Alias = Pick<Row<'aliases'>, 'id' | 'name'>;
const selectMerged = (field: 'companyId' | 'contactId') =>
  prepared<{ id: string }, Alias>((db, { aliases }) =>
    db
      .select({ id: aliases.id, name: aliases.name })
      .from(aliases)
      .where(and(eq(aliases[field], sql.placeholder('id')), eq(aliases.source, 'merge'))),
  );
const selectMergedOfCompany = selectMerged('companyId');
const selectMergedOfContact = selectMerged('contactId');

/** The names by which a new interaction is found: those of its company and contacts, and of what was merged into them. */
export async function namesToSearch(
  ctx: Writing,
  { company, contacts }: { company: Named | undefined; contacts: readonly Named[] },
): Promise<string[]> {
  const merged = company ? await selectMergedOfCompany(ctx, { id: company.id }) : [];
  const mergedContacts: Alias[] = [];
  for (const { id } of contacts) mergedContacts.push(...(await selectMergedOfContact(ctx, { id })));
  return [
    ...(company ? [company] : []),
    ...contacts,
    ...merged.toSorted(byId),
    ...mergedContacts.toSorted(byId),
  ].map(({ name }) => name);
}

type Named = { id: string; name: string };
const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);

/** The texts of other rows by which rows of one kind are found, by id: of a customer all its further names. */
export async function furtherWords(
  ctx: System,
  { kind, ids }: { kind: SearchKind; ids: readonly string[] },
): Promise<Map<string, string[]>> {
  const words = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const source of SOURCES[kind])
    for (const { id, text } of await source(ctx, ids)) words.get(id)?.push(text);
  return words;
}

/** The texts of a row by which it is found. */
export function ownWords(table: Mutation['table'], row: object): string[] {
  const values = row as Record<string, unknown>;
  const columns = SEARCHED[table]?.columns ?? [];
  return columns.map((column) => values[column]).filter((value) => typeof value === 'string');
}

const TABLES = { company: 'companies', contact: 'contacts', interaction: 'interactions' } as const;

/** All tables that are searched are alike as far as this file is concerned: they have an id, and texts. */
type AnySearched = Tables['companies'];

/** Reads anew what rows are found by, from themselves and from those around them; nothing of a row that is not there. */
export async function indexAgain(
  ctx: Writing,
  { kind, ids }: { kind: SearchKind; ids: readonly string[] },
): Promise<void> {
  const table = TABLES[kind];
  const searched = ctx.store.tables[table] as AnySearched;
  for (const some of chunks([...new Set(ids)])) {
    const rows: Row<'companies'>[] = await ctx.db.select().from(searched).where(inArray(searched.id, some));
    const further = await furtherWords(ctx, { kind, ids: some });
    for (const row of rows) {
      const words = [...ownWords(table, row), ...(further.get(row.id) ?? [])];
      await indexEntity(ctx, { kind, entityId: row.id, words });
    }
  }
}

/** Whose search entry a further name, domain or address is part of. */
export function ownerOf(
  table: Mutation['table'],
  row: object,
): { kind: 'company' | 'contact'; id: string } | undefined {
  if (!FURTHER.has(table)) return undefined;
  const { companyId, contactId } = row as { companyId?: unknown; contactId?: unknown };
  if (typeof companyId === 'string') return { kind: 'company', id: companyId };
  return typeof contactId === 'string' ? { kind: 'contact', id: contactId } : undefined;
}

const FURTHER: ReadonlySet<Mutation['table']> = new Set(['aliases', 'companyDomains', 'contactEmails']);

/** Reads anew what customers and all their interactions are found by, after names have come or gone. */
export async function indexCustomers(
  ctx: Writing,
  { kind, ids }: { kind: 'company' | 'contact'; ids: readonly string[] },
): Promise<void> {
  const { interactions, interactionContacts: links } = ctx.store.tables;
  await indexAgain(ctx, { kind, ids });
  const found =
    kind === 'company'
      ? await ctx.db
          .select({ id: interactions.id })
          .from(interactions)
          .where(inArray(interactions.companyId, [...ids]))
      : await ctx.db
          .selectDistinct({ id: links.interactionId })
          .from(links)
          .where(inArray(links.contactId, [...ids]));
  await indexAgain(ctx, { kind: 'interaction', ids: found.map(({ id }) => id) });
}
