import { and, asc, eq, isNull, max, sql } from 'drizzle-orm';
import type { Context, System } from '../context.ts';
import { isOneOf } from '../store/lists.ts';
import { prepared } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import { visibleInteractions } from '../store/visibility.ts';

type Company = Row<'companies'>;
/** A contact with the companies they work at today, and what else they are known by: further addresses, numbers and names. */
export type Person = {
  contact: Row<'contacts'>;
  employers: Company[];
  emails: string[];
  phones: string[];
  aliases: string[];
};
/** `company`: where a contact is looked for among those who work there. */
export type InCompany = Context & { company?: Company | undefined };

/** The ids in JSON. */
type Ids = { ids: string };
const IDS = sql.placeholder('ids');

/** A contact, and one of the companies that the contact works at today, if there is any. */
const selectEmployments = prepared<Ids, { contact: Row<'contacts'>; employer: Company | null }>(
  (db, { contacts, relationships, companies }, ctx) =>
    db
      .select({ contact: contacts, employer: companies })
      .from(contacts)
      .leftJoin(
        relationships,
        and(
          eq(relationships.contactId, contacts.id),
          eq(relationships.kind, 'works_at'),
          isNull(relationships.endedOn),
        ),
      )
      .leftJoin(companies, eq(companies.id, relationships.companyId))
      .where(isOneOf(ctx, { value: contacts.id, of: IDS }))
      .orderBy(asc(contacts.id), asc(relationships.id)),
);

/** A further address, number or name of a contact. */
type Further = { contactId: string | null; value: string };

const selectEmails = prepared<Ids, Further>((db, { contactEmails: emails }, ctx) =>
  db
    .select({ contactId: emails.contactId, value: emails.email })
    .from(emails)
    .where(isOneOf(ctx, { value: emails.contactId, of: IDS }))
    .orderBy(asc(emails.id)),
);

const selectPhones = prepared<Ids, Further>((db, { contactPhones: phones }, ctx) =>
  db
    .select({ contactId: phones.contactId, value: phones.phone })
    .from(phones)
    .where(isOneOf(ctx, { value: phones.contactId, of: IDS }))
    .orderBy(asc(phones.id)),
);

const selectAliases = prepared<Ids, Further>((db, { aliases }, ctx) =>
  db
    .select({ contactId: aliases.contactId, value: aliases.name })
    .from(aliases)
    .where(isOneOf(ctx, { value: aliases.contactId, of: IDS }))
    .orderBy(asc(aliases.id)),
);

/** Contacts with all they are known by, in the order of their ids as they are given. */
export async function readPeople(ctx: System, wanted: readonly string[]): Promise<Person[]> {
  if (wanted.length === 0) return [];
  const ids = JSON.stringify(wanted);
  const people = new Map<string, Person>();
  for (const { contact, employer } of await selectEmployments(ctx, { ids })) {
    const none = { contact, employers: [], emails: [], phones: [], aliases: [] };
    const person: Person = people.get(contact.id) ?? none;
    if (employer) person.employers.push(employer);
    people.set(contact.id, person);
  }
  for (const { contactId, value } of await selectEmails(ctx, { ids }))
    people.get(contactId ?? '')?.emails.push(value);
  for (const { contactId, value } of await selectPhones(ctx, { ids }))
    people.get(contactId ?? '')?.phones.push(value);
  for (const { contactId, value } of await selectAliases(ctx, { ids }))
    people.get(contactId ?? '')?.aliases.push(value);
  return wanted.flatMap((id) => people.get(id) ?? []);
}

const selectEmployees = prepared<{ companyId: string; limit: number }, { id: string }>(
  (db, { relationships }) =>
    db
      .selectDistinct({ id: relationships.contactId })
      .from(relationships)
      .where(
        and(
          eq(relationships.companyId, sql.placeholder('companyId')),
          eq(relationships.kind, 'works_at'),
          isNull(relationships.endedOn),
        ),
      )
      .orderBy(asc(relationships.contactId))
      .limit(sql.placeholder('limit')),
);

/** The ids of the contacts who work at a company today, the first ones. */
export async function listEmployeeIds(
  ctx: System,
  { companyId, limit }: { companyId: string; limit: number },
): Promise<string[]> {
  return (await selectEmployees(ctx, { companyId, limit })).map(({ id }) => id);
}

/**
 * Those of some contacts with whom the team has met about a company already, as far as the actor may know of it: since they
 * left it, where they had worked there.
 */
export async function listMetAbout(
  ctx: Context,
  { companyId, ids }: { companyId: string; ids: readonly string[] },
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { interactions, interactionContacts: links, relationships } = ctx.store.tables;
  const met = await ctx.db
    .select({ id: links.contactId, on: max(interactions.occurredOn) })
    .from(links)
    .innerJoin(interactions, eq(interactions.id, links.interactionId))
    .where(
      and(
        isOneOf(ctx, { value: links.contactId, of: ids }),
        eq(interactions.companyId, companyId),
        visibleInteractions(ctx.store.tables, ctx.actor),
      ),
    )
    .groupBy(links.contactId);
  if (met.length === 0) return new Set();
  const left = await ctx.db
    .select({ id: relationships.contactId, on: max(relationships.endedOn) })
    .from(relationships)
    .where(
      and(
        isOneOf(ctx, { value: relationships.contactId, of: met.map(({ id }) => id) }),
        eq(relationships.companyId, companyId),
        eq(relationships.kind, 'works_at'),
      ),
    )
    .groupBy(relationships.contactId);
  const leftOn = new Map(left.map(({ id, on }) => [id, on ?? '']));
  return new Set(met.filter(({ id, on }) => (on ?? '') > (leftOn.get(id) ?? '')).map(({ id }) => id));
}
