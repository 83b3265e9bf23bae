import { and, asc, eq, isNull, max, sql } from 'drizzle-orm';
import type { Context, System } from '../context.ts';
import { isOneOf } from '../store/lists.ts';
import { prepared } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import { type Viewer, visibleInteractions } from '../store/visibility.ts';
import { readWholeContacts, type WholeContact } from './known-by.ts';

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

const selectCompanies = prepared<Ids, Company>((db, { companies }, ctx) =>
  db
    .select()
    .from(companies)
    .where(isOneOf(ctx, { value: companies.id, of: IDS })),
);

/** Contacts with all they are known by, in the order of their ids as they are given. */
export const readPeople = async (ctx: System, ids: readonly string[]): Promise<Person[]> =>
  withEmployers(ctx, await readWholeContacts(ctx, ids));

/** The same of contacts that were read already; `company`: one that need not be read. */
export async function withEmployers(
  ctx: System & { company?: Company | undefined },
  known: readonly WholeContact[],
): Promise<Person[]> {
  const companies = new Map(ctx.company ? [[ctx.company.id, ctx.company]] : []);
  const unread = new Set(known.flatMap(({ companyIds }) => companyIds).filter((id) => !companies.has(id)));
  if (unread.size > 0)
    for (const each of await selectCompanies(ctx, { ids: JSON.stringify([...unread]) }))
      companies.set(each.id, each);
  return known.map(({ companyIds, ...person }) => ({
    ...person,
    employers: companyIds.flatMap((id) => companies.get(id) ?? []),
  }));
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

type Met = { id: string; on: string | null };
type Asked = Ids & Viewer & { companyId: string };

/** Who of some contacts took part in what was logged with a company. */
const selectMet = prepared<Asked, Met>((db, tables, ctx) => {
  const { interactions, interactionContacts: links } = tables;
  const viewer = {
    memberId: sql`${sql.placeholder('memberId')}`,
    role: sql`${sql.placeholder('role')}`,
    audience: sql`${sql.placeholder('audience')}`,
  };
  // SQLite takes the tables of a cross join in this order: of each that a contact took part in, an index knows whether it was so.
  return db
    .select({ id: links.contactId, on: max(interactions.occurredOn) })
    .from(links)
    .crossJoin(interactions)
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
  const { memberId, role, audience } = ctx.actor;
  const met = await selectMet(ctx, { ids: JSON.stringify(ids), companyId, memberId, role, audience });
  if (met.length === 0) return new Set();
  const left = await selectLeft(ctx, { ids: JSON.stringify(met.map(({ id }) => id)), companyId });
  const leftOn = new Map(left.map(({ id, on }) => [id, on ?? '']));
  return new Set(met.filter(({ id, on }) => (on ?? '') > (leftOn.get(id) ?? '')).map(({ id }) => id));
}
