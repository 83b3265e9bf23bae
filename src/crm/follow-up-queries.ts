import { and, asc, desc, eq, inArray, isNotNull, isNull, or, type SQL } from 'drizzle-orm';
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
  const open = await readFollowUps(ctx, { where, status: 'open', limit });
  return open.map(withoutEmpty);
}

/** A follow-up with the names of its owner and of whom it is about. */
export type NamedFollowUp = Awaited<ReturnType<typeof selectFollowUps>>[number];

/**
 * Follow-ups the actor may see by the day they are due: of those that are open the most urgent first, of those that are done
 * the latest; those without a day last.
 */
export async function readFollowUps(
  ctx: Context,
  { where, status, limit }: { where: SQL | undefined; status: 'open' | 'done'; limit: number },
): Promise<NamedFollowUp[]> {
  const { followUps } = ctx.store.tables;
  const [inOrder, isSeen] = [status === 'open' ? asc : desc, visibleFollowUps(ctx.store.tables, ctx.actor)];
  // In the order of the index of somebody's follow-ups, so that no more are read than are asked for. Each engine has its own
  // place for what has no day, so that is a query of its own.
  const list = (isPart: SQL, most: number) =>
    selectFollowUps(ctx)
      .where(and(where, isPart, eq(followUps.status, status), isSeen))
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
