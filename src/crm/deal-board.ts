import { and, count, eq, type SQL, sum } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { crmOf, type Stage } from '../crm-settings.ts';
import { formatMoney } from '../money.ts';
import { type DealView, dealView, readDeals } from './deal-view.ts';

/**
 * A stage with its open deals, the soonest first. `deals`: how many there are; `worth`: their sum in each currency, as
 * the actor writes it (`€120,000`); `first`: a few of them.
 */
export type BoardRow = { stage: string; deals: number; worth: string[]; first: DealView[] };

/** How many deals of a stage are named. */
const MOST_NAMED = 3;

/**
 * The open deals by stage, in the order of the stages: of the actor, or of the whole team. Stages without deals are left
 * out; deals in a stage that `crm.yaml` has no more come last.
 */
export async function buildDealBoard(
  ctx: Context,
  { whose }: { whose: 'mine' | 'all' },
): Promise<BoardRow[]> {
  const { deals } = ctx.store.tables;
  const isTheirs = whose === 'mine' ? eq(deals.ownerId, ctx.actor.memberId) : undefined;
  const sums = await ctx.db
    .select({ stage: deals.stage, currency: deals.currency, amount: sum(deals.amount), deals: count() })
    .from(deals)
    .where(and(eq(deals.status, 'open'), isTheirs))
    .groupBy(deals.stage, deals.currency);
  const { stages } = crmOf(ctx);
  const known: Pick<Stage, 'id' | 'name'>[] = [
    ...stages,
    ...[...new Set(sums.map(({ stage }) => stage))]
      .filter((id) => stages.every((stage) => stage.id !== id))
      .toSorted()
      .map((id) => ({ id, name: id })),
  ];
  const rows: BoardRow[] = [];
  for (const { id, name } of known) {
    const own = sums.filter(({ stage }) => stage === id);
    if (own.length === 0) continue;
    rows.push({
      stage: name,
      deals: own.reduce((all, each) => all + each.deals, 0),
      worth: own
        .filter(({ currency }) => currency !== null)
        .toSorted(
          (one, other) => other.deals - one.deals || (String(one.currency) < String(other.currency) ? -1 : 1),
        )
        .map(({ amount, currency }) =>
          formatMoney({ amount: Number(amount), currency: String(currency) }, ctx.actor.locale),
        ),
      first: await firstOf(ctx, and(eq(deals.stage, id), isTheirs)),
    });
  }
  return rows;
}

async function firstOf(ctx: Context, where: SQL | undefined): Promise<DealView[]> {
  const found = await readDeals(ctx, { where, status: 'open', limit: MOST_NAMED });
  return found.map((named) => dealView(ctx, named));
}
