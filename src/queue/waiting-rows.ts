import { and, count, lte, min } from 'drizzle-orm';
import type { System } from '../context.ts';
import type { Tables } from '../store/schema.ts';
import { type ClaimableTable, isOpen, listClaimable } from './claims.ts';

/** The rows of one queue that are due and have not ended, being worked on or not. */
export type WaitingRows = {
  queue: ClaimableTable;
  due: number;
  /** How long the oldest of them has been due, in milliseconds; 0 where there is none. */
  oldestMs: number;
};

/** Counts what is due in each queue: one query of an index each. */
export function measureQueues(ctx: System): Promise<WaitingRows[]> {
  const now = ctx.clock.now();
  return Promise.all(
    listClaimable(ctx.store.tables).map(async (queue) => {
      const table = ctx.store.tables[queue] as Tables['inbox'];
      const [found] = await ctx.db
        .select({ due: count(), oldest: min(table.dueAt) })
        .from(table)
        .where(and(isOpen(queue, table), lte(table.dueAt, now)));
      const oldestMs = found?.oldest ? Math.max(0, now.getTime() - found.oldest.getTime()) : 0;
      return { queue, due: found?.due ?? 0, oldestMs };
    }),
  );
}
