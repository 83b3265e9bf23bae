import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Context, System } from '../context.ts';
import type { DealStatus } from '../crm-settings.ts';
import { formatMoney } from '../money.ts';
import type { Row } from '../store/schema.ts';
import { stageName } from './deal-stages.ts';
import { withoutEmpty } from './inputs.ts';

/**
 * A deal as tools show it. `stage`: its name. `amount`: with its currency, as the actor writes it. `owner`: a member's
 * name. `closes_on`, `closed_on`: days.
 */
export type DealView = {
  id: string;
  title: string;
  company: string;
  status: DealStatus;
  stage: string;
  amount?: string;
  owner: string;
  closes_on?: string;
  closed_on?: string;
  reason?: string;
};

/** What money is worth to the reader; undefined where there is no amount. */
export const amountOf = (
  { actor }: Context,
  { amount, currency }: { amount: number | null; currency: string | null },
): string | undefined =>
  amount === null || currency === null ? undefined : formatMoney({ amount, currency }, actor.locale);

/** A deal with the names of its company and its owner. */
export type NamedDeal = { deal: Row<'deals'>; company: string; owner: string };

export const dealView = (ctx: Context, { deal, company, owner }: NamedDeal): DealView =>
  withoutEmpty({
    id: deal.id,
    title: deal.title,
    company,
    status: deal.status,
    stage: stageName(ctx, deal.stage),
    amount: amountOf(ctx, deal),
    owner,
    closes_on: deal.status === 'open' ? deal.closesOn : null,
    closed_on: deal.closedOn,
    reason: deal.reason,
  });

/** A query for deals with the names of their companies and owners. */
export function selectDeals(ctx: System) {
  const { deals, companies, members } = ctx.store.tables;
  return ctx.db
    .select({ deal: deals, company: companies.name, owner: members.name })
    .from(deals)
    .innerJoin(companies, eq(companies.id, deals.companyId))
    .innerJoin(members, eq(members.id, deals.ownerId));
}

/** Deals on some condition: open ones by the day they are expected, those without one last; others the latest first. */
export async function readDeals(
  ctx: Context,
  { where, status, limit }: { where?: SQL | undefined; status: DealStatus; limit: number },
): Promise<NamedDeal[]> {
  const { closesOn, closedOn, id, status: itsStatus } = ctx.store.tables.deals;
  const order =
    status === 'open' ? [sql`${closesOn} is null`, asc(closesOn), asc(id)] : [desc(closedOn), desc(id)];
  return selectDeals(ctx)
    .where(and(eq(itsStatus, status), where))
    .orderBy(...order)
    .limit(limit);
}

/** How many open deals of one customer are shown. */
const MOST_OF_CUSTOMER = 10;

/** The open deals of a company, or those that a contact is linked with. */
export async function listOpenDeals(
  ctx: Context,
  which: { companyId: string } | { contactId: string },
): Promise<DealView[]> {
  const { deals, dealContacts: links } = ctx.store.tables;
  const where =
    'companyId' in which
      ? eq(deals.companyId, which.companyId)
      : inArray(
          deals.id,
          ctx.db.select({ id: links.dealId }).from(links).where(eq(links.contactId, which.contactId)),
        );
  const open = await readDeals(ctx, { where, status: 'open', limit: MOST_OF_CUSTOMER });
  return open.map((named) => dealView(ctx, named));
}
