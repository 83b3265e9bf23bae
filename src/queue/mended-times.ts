import { and, type Column, eq, gt, or, type SQL, sql } from 'drizzle-orm';
import { type System, transact } from '../context.ts';
import type { Tables } from '../store/schema.ts';
import { type ClaimableTable, isOpen } from './claims.ts';
import { longestWaitOf, type Taking } from './work.ts';

/**
 * Mends the times of rows that were written by a clock which was ahead of ours: without it they would wait until our
 * clock gets there. What nobody has put off is due, no wait is longer than the policy allows, and whoever holds a row
 * has it for one lease from now.
 */
export async function mendTimes<Name extends ClaimableTable>(
  ctx: System,
  { table: name, policy, dueFrom }: Pick<Taking<Name>, 'table' | 'policy' | 'dueFrom'>,
): Promise<void> {
  const table = ctx.store.tables[name] as Tables['inbox'];
  const now = ctx.clock.now();
  const after = (ms: number) => new Date(now.getTime() + ms);
  const first = dueFrom && (table as unknown as Record<string, Column>)[dueFrom];
  const waitsTooLong = gt(table.dueAt, after(longestWaitOf(policy)));
  const isLate = first
    ? and(waitsTooLong, gt(table.dueAt, first))
    : and(gt(table.dueAt, now), or(waitsTooLong, eq(table.fence, 0)));
  const isHeldTooLong = gt(table.leaseUntil, after(2 * policy.leaseMs));
  const mends: [which: SQL | undefined, set: object][] = [
    [isLate, { dueAt: first ? sql`${first}` : now }],
    [isHeldTooLong, { leaseUntil: after(policy.leaseMs) }],
  ];
  for (const [which, set] of mends) {
    const found = and(isOpen(name, table), which);
    const [one] = await ctx.db.select({ id: table.id }).from(table).where(found).limit(1);
    if (!one) continue;
    const mended = await transact(ctx, (ctx) =>
      ctx.db.update(table).set(set).where(found).returning({ id: table.id }),
    );
    ctx.log.info({ [name]: mended.length }, 'times mended: they were written by a clock that was ahead');
  }
}
