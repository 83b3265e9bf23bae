import { and, eq, inArray, or, sql } from 'drizzle-orm';
import type { Writing } from '../context.ts';
import { chunks } from '../store/chunks.ts';
import { FORMER_NAMES } from '../store/further-names.ts';
import { isOneOf } from '../store/lists.ts';
import { prepared } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import type { Mutation } from '../store/schema-crm.ts';
import { indexAgain } from '../store/search.ts';

type Alias = Pick<Row<'aliases'>, 'id' | 'name' | 'companyId'>;

/** `contactIds`: in JSON. */
const selectFormer = prepared<{ companyId: string; contactIds: string }, Alias>((db, { aliases }, ctx) => {
  const { id, name, companyId, contactId, source } = aliases;
  const isTheirs = or(
    eq(companyId, sql.placeholder('companyId')),
    isOneOf(ctx, { value: contactId, of: sql.placeholder('contactIds') }),
  );
  return db
    .select({ id, name, companyId })
    .from(aliases)
    .where(and(isTheirs, inArray(source, [...FORMER_NAMES])));
});

/** The names by which a new interaction is found: those of its company and contacts, what these were called before, and of what was merged into them. */
export async function namesToSearch(
  ctx: Writing,
  { company, contacts }: { company: Named | undefined; contacts: readonly Named[] },
): Promise<string[]> {
  const contactIds = JSON.stringify(contacts.map(({ id }) => id));
  const former = await selectFormer(ctx, { companyId: company?.id ?? '', contactIds });
  const ofCompany = ({ companyId }: Alias) => companyId !== null;
  return [
    ...(company ? [company] : []),
    ...contacts,
    ...former.filter(ofCompany).toSorted(byId),
    ...former.filter((each) => !ofCompany(each)).toSorted(byId),
  ].map(({ name }) => name);
}

type Named = { id: string; name: string };
const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);

/** Whose search entry a further name, domain, address or value of an own field is part of. */
export function ownerOf(
  table: Mutation['table'],
  row: object,
): { kind: 'company' | 'contact'; id: string } | undefined {
  if (!FURTHER.has(table)) return undefined;
  const { companyId, contactId } = row as { companyId?: unknown; contactId?: unknown };
  if (typeof companyId === 'string') return { kind: 'company', id: companyId };
  return typeof contactId === 'string' ? { kind: 'contact', id: contactId } : undefined;
}

const FURTHER: ReadonlySet<Mutation['table']> = new Set([
  'aliases',
  'companyDomains',
  'contactEmails',
  'contactPhones',
  'fieldValues',
]);

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
  for (const some of chunks(found.map(({ id }) => id))) {
    await indexAgain(ctx, { kind: 'interaction', ids: some });
    // A customer may have thousands: the app goes on meanwhile, though this is one transaction.
    await ctx.clock.turn();
  }
}
