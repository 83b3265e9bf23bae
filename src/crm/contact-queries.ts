import { and, asc, eq, isNull, max, sql } from 'drizzle-orm';
import type { Context, System } from '../context.ts';
import { isOneOf } from '../store/lists.ts';
import { prepared } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import { type Viewer, visibleInteractions } from '../store/visibility.ts';
import { readContactsKnownBy } from './known-by.ts';

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

/** Contacts with all they are known by, in the order of their ids as they are given. */
export async function readPeople(ctx: System, ids: readonly string[]): Promise<Person[]> {
  if (ids.length === 0) return [];
  const people = new Map<string, Pick<Person, 'contact' | 'employers'>>();
  for (const { contact, employer } of await selectEmployments(ctx, { ids: JSON.stringify(ids) })) {
    const person = people.get(contact.id) ?? { contact, employers: [] };
    if (employer) person.employers.push(employer);
    people.set(contact.id, person);
  }
  return (await readContactsKnownBy(ctx, ids)).flatMap(({ id, emails, phones, aliases }) => {
    const person = people.get(id);
    return person ? [{ ...person, emails, phones, aliases }] : [];
  });
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

/** So many interactions with one company are more than are gone through for those who took part. */
const MANY_INTERACTIONS = 100;

const selectFirstAbout = prepared<{ companyId: string }, { companyId: string | null }>(
  (db, { interactions }) =>
    // The index has no more than this.
    db
      .select({ companyId: interactions.companyId })
      .from(interactions)
      .where(eq(interactions.companyId, sql.placeholder('companyId')))
      .limit(MANY_INTERACTIONS),
);

type Met = { id: string; on: string | null };
type Asked = Ids & Viewer & { companyId: string };

/** Who of some contacts took part, by the interactions of the company or by those of the contacts. */
const selectMet = (by: 'company' | 'contacts') =>
  prepared<Asked, Met>((db, tables, ctx) => {
    const { interactions, interactionContacts: links } = tables;
    const met = db.select({ id: links.contactId, on: max(interactions.occurredOn) });
    const viewer = {
      memberId: sql`${sql.placeholder('memberId')}`,
      role: sql`${sql.placeholder('role')}`,
      audience: sql`${sql.placeholder('audience')}`,
    };
    // SQLite takes the tables of a cross join in this order.
    const joined =
      by === 'company' ? met.from(interactions).crossJoin(links) : met.from(links).crossJoin(interactions);
    return joined
      .where(
        and(
          eq(interactions.companyId, sql.placeholder('companyId')),
          eq(links.interactionId, interactions.id),
          isOneOf(ctx, { value: links.contactId, of: IDS }),
          visibleInteractions(tables, viewer),
        ),
      )
      .groupBy(links.contactId);
  });
const selectMetByCompany = selectMet('company');
const selectMetByContacts = selectMet('contacts');

const selectLeft = prepared<Ids & { companyId: string }, Met>((db, { relationships }, ctx) =>
  db
    .select({ id: relationships.contactId, on: max(relationships.endedOn) })
    .from(relationships)
    .where(
      and(
        isOneOf(ctx, { value: relationships.contactId, of: IDS }),
        eq(relationships.companyId, sql.placeholder('companyId')),
        eq(relationships.kind, 'works_at'),
      ),
    )
    .groupBy(relationships.contactId),
);

/**
 * Those of some contacts with whom the team has met about a company already, as far as the actor may know of it: since they
 * left it, where they had worked there.
 */
export async function listMetAbout(
  ctx: Context,
  { companyId, ids }: { companyId: string; ids: readonly string[] },
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const about = await selectFirstAbout(ctx, { companyId });
  if (about.length === 0) return new Set();
  const { memberId, role, audience } = ctx.actor;
  const select = about.length < MANY_INTERACTIONS ? selectMetByCompany : selectMetByContacts;
  const met = await select(ctx, { ids: JSON.stringify(ids), companyId, memberId, role, audience });
  if (met.length === 0) return new Set();
  const left = await selectLeft(ctx, { ids: JSON.stringify(met.map(({ id }) => id)), companyId });
  const leftOn = new Map(left.map(({ id, on }) => [id, on ?? '']));
  return new Set(met.filter(({ id, on }) => (on ?? '') > (leftOn.get(id) ?? '')).map(({ id }) => id));
}
