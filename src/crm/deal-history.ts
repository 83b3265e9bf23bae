import { inArray, max } from 'drizzle-orm';
import { type System, todayOf } from '../context.ts';
import { newId } from '../ids.ts';
import type { Row } from '../store/schema.ts';
import type { Writer } from './record-change.ts';

/** The columns of a deal whose history is kept. */
const KEPT = [
  'stage',
  'status',
  'amount',
  'currency',
  'ownerId',
  'closesOn',
] as const satisfies (keyof Row<'deals'> & keyof Row<'dealChanges'>)[];

/** Writes down what a deal is from now on: when it is new, or where one of the columns with a history is another than before. */
export async function noteDealChange(ctx: Writer, deal: Row<'deals'>, before?: Row<'deals'>): Promise<void> {
  if (before && KEPT.every((column) => deal[column] === before[column])) return;
  const { stage, status, amount, currency, ownerId, closesOn } = deal;
  await ctx.insert('dealChanges', {
    id: newId(),
    dealId: deal.id,
    memberId: ctx.actor.memberId,
    ...{ stage, status, amount, currency, ownerId, closesOn },
    changedOn: todayOf(ctx),
    createdAt: ctx.clock.now(),
  });
}

/** The day on which each of some deals was last changed, by the ids of the deals. */
export async function lastDealChanges(ctx: System, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { dealId, changedOn } = ctx.store.tables.dealChanges;
  const rows = await ctx.db
    .select({ dealId, on: max(changedOn) })
    .from(ctx.store.tables.dealChanges)
    .where(inArray(dealId, [...ids]))
    .groupBy(dealId);
  return new Map(rows.flatMap(({ dealId, on }) => (on ? [[dealId, on] as const] : [])));
}
