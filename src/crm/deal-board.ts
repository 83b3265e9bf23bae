import { and, asc, count, desc, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { crmOf } from '../crm-settings.ts';
import { formatMoney, type MoneySum, sumByCurrency } from '../money.ts';
import { stageName } from './deal-stages.ts';
import { sumInParts, sumOf } from './deal-sums.ts';
import { type DealView, dealView, readDeals } from './deal-view.ts';

/**
 * Open deals by stage. `stages`: in the order of the team's stages, those that `crm.yaml` has no more last, none without
 * deals; `worth`: the sum in each currency, as the actor writes it (`€120,000`). `next`: those that close first.
 */
export type DealBoard = { stages: { stage: string; deals: number; worth: string[] }[]; next: DealView[] };

/** The open deals of the actor, or of the whole team. `next`: how many are named. */
export async function buildDealBoard(
  ctx: Context,
  { whose, next }: { whose: 'mine' | 'all'; next: number },
): Promise<DealBoard> {
  const { deals } = ctx.store.tables;
  const where = whose === 'mine' ? eq(deals.ownerId, ctx.actor.memberId) : undefined;
  const sums = await ctx.db
    .select({ stage: deals.stage, currency: deals.currency, ...sumInParts(deals.amount), deals: count() })
    .from(deals)
    .where(and(eq(deals.status, 'open'), where))
    .groupBy(deals.stage, deals.currency)
    .orderBy(desc(count()), asc(deals.currency));
  const known = crmOf(ctx).stages.map(({ id }) => id);
  const gone = sums.map(({ stage }) => stage).filter((id) => !known.includes(id));
  const stages = [...known, ...new Set(gone.toSorted())].flatMap((id) => {
    const here = sums.filter(({ stage }) => stage === id);
    if (here.length === 0) return [];
    const money = here.flatMap(({ currency, ...parts }): MoneySum[] =>
      currency === null ? [] : [{ amount: sumOf(parts), currency }],
    );
    const worth = sumByCurrency(money).map((each) => formatMoney(each, ctx.actor.locale));
    return [{ stage: stageName(ctx, id), deals: here.reduce((all, each) => all + each.deals, 0), worth }];
  });
  if (stages.length === 0) return { stages, next: [] };
  const first = await readDeals(ctx, { where, status: 'open', limit: next });
  return { stages, next: first.map((named) => dealView(ctx, named)) };
}
