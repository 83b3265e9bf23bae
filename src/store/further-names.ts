import { and, asc, eq, inArray, isNotNull, notInArray } from 'drizzle-orm';
import type { System } from '../context.ts';
import { isOneOf } from './lists.ts';
import type { Row } from './schema.ts';

/** Other names by which interactions are found, too: what their customers were called when they took place. */
export const FORMER_NAMES = ['merge', 'rename'] as const satisfies readonly Row<'aliases'>['source'][];

/** A text by which the row with this id is found. */
type Text = { id: string; text: string };

/** Other names of companies. */
export const aliasesOfCompanies = (ctx: System, ids: readonly string[]): Promise<Text[]> =>
  aliasesOf(ctx, { field: 'companyId', ids });

/** Other names of contacts. */
export const aliasesOfContacts = (ctx: System, ids: readonly string[]): Promise<Text[]> =>
  aliasesOf(ctx, { field: 'contactId', ids });

async function aliasesOf(
  ctx: System,
  { field, ids }: { field: 'companyId' | 'contactId'; ids: readonly string[] },
): Promise<Text[]> {
  const { aliases } = ctx.store.tables;
  const owner = aliases[field];
  const rows = await ctx.db
    .select({ id: owner, text: aliases.name })
    .from(aliases)
    .where(isOneOf(ctx, { value: owner, of: ids }))
    .orderBy(asc(aliases.id));
  return rows.flatMap(({ id, text }) => (id ? [{ id, text }] : []));
}

export async function furtherDomains(ctx: System, ids: readonly string[]): Promise<Text[]> {
  const { companyDomains } = ctx.store.tables;
  return ctx.db
    .select({ id: companyDomains.companyId, text: companyDomains.domain })
    .from(companyDomains)
    .where(isOneOf(ctx, { value: companyDomains.companyId, of: ids }))
    .orderBy(asc(companyDomains.id));
}

export async function furtherEmails(ctx: System, ids: readonly string[]): Promise<Text[]> {
  const { contactEmails } = ctx.store.tables;
  return ctx.db
    .select({ id: contactEmails.contactId, text: contactEmails.email })
    .from(contactEmails)
    .where(isOneOf(ctx, { value: contactEmails.contactId, of: ids }))
    .orderBy(asc(contactEmails.id));
}

export async function furtherPhones(ctx: System, ids: readonly string[]): Promise<Text[]> {
  const { contactPhones } = ctx.store.tables;
  return ctx.db
    .select({ id: contactPhones.contactId, text: contactPhones.phone })
    .from(contactPhones)
    .where(isOneOf(ctx, { value: contactPhones.contactId, of: ids }))
    .orderBy(asc(contactPhones.id));
}

/** Words in own fields of companies. */
export const valuesOfCompanies = (ctx: System, ids: readonly string[]): Promise<Text[]> =>
  valuesOf(ctx, { field: 'companyId', ids });

/** Words in own fields of contacts. */
export const valuesOfContacts = (ctx: System, ids: readonly string[]): Promise<Text[]> =>
  valuesOf(ctx, { field: 'contactId', ids });

async function valuesOf(
  ctx: System,
  { field, ids }: { field: 'companyId' | 'contactId'; ids: readonly string[] },
): Promise<Text[]> {
  const { fieldValues } = ctx.store.tables;
  const owner = fieldValues[field];
  const rows = await ctx.db
    .select({ id: owner, text: fieldValues.text })
    .from(fieldValues)
    .where(
      and(
        isOneOf(ctx, { value: owner, of: ids }),
        isNotNull(owner),
        notInArray(fieldValues.text, ['yes', 'no']),
      ),
    )
    .orderBy(asc(fieldValues.id));
  return rows.flatMap(({ id, text }) => (id && text ? [{ id, text }] : []));
}

/*
 * SQLite takes the tables of a cross join in this order: from the few interactions that are asked for to the names of each.
 * That an owner is there is said so that the index of the names of owners is used.
 */

/** Former names of the companies of some interactions, and names of those merged into them: they stay found by them. */
export async function formerNamesOfCompanies(ctx: System, ids: readonly string[]): Promise<Text[]> {
  const { interactions, aliases } = ctx.store.tables;
  return ctx.db
    .select({ id: interactions.id, text: aliases.name })
    .from(interactions)
    .crossJoin(aliases)
    .where(
      and(
        isOneOf(ctx, { value: interactions.id, of: ids }),
        isNotNull(aliases.companyId),
        eq(aliases.companyId, interactions.companyId),
        inArray(aliases.source, [...FORMER_NAMES]),
      ),
    )
    .orderBy(asc(aliases.id));
}

/** The same of those who took part in some interactions. */
export async function formerNamesOfContacts(ctx: System, ids: readonly string[]): Promise<Text[]> {
  const { aliases, interactionContacts: links } = ctx.store.tables;
  return ctx.db
    .select({ id: links.interactionId, text: aliases.name })
    .from(links)
    .crossJoin(aliases)
    .where(
      and(
        isOneOf(ctx, { value: links.interactionId, of: ids }),
        isNotNull(aliases.contactId),
        eq(aliases.contactId, links.contactId),
        inArray(aliases.source, [...FORMER_NAMES]),
      ),
    )
    .orderBy(asc(aliases.id));
}
