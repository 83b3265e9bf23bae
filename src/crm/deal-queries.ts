import { and, asc, count, desc, eq, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { formatDate } from '../clock.ts';
import type { Context, System } from '../context.ts';
import { DEAL_STATUSES } from '../crm-settings.ts';
import { formatMoney, type MoneySum } from '../money.ts';
import { KnownCompany, lookUpCompany } from './companies.ts';
import { stageName } from './deal-stages.ts';
import { sumInParts, sumOf } from './deal-sums.ts';
import { amountOf, type DealView, dealView, readDeals } from './deal-view.ts';
import { DealRef, getMeantDeal } from './find-deal.ts';
import { Limit, parseInput, withoutEmpty } from './inputs.ts';
import { type OwnFieldView, readFields } from './own-fields.ts';

export const ListDeals = z.strictObject({
  deal: DealRef.optional().describe('For its people, fields and history.'),
  company: KnownCompany.optional(),
  mine: z.boolean().optional(),
  status: z.enum(DEAL_STATUSES).optional(),
  limit: Limit.optional(),
});
export type ListDeals = z.input<typeof ListDeals>;

/** `totals`: of all that fit, one for each currency: `€120,000 in 3 deals`. `more`: how many are not listed. */
export type ListedDeals = { deals: (DealView | DealWithHistory)[]; totals?: string[]; more?: number };

/** Deals of the team, which everybody may see. Throws `not_found` or `ambiguous`. */
export async function listDeals(ctx: Context, input: ListDeals): Promise<ListedDeals> {
  const { deal: ref, company: companyRef, mine, status = 'open', limit = 20 } = parseInput(ListDeals, input);
  const company = companyRef && (await lookUpCompany(ctx, companyRef));
  if (ref) {
    const { deal } = await getMeantDeal(ctx, { deal: ref, company, among: DEAL_STATUSES });
    return { deals: [await getDeal(ctx, { deal_id: deal.id })] };
  }
  const { companyId, ownerId, status: itsStatus } = ctx.store.tables.deals;
  const where = and(company && eq(companyId, company.id), mine ? eq(ownerId, ctx.actor.memberId) : undefined);
  const shown = await readDeals(ctx, { where, status, limit });
  const sums = await sumDeals(ctx, and(where, eq(itsStatus, status)));
  const all = sums.reduce((deals, each) => deals + each.deals, 0);
  return {
    deals: shown.map((named) => dealView(ctx, named)),
    ...withoutEmpty({
      totals: sums.flatMap(({ money, deals }) =>
        money ? `${formatMoney(money, ctx.actor.locale)} in ${deals} ${deals === 1 ? 'deal' : 'deals'}` : [],
      ),
    }),
    ...(all > shown.length ? { more: all - shown.length } : {}),
  };
}

/** What some deals are worth together in each currency; `money` is undefined for those without an amount. */
async function sumDeals(
  ctx: System,
  where: SQL | undefined,
): Promise<{ money: MoneySum | undefined; deals: number }[]> {
  const { deals } = ctx.store.tables;
  const rows = await ctx.db
    .select({ currency: deals.currency, ...sumInParts(deals.amount), deals: count() })
    .from(deals)
    .where(where)
    .groupBy(deals.currency)
    .orderBy(desc(count()), asc(deals.currency));
  return rows.map(({ currency, deals, ...parts }) => ({
    money: currency === null ? undefined : { amount: sumOf(parts), currency },
    deals,
  }));
}

/** `history`: what it was from each day on, the oldest first, in words. */
export type DealWithHistory = DealView & { contacts?: string[]; fields?: OwnFieldView[]; history: string[] };

/** The deal of an id with its people and history. Throws `not_found`. */
export async function getDeal(ctx: Context, { deal_id: id }: { deal_id: string }): Promise<DealWithHistory> {
  const meant = await getMeantDeal(ctx, { deal: { id }, among: DEAL_STATUSES });
  const { deal } = meant;
  const { contacts, dealChanges, dealContacts, members } = ctx.store.tables;
  const people = await ctx.db
    .select({ name: contacts.name })
    .from(dealContacts)
    .innerJoin(contacts, eq(contacts.id, dealContacts.contactId))
    .where(eq(dealContacts.dealId, deal.id))
    .orderBy(dealContacts.id);
  const history = await ctx.db
    .select({ change: dealChanges, by: members.name })
    .from(dealChanges)
    .innerJoin(members, eq(members.id, dealChanges.memberId))
    .where(eq(dealChanges.dealId, deal.id))
    .orderBy(asc(dealChanges.createdAt), asc(dealChanges.id));
  return {
    ...dealView(ctx, meant),
    ...withoutEmpty({
      contacts: people.map(({ name }) => name),
      fields: (await readFields(ctx, { of: 'deal', ids: [deal.id] })).get(deal.id),
    }),
    history: history.map(({ change, by }) =>
      [formatDate(change.changedOn), stageName(ctx, change.stage), amountOf(ctx, change), `by ${by}`]
        .filter((part) => part)
        .join(', '),
    ),
  };
}
