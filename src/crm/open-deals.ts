import { and, asc, desc, eq, type SQL, sql } from 'drizzle-orm';
import { dateIn } from '../clock.ts';
import type { Context } from '../context.ts';
import { crmOf } from '../crm-settings.ts';
import type { Money } from '../money.ts';

/**
 * An open deal. `stage`: its name. `closesOn`: the day on which it is expected to be won. `changedOn`: the day on which it was
 * last moved or made.
 */
export type OpenDeal = {
  id: string;
  title: string;
  companyId: string;
  company: string;
  stage: string;
  stageId: string;
  owner: string;
  money?: Money;
  closesOn?: string;
  changedOn: string;
};

/** Open deals, those that close first before the others, those without a day last. */
export async function listOpenDeals(
  ctx: Context,
  { of, limit }: { of: { companyId: string } | 'actor'; limit: number },
): Promise<OpenDeal[]> {
  const { deals, companies, members, dealChanges } = ctx.store.tables;
  const isTheirs: SQL =
    of === 'actor' ? eq(deals.ownerId, ctx.actor.memberId) : eq(deals.companyId, of.companyId);
  const lastChange = ctx.db
    .select({ on: dealChanges.changedOn })
    .from(dealChanges)
    .where(eq(dealChanges.dealId, deals.id))
    .orderBy(desc(dealChanges.createdAt))
    .limit(1);
  const rows = await ctx.db
    .select({
      deal: deals,
      company: companies.name,
      owner: members.name,
      changedOn: sql<string | null>`(${lastChange})`,
    })
    .from(deals)
    .innerJoin(companies, eq(companies.id, deals.companyId))
    .innerJoin(members, eq(members.id, deals.ownerId))
    .where(and(isTheirs, eq(deals.status, 'open')))
    .orderBy(sql`${deals.closesOn} is null`, asc(deals.closesOn), asc(deals.id))
    .limit(limit);
  const { stages } = crmOf(ctx);
  return rows.map(({ deal, company, owner, changedOn }) => ({
    id: deal.id,
    title: deal.title,
    companyId: deal.companyId,
    company,
    owner,
    stageId: deal.stage,
    stage: stages.find(({ id }) => id === deal.stage)?.name ?? deal.stage,
    ...(deal.amount !== null && deal.currency
      ? { money: { amount: deal.amount, currency: deal.currency } }
      : {}),
    ...(deal.closesOn ? { closesOn: deal.closesOn } : {}),
    changedOn: changedOn ?? dateIn(ctx.actor.timeZone, deal.createdAt),
  }));
}
