import { eq, getTableColumns } from 'drizzle-orm';
import type { System } from '../context.ts';
import {
  aliasesOfCompanies,
  aliasesOfContacts,
  formerNamesOfCompanies,
  formerNamesOfContacts,
  furtherDomains,
  furtherEmails,
  furtherPhones,
  valuesOfCompanies,
  valuesOfContacts,
} from './further-names.ts';
import { isOneOf } from './lists.ts';
import type { Row, Tables } from './schema.ts';
import { type Mutation, SEARCHED } from './schema-crm.ts';

type SearchKind = Row<'searchEntries'>['kind'];

/** What a row is found by, by its id. */
type Texts = Map<string, string[]>;
type Source = (ctx: System, ids: readonly string[]) => Promise<{ id: string; text: string }[]>;

/** Where texts stand by which a row is found besides its own. Whoever inserts a row hands them in; later they are read here. */
const SOURCES: Record<SearchKind, readonly Source[]> = {
  company: [aliasesOfCompanies, furtherDomains, valuesOfCompanies],
  contact: [aliasesOfContacts, furtherEmails, furtherPhones, valuesOfContacts],
  interaction: [namesOfCompanies, namesOfContacts, formerNamesOfCompanies, formerNamesOfContacts],
};

/** The texts of a row by which it is found. */
export function ownTexts(table: Mutation['table'], row: object): string[] {
  const values = row as Record<string, unknown>;
  const columns = SEARCHED[table]?.columns ?? [];
  return columns.map((column) => values[column]).filter((value) => typeof value === 'string');
}

/** The texts of other rows by which rows of one kind are found, such as the names of those an interaction was with. */
export async function furtherTexts(
  ctx: System,
  { kind, ids }: { kind: SearchKind; ids: readonly string[] },
): Promise<Texts> {
  const texts: Texts = new Map(ids.map((id) => [id, []]));
  for (const source of SOURCES[kind]) {
    for (const { id, text } of await source(ctx, ids)) texts.get(id)?.push(text);
  }
  return texts;
}

/** All tables that are searched are alike as far as this file is concerned: they have an id, and texts. */
type AnySearched = Tables['companies'];

/** All texts by which rows are found, their own first; nothing of a row that is not there. */
export async function readTexts(
  ctx: System,
  { kind, ids }: { kind: SearchKind; ids: readonly string[] },
): Promise<Texts> {
  const name = tableOf(kind);
  const table = ctx.store.tables[name] as AnySearched;
  const rows = await ctx.db
    .select(getTableColumns(table))
    .from(table)
    .where(isOneOf(ctx, { value: table.id, of: ids }));
  const further = await furtherTexts(ctx, { kind, ids });
  return new Map(rows.map((row) => [row.id, [...ownTexts(name, row), ...(further.get(row.id) ?? [])]]));
}

/** The table whose rows are of a kind. */
export function tableOf(kind: SearchKind): Mutation['table'] {
  const tables = Object.keys(SEARCHED) as Mutation['table'][];
  const found = tables.find((name) => SEARCHED[name]?.kind === kind);
  if (!found) throw new Error(`Nothing of the kind ${kind} is searched.`);
  return found;
}

async function namesOfCompanies(ctx: System, ids: readonly string[]) {
  const { interactions, companies } = ctx.store.tables;
  return ctx.db
    .select({ id: interactions.id, text: companies.name })
    .from(interactions)
    .innerJoin(companies, eq(companies.id, interactions.companyId))
    .where(isOneOf(ctx, { value: interactions.id, of: ids }));
}

async function namesOfContacts(ctx: System, ids: readonly string[]) {
  const { contacts, interactionContacts: links } = ctx.store.tables;
  return ctx.db
    .select({ id: links.interactionId, text: contacts.name })
    .from(links)
    .innerJoin(contacts, eq(contacts.id, links.contactId))
    .where(isOneOf(ctx, { value: links.interactionId, of: ids }))
    .orderBy(links.id);
}
