import { and, asc, eq, isNotNull } from 'drizzle-orm';
import type { System, Writing } from '../context.ts';

/** A message that is posted and says more than it may, since when. */
export type StaleMessage = { id: string; channel: string; ts: string; since: Date };

/** Messages that are drawn anew in one look. */
const AT_ONCE = 20;

/** Lists messages that are to be drawn anew, the oldest wish first. */
export async function listStale(ctx: System): Promise<StaleMessage[]> {
  const { outbox } = ctx.store.tables;
  const rows = await ctx.db
    .select({ id: outbox.id, channel: outbox.channel, ts: outbox.postedTs, since: outbox.staleSince })
    .from(outbox)
    .where(and(isNotNull(outbox.staleSince), isNotNull(outbox.postedTs)))
    .orderBy(asc(outbox.staleSince))
    .limit(AT_ONCE);
  return rows.flatMap(({ id, channel, ts, since }) => (ts && since ? [{ id, channel, ts, since }] : []));
}

/** Notes that a message was drawn anew, unless it has become stale once more meanwhile. */
export async function noteDrawn(ctx: Writing, { id, since }: StaleMessage): Promise<void> {
  const { outbox } = ctx.store.tables;
  await ctx.db
    .update(outbox)
    .set({ staleSince: null })
    .where(and(eq(outbox.id, id), eq(outbox.staleSince, since)));
}
