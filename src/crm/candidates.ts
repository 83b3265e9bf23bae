import { and, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { formatDate } from '../clock.ts';
import type { Context } from '../context.ts';
import { isOneOf } from '../store/lists.ts';
import type { Row } from '../store/schema.ts';
import { visibleInteractions } from '../store/visibility.ts';
import type { Person } from './contact-queries.ts';
import type { Candidate } from './which-one.ts';

type Reason = Pick<Candidate, 'because'>;
type Last = { on: string | null; by: string | null; memberId: string | null };

/** How many people of a company are named. */
const MOST_PEOPLE = 2;

/**
 * Companies as somebody can tell them apart: `Acme (acme.com; Ana Lopes, Rui Costa; last contact Tue 3 Nov 2026 by Marta)`.
 * What the actor may not see is left out. In one query, for as many as a question describes.
 */
export async function describeCompanies(
  ctx: Context,
  found: readonly ({ company: Row<'companies'> } & Reason)[],
): Promise<Candidate[]> {
  if (found.length === 0) return [];
  const { companies, interactions, members } = ctx.store.tables;
  const latest = ctx.db
    .select({ id: interactions.id })
    .from(interactions)
    .where(and(eq(interactions.companyId, companies.id), visibleInteractions(ctx.store.tables, ctx.actor)))
    .orderBy(desc(interactions.occurredOn), desc(interactions.id))
    .limit(1);
  const rows = await ctx.db
    .select({
      id: companies.id,
      on: interactions.occurredOn,
      by: members.name,
      memberId: members.id,
      first: personAt(ctx, 0),
      second: personAt(ctx, MOST_PEOPLE - 1),
    })
    .from(companies)
    .leftJoin(interactions, eq(interactions.id, latest))
    .leftJoin(members, eq(members.id, interactions.memberId))
    .where(
      inArray(
        companies.id,
        found.map(({ company }) => company.id),
      ),
    );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return found.map(({ company, because }) => {
    const row = byId.get(company.id);
    const people = [row?.first, row?.second].filter((name) => name).join(', ');
    const details = given([company.domain, people, row && lastContact(ctx, row)]);
    return { kind: 'company', id: company.id, name: company.name, details, because };
  });
}

/** The name of one of those who work at a company today, in the order in which they became known. */
function personAt(ctx: Context, place: number): SQL<string | null> {
  const { companies, contacts, relationships } = ctx.store.tables;
  const employed = ctx.db
    .select({ id: relationships.contactId })
    .from(relationships)
    .where(
      and(
        eq(relationships.companyId, companies.id),
        eq(relationships.kind, 'works_at'),
        isNull(relationships.endedOn),
      ),
    )
    .groupBy(relationships.contactId)
    .orderBy(relationships.contactId)
    .limit(1)
    .offset(place);
  return sql`${ctx.db.select({ name: contacts.name }).from(contacts).where(eq(contacts.id, employed))}`;
}

/** People as somebody can tell them apart: `Ana Lopes (Acme; CTO; ana@acme.com; last contact Tue 3 Nov 2026 by you)`. */
export async function describePeople(
  ctx: Context,
  found: readonly (Pick<Person, 'contact' | 'employers'> & Reason)[],
): Promise<Candidate[]> {
  if (found.length === 0) return [];
  const { contacts, interactions, interactionContacts, members } = ctx.store.tables;
  const latest = ctx.db
    .select({ id: interactions.id })
    .from(interactionContacts)
    .innerJoin(interactions, eq(interactions.id, interactionContacts.interactionId))
    .where(
      and(eq(interactionContacts.contactId, contacts.id), visibleInteractions(ctx.store.tables, ctx.actor)),
    )
    .orderBy(desc(interactions.occurredOn), desc(interactions.id))
    .limit(1);
  const rows = await ctx.db
    .select({ id: contacts.id, on: interactions.occurredOn, by: members.name, memberId: members.id })
    .from(contacts)
    .leftJoin(interactions, eq(interactions.id, latest))
    .leftJoin(members, eq(members.id, interactions.memberId))
    .where(isOneOf(ctx, { value: contacts.id, of: found.map(({ contact }) => contact.id) }));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return found.map(({ contact, employers, because }) => {
    const row = byId.get(contact.id);
    const where = employers.map(({ name }) => name).join(', ');
    const details = given([where, contact.title, contact.email, row && lastContact(ctx, row)]);
    return { kind: 'contact', id: contact.id, name: contact.name, details, because };
  });
}

function lastContact({ actor }: Context, { on, by, memberId }: Last): string | undefined {
  if (!on) return undefined;
  return `last contact ${formatDate(on)} by ${memberId === actor.memberId ? 'you' : by}`;
}

const given = (details: readonly (string | null | undefined)[]): string[] =>
  details.flatMap((each) => each || []);
