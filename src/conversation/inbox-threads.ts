import { and, eq, gt, notInArray } from 'drizzle-orm';
import type { System } from '../context.ts';
import type { Row } from '../store/schema.ts';

/** Whether somebody has written in a thread since a message of it (a Slack ts), whether that was answered yet or not. */
export async function wasWrittenInSince(
  ctx: System,
  { threadKey, ts }: { threadKey: string; ts: string },
): Promise<boolean> {
  const { inbox } = ctx.store.tables;
  const later = await ctx.db
    .select({ id: inbox.id })
    .from(inbox)
    .where(
      and(
        eq(inbox.threadKey, threadKey),
        notInArray(inbox.status, ['parked', 'refused']),
        gt(inbox.ts, ts),
        eq(inbox.kind, 'message'),
      ),
    )
    .limit(1);
  return later.length > 0;
}

/** Finds the event that has this key. */
export async function findInboxRowByKey(ctx: System, dedupeKey: string): Promise<Row<'inbox'> | undefined> {
  const { inbox } = ctx.store.tables;
  const [row] = await ctx.db.select().from(inbox).where(eq(inbox.dedupeKey, dedupeKey));
  return row;
}
