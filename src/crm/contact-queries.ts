import { and, asc, desc, eq, exists, gte, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm';
import type { System } from '../context.ts';
import { beginsWith } from '../store/lists.ts';
import { prepared } from '../store/prepared-statements.ts';
import type { Row, Tables } from '../store/schema.ts';
import type { Database } from '../store/store.ts';

type Company = Row<'companies'>;
/** A contact with the companies they work at today. */
export type Person = { contact: Row<'contacts'>; employers: Company[] };
/** `company`: where a contact is looked for among those who work there. */
export type InCompany = System & { company?: Company | undefined };

/** How many contacts of one name are looked at, and on each side of a name those with similar ones. */
export const MOST_NAMED = 500;
const MOST_NEAR = 250;
/** Rows of contacts with an employer each: some have several. */
const MOST_ROWS = 2_000;

/** Contacts with the companies they work at today, in one query. */
export async function listPeople(ctx: System, condition: SQL | undefined): Promise<Person[]> {
  return groupPeople(await selectPeople(ctx.db, ctx.store.tables, condition));
}

type Name = { key: string; folded: string };

/** Contacts of a name, the first ones, behind those who are known to have it. */
export async function listNamed(ctx: System, name: Name, known: readonly Person[]): Promise<Person[]> {
  const seen = new Set(known.map(({ contact }) => contact.id));
  const others = (await selectNamed(ctx, name)).filter(({ contact }) => !seen.has(contact.id));
  return [...known, ...groupPeople(others)];
}

/** Contacts of a name who work at the company, the first ones; none without a company. */
export async function listNamedAt({ company, ...ctx }: InCompany, name: Name): Promise<Person[]> {
  return company ? groupPeople(await selectNamedAt(ctx, { ...name, companyId: company.id })) : [];
}

const selectNamed = prepared<Name, Employment>((db, tables) =>
  selectPeople(db, tables, isNamedSo(db, tables)),
);

const selectNamedAt = prepared<Name & { companyId: string }, Employment>((db, tables) => {
  const { contacts, relationships } = tables;
  const worksThere = exists(
    db
      .select({ id: relationships.id })
      .from(relationships)
      .where(
        and(
          eq(relationships.companyId, sql.placeholder('companyId')),
          eq(relationships.kind, 'works_at'),
          isNull(relationships.endedOn),
          eq(relationships.contactId, contacts.id),
        ),
      ),
  );
  return selectPeople(db, tables, isNamedSo(db, tables, worksThere));
});

/**
 * That a contact has the whole name, or is called by it; of each the first ones, so that no more are read. One list of both:
 * for an `or` of two Postgres goes through all contacts.
 */
function isNamedSo(db: Database, { contacts }: Tables, condition?: SQL): SQL {
  const { nameKey, firstKey } = contacts;
  const { placeholder } = sql;
  const first = (isSo: SQL) =>
    db.select({ id: contacts.id }).from(contacts).where(and(isSo, condition)).limit(MOST_NAMED);
  const whole = first(inArray(nameKey, [placeholder('key'), placeholder('folded')]));
  const called = first(eq(firstKey, placeholder('key')));
  return sql`${contacts.id} in (select id from ${whole} whole union select id from ${called} called)`;
}

/** A contact, and one of the companies that the contact works at today, if there is any. */
type Employment = { contact: Row<'contacts'>; employer: Row<'companies'> | null };

function selectPeople(
  db: Database,
  { contacts, relationships, companies }: Tables,
  condition: SQL | undefined,
) {
  return db
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
    .where(condition)
    .orderBy(asc(contacts.id), asc(relationships.id))
    .limit(MOST_ROWS);
}

function groupPeople(rows: readonly Employment[]): Person[] {
  const byId = new Map<string, Person>();
  for (const { contact, employer } of rows) {
    const person = byId.get(contact.id) ?? { contact, employers: [] };
    if (employer) person.employers.push(employer);
    byId.set(contact.id, person);
  }
  return [...byId.values()];
}

/** The ids of contacts at a company today. */
function selectEmployed({ db, store }: System, companyId: string) {
  const { relationships } = store.tables;
  return db
    .select({ id: relationships.contactId })
    .from(relationships)
    .where(
      and(
        eq(relationships.companyId, companyId),
        eq(relationships.kind, 'works_at'),
        isNull(relationships.endedOn),
      ),
    );
}

/**
 * The contacts (at the company, when one is given) whose names stand next to a name in the alphabet, as other spellings of
 * it do; those that begin with `start`.
 */
export async function listNear(
  ctx: InCompany,
  { key, start }: { key: string; start: string },
): Promise<Person[]> {
  const { contacts } = ctx.store.tables;
  const { id, nameKey } = contacts;
  const among = and(
    beginsWith(ctx, { column: nameKey, start }),
    ctx.company && inArray(id, selectEmployed(ctx, ctx.company.id)),
  );
  const next = (isNext: SQL, order: SQL) =>
    ctx.db.select({ id }).from(contacts).where(and(among, isNext)).orderBy(order).limit(MOST_NEAR);
  const after = await next(gte(nameKey, key), asc(nameKey));
  const before = await next(lt(nameKey, key), desc(nameKey));
  const ids = [...before, ...after].map((contact) => contact.id);
  return ids.length > 0 ? listPeople(ctx, inArray(id, ids)) : [];
}
