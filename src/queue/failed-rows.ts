import { and, count, gt, isNotNull, max, sql } from 'drizzle-orm';
import type { System } from '../context.ts';

/** Rows of one kind that have failed for good: how many, and when the last one did. */
export type Failed = { count: number; last: Date | undefined };

/** What has failed for good, by kind. A row that nothing is kept of, or that was never to be done, is not counted. */
export type FailedRows = Record<'messages' | 'deliveries' | 'nights', Failed>;

/** Counts the messages and other events, deliveries and nights that have failed since an instant. */
export async function countFailed(ctx: System, { since }: { since: Date }): Promise<FailedRows> {
  const { inbox, outbox, dreamRuns } = ctx.store.tables;
  const failedOf = async (table: typeof inbox | typeof outbox | typeof dreamRuns, kept = table.id) => {
    // The status is written out, not bound: only so does SQLite use the partial indexes on failed rows.
    const [found] = await ctx.db
      .select({ count: count(), last: max(table.finishedAt) })
      .from(table)
      .where(and(sql`${table.status} = 'failed'`, gt(table.finishedAt, since), isNotNull(kept)));
    return { count: found?.count ?? 0, last: found?.last ?? undefined };
  };
  const [messages, deliveries, nights] = await Promise.all([
    failedOf(inbox, inbox.payload as unknown as typeof inbox.id),
    failedOf(outbox),
    failedOf(dreamRuns),
  ]);
  return { messages, deliveries, nights };
}
