import { and, asc, eq, inArray, isNotNull, isNull, or, type SQL } from 'drizzle-orm';
import { formatDate } from '../clock.ts';
import type { Context } from '../context.ts';
import type { Database, Store } from '../store/store.ts';
import { visibleFollowUps } from '../store/visibility.ts';
import { withoutEmpty } from './inputs.ts';

/** What a query is built on. */
type Readable = { readonly db: Database; readonly store: Pick<Store, 'tables'> };

/** The condition that a follow-up is about the company, or about a contact who works there today. */
export function followUpsWith(ctx: Readable, companyId: string | SQL): SQL | undefined {
  const { followUps, relationships } = ctx.store.tables;
  const worksThere = ctx.db
    .select({ id: relationships.contactId })
    .from(relationships)
    .where(
      and(
        eq(relationships.companyId, companyId),
        eq(relationships.kind, 'works_at'),
        isNull(relationships.endedOn),
      ),
    );
  return or(eq(followUps.companyId, companyId), inArray(followUps.contactId, worksThere));
}

/** A follow-up as tools show it. `due_on`: a day. `company`, `contact`: whom it is about, where that is known. `owner`: a member's name. */
export type FollowUpView = {
  id: string;
  title: string;
  due_on?: string;
  company?: string;
  contact?: string;
  owner: string;
};

/** Open follow-ups the actor may see, the most urgent first, those without a day last. */
export async function listOpenFollowUps(
  ctx: Context,
  { where, limit }: { where: SQL | undefined; limit: number },
): Promise<FollowUpView[]> {
  const { followUps } = ctx.store.tables;
  // In the order of the index of somebody's follow-ups, so that no more are read than are shown.
  const list = (isPart: SQL, most: number) =>
    selectFollowUps(ctx)
      .where(and(where, isPart, eq(followUps.status, 'open'), visibleFollowUps(ctx.store.tables, ctx.actor)))
      .orderBy(asc(followUps.dueOn), asc(followUps.id))
      .limit(most);
  const due = await list(isNotNull(followUps.dueOn), limit);
  const rest = limit - due.length;
  const others = rest > 0 ? await list(isNull(followUps.dueOn), rest) : [];
  return [...due, ...others].map(withoutEmpty);
}

/** A query for follow-ups, with the names of their owners and of whom they are about. */
export function selectFollowUps(ctx: Readable) {
  const { followUps, members, companies, contacts } = ctx.store.tables;
  return ctx.db
    .select({
      id: followUps.id,
      title: followUps.title,
      due_on: followUps.dueOn,
      company: companies.name,
      contact: contacts.name,
      owner: members.name,
    })
    .from(followUps)
    .innerJoin(members, eq(members.id, followUps.memberId))
    .leftJoin(companies, eq(companies.id, followUps.companyId))
    .leftJoin(contacts, eq(contacts.id, followUps.contactId));
}

/** `Send pricing, due Fri 27 Nov 2026`. */
export const withDue = (title: string, dueOn: string | null): string =>
  dueOn ? `${title}, due ${formatDate(dueOn)}` : title;
