import { desc } from 'drizzle-orm';
import type { System } from '../context.ts';

/** Finds when the last event was taken in; undefined before the first. */
export async function findLastEvent(ctx: System): Promise<Date | undefined> {
  const { inbox } = ctx.store.tables;
  // Ids begin with the time.
  const [last] = await ctx.db.select({ at: inbox.receivedAt }).from(inbox).orderBy(desc(inbox.id)).limit(1);
  return last?.at;
}
