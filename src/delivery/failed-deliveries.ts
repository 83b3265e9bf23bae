import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type System, transact } from '../context.ts';
import type { Row } from '../store/schema.ts';

/** A delivery that was given up; `isWhole` is false when its file is gone. */
export type FailedDelivery = Pick<
  Row<'outbox'>,
  'id' | 'kind' | 'channel' | 'createdAt' | 'finishedAt' | 'lastError'
> & {
  isWhole: boolean;
};

/** A document whose file was emptied, since nobody was to send it again. */
const Emptied = z.looseObject({ file: z.looseObject({ content: z.literal('') }) });

/** Lists the deliveries that were given up since an instant, the oldest first. */
export async function listFailedDeliveries(
  ctx: System,
  { since }: { since: Date },
): Promise<FailedDelivery[]> {
  const { outbox } = ctx.store.tables;
  const rows = await ctx.db.select().from(outbox).where(failedSince(ctx, since)).orderBy(asc(outbox.id));
  return rows.map((row) => ({ ...row, isWhole: !Emptied.safeParse(row.document).success }));
}

/** Spelled out, so that the index of what has failed is used. */
function failedSince(ctx: System, since: Date) {
  const { outbox } = ctx.store.tables;
  return and(sql`${outbox.status} = 'failed'`, gt(outbox.finishedAt, since));
}

/** How many deliveries were given up since an instant. */
export async function countFailedDeliveries(ctx: System, { since }: { since: Date }): Promise<number> {
  const { outbox } = ctx.store.tables;
  return ctx.db.$count(outbox, failedSince(ctx, since));
}

/**
 * Has a delivery that was given up sent again: whoever takes it looks first whether it was posted after all. False when
 * it is not there to repeat.
 */
export function repeatDelivery(ctx: System, id: string): Promise<boolean> {
  const { outbox } = ctx.store.tables;
  return transact(ctx, async (ctx) => {
    const repeated = await ctx.db
      .update(outbox)
      .set({ status: 'pending', dueAt: ctx.clock.now(), leaseUntil: null, attempts: 0, finishedAt: null })
      .where(and(eq(outbox.id, id), eq(outbox.status, 'failed')))
      .returning({ id: outbox.id });
    return repeated.length > 0;
  });
}
