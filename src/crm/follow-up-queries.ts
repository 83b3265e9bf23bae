import { and, asc, desc, eq, inArray, isNotNull, isNull, type Placeholder, type SQL, sql } from 'drizzle-orm';
import { formatDate } from '../clock.ts';
import type { Actor, Context, System } from '../context.ts';
import type { Row } from '../store/schema.ts';
import type { Database, Store } from '../store/store.ts';
import { visibleFollowUps } from '../store/visibility.ts';
import { withoutEmpty } from './inputs.ts';

/** What a query is built on. */
type Readable = { readonly db: Database; readonly store: Pick<Store, 'tables'> };

/**
 * The condition that an open follow-up is about the company, a contact who works there today, or one of these contacts. Each
 * is looked up by itself: for an `or` Postgres goes through all that is open.
 */
export function openWith(
  { db, store: { tables } }: Readable,
  { companyId, contactIds = [] }: { companyId: string | SQL; contactIds?: readonly (string | Placeholder)[] },
): SQL {
  const { followUps, relationships } = tables;
  const isOpen = eq(followUps.status, 'open');
  const select = (isIt: SQL) => db.select({ id: followUps.id }).from(followUps).where(and(isIt, isOpen));
  const ofThoseThere = db
    .select({ id: followUps.id })
    .from(relationships)
    .innerJoin(followUps, and(eq(followUps.contactId, relationships.contactId), isOpen))
    .where(
      and(
        eq(relationships.companyId, companyId),
        eq(relationships.kind, 'works_at'),
        isNull(relationships.endedOn),
      ),
    );
  const ofThese =
    contactIds.length > 0
      ? sql` union select id from ${select(inArray(followUps.contactId, [...contactIds]))} by_contact`
      : sql``;
  return sql`${followUps.id} in (select id from ${select(eq(followUps.companyId, companyId))} by_company union select id from ${ofThoseThere} by_employer${ofThese})`;
}

/**
 * The condition that a follow-up is a member's, where it is looked up by its customer: a member has many more, and an engine
 * that has counted neither might go through all of those.
 */
export function isOf({ store }: Pick<Readable, 'store'>, memberId: string | SQL): SQL {
  // No index has what is put together.
  return sql`${store.tables.followUps.memberId} || '' = ${memberId}`;
}

/** A follow-up as tools show it. `due_on`: a day; `due_time`: `HH:MM` for its owner. `company`, `contact`: whom it is about, where that is known. `owner`: a member's name. */
export type FollowUpView = {
  id: string;
  title: string;
  due_on?: string;
  due_time?: string;
  company?: string;
  contact?: string;
  owner: string;
};

/** Open follow-ups with a customer that the actor may see, the most urgent first, those without a day last. */
export async function listOpenWith(
  ctx: Context,
  { where, limit }: { where: SQL | undefined; limit: number },
): Promise<FollowUpView[]> {
  const { followUps } = ctx.store.tables;
  const open = await selectFollowUps(ctx)
    .where(and(where, eq(followUps.status, 'open'), visibleFollowUps(ctx.store.tables, ctx.actor)))
    .orderBy(sql`${followUps.dueOn} is null`, asc(followUps.dueOn), asc(followUps.id))
    .limit(limit);
  return open.map(withoutEmpty);
}

/** A follow-up with the names of its owner and of whom it is about. */
export type NamedFollowUp = Awaited<ReturnType<typeof selectFollowUps>>[number];

/**
 * The actor's own follow-ups that they may see here, by the day they are due: of those that are open the most urgent first, of
 * those that are done the latest; those without a day last.
 */
export async function readOwnFollowUps(
  ctx: Context,
  { where, status, limit }: { where?: SQL | undefined; status: 'open' | 'done'; limit: number },
): Promise<NamedFollowUp[]> {
  const { followUps } = ctx.store.tables;
  const [inOrder, isSeen] = [status === 'open' ? asc : desc, visibleFollowUps(ctx.store.tables, ctx.actor)];
  const isOwn = and(eq(followUps.memberId, ctx.actor.memberId), eq(followUps.status, status));
  // In the order of the index of somebody's follow-ups, so that no more are read than are asked for. Each engine has its own
  // place for what has no day, so that is a query of its own.
  const list = (isPart: SQL, most: number) =>
    selectFollowUps(ctx)
      .where(and(isOwn, isPart, where, isSeen))
      .orderBy(inOrder(followUps.dueOn), inOrder(followUps.id))
      .limit(most);
  const due = await list(isNotNull(followUps.dueOn), limit);
  const rest = limit - due.length;
  return rest > 0 ? [...due, ...(await list(isNull(followUps.dueOn), rest))] : due;
}

/** A query for follow-ups, with the names of their owners and of whom they are about. */
export function selectFollowUps(ctx: Readable) {
  const { followUps, members, companies, contacts } = ctx.store.tables;
  return ctx.db
    .select({
      id: followUps.id,
      title: followUps.title,
      due_on: followUps.dueOn,
      due_time: followUps.dueTime,
      company: companies.name,
      contact: contacts.name,
      owner: members.name,
    })
    .from(followUps)
    .innerJoin(members, eq(members.id, followUps.memberId))
    .leftJoin(companies, eq(companies.id, followUps.companyId))
    .leftJoin(contacts, eq(contacts.id, followUps.contactId));
}

/** `Send pricing, due Fri 27 Nov 2026 at 09:00`. */
export const withDue = (title: string, dueOn: string | null, dueTime: string | null): string =>
  dueOn ? `${title}, due ${formatDue(dueOn, dueTime)}` : title;

/** `Fri 27 Nov 2026 at 09:00`. */
export const formatDue = (dueOn: string, dueTime: string | null): string =>
  `${formatDate(dueOn)}${dueTime ? ` at ${dueTime}` : ''}`;

/** A follow-up of its owner that they may see, with the names of whom it is about; undefined where there is none. */
export async function findOwnFollowUp(
  ctx: System,
  { id, owner }: { id: string; owner: Pick<Actor, 'memberId' | 'role'> },
): Promise<{ row: Row<'followUps'>; named: NamedFollowUp } | undefined> {
  const { tables } = ctx.store;
  const { followUps } = tables;
  const viewer = { ...owner, audience: 'direct' } as const;
  const isIt = and(
    eq(followUps.id, id),
    eq(followUps.memberId, owner.memberId),
    visibleFollowUps(tables, viewer),
  );
  const [row] = await ctx.db.select().from(followUps).where(isIt);
  const [named] = await selectFollowUps(ctx).where(isIt);
  return row && named && { row, named };
}

/** Follow-ups by their ids, whoever asks: for what people were shown already. */
export async function readFollowUps(
  ctx: System,
  ids: readonly string[],
): Promise<Map<string, Row<'followUps'>>> {
  if (ids.length === 0) return new Map();
  const { followUps } = ctx.store.tables;
  const rows = await ctx.db
    .select()
    .from(followUps)
    .where(inArray(followUps.id, [...ids]));
  return new Map(rows.map((row) => [row.id, row]));
}
