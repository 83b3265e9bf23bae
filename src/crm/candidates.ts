import { and, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { dateIn, formatDate, timeIn } from '../clock.ts';
import type { Context } from '../context.ts';
import { isOneOf } from '../store/lists.ts';
import type { Row } from '../store/schema.ts';
import { visibleInteractions } from '../store/visibility.ts';
import { cut } from '../text.ts';
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
  const described = found.map(({ company, because }) => {
    const row = byId.get(company.id);
    const people = [row?.first, row?.second].filter((name) => name).join(', ');
    return {
      candidate: { kind: 'company' as const, id: company.id, name: company.name, because },
      details: given([company.domain, people]),
      further: furtherOf(ctx, company),
      last: given([row && lastContact(ctx, row)]),
    };
  });
  return tellApart(described);
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
  const described = found.map(({ contact, employers, because }) => {
    const row = byId.get(contact.id);
    const where = employers.map(({ name }) => name).join(', ');
    return {
      candidate: { kind: 'contact' as const, id: contact.id, name: contact.name, because },
      details: given([where, contact.title, contact.email]),
      further: given([contact.phone, ...furtherOf(ctx, contact)]),
      last: given([row && lastContact(ctx, row)]),
    };
  });
  return tellApart(described);
}

/** What is told of somebody: always `details` and `last`; of `further` only as much as tells them from the others. */
type Described = {
  candidate: Omit<Candidate, 'details'>;
  details: string[];
  further: string[];
  last: string[];
};

/** How much of what is known about somebody is told of them, in characters. */
const MOST_ABOUT = 40;

/** The latest that everybody may read about one of those who look alike, and since when they are known. */
function furtherOf(
  { actor }: Context,
  { about, createdAt }: Pick<Row<'contacts'>, 'about' | 'createdAt'>,
): string[] {
  const note = about?.trim().split('\n').at(-1) ?? '';
  const since = `${formatDate(dateIn(actor.timeZone, createdAt))}, ${timeIn(actor.timeZone, createdAt)}`;
  return given([note && `“${cut(note, MOST_ABOUT)}”`, `known since ${since}`]);
}

/** Candidates of whom no two are described alike, as far as something is known that tells them apart. One may be given twice. */
function tellApart(all: readonly Described[]): Candidate[] {
  const labelOf = ({ candidate, details, last }: Described) =>
    JSON.stringify([candidate.name, details, last]);
  const isAlike = (each: Described) =>
    all.some((other) => other.candidate.id !== each.candidate.id && labelOf(other) === labelOf(each));
  const next = all.map((each) => {
    const [more, ...further] = isAlike(each) ? each.further : [];
    return more ? { ...each, details: [...each.details, more], further } : each;
  });
  if (next.some((each, at) => each !== all[at])) return tellApart(next);
  return all.map(({ candidate, details, last }) => ({ ...candidate, details: [...details, ...last] }));
}

function lastContact({ actor }: Context, { on, by, memberId }: Last): string | undefined {
  if (!on) return undefined;
  return `last contact ${formatDate(on)} by ${memberId === actor.memberId ? 'you' : by}`;
}

const given = (details: readonly (string | null | undefined)[]): string[] =>
  details.flatMap((each) => each || []);
