import { and, count, desc, eq, gt, lt } from 'drizzle-orm';
import type { System } from '../../context.ts';
import { isOpen } from '../../queue/claims.ts';

const LATE_MS = 3_600_000;
/** Older failures are history. */
const FAILED_WITHIN_MS = 7 * 24 * 3_600_000;
const SHOWN = 5;

/** Numbers that tell an operator whether nights are done. */
export type NightHealth = {
  /** Nights that have been over for more than an hour and are not done. */
  late: number;
  /** The latest that were given up within a week, and why. */
  failed: { night: string; reason: string }[];
};

export async function measureNights(ctx: System): Promise<NightHealth> {
  const { dreamRuns } = ctx.store.tables;
  const now = ctx.clock.now().getTime();
  const [late] = await ctx.db
    .select({ count: count() })
    .from(dreamRuns)
    .where(and(isOpen('dreamRuns', dreamRuns), lt(dreamRuns.scheduledAt, new Date(now - LATE_MS))));
  const failed = await ctx.db
    .select({ night: dreamRuns.night, reason: dreamRuns.reason })
    .from(dreamRuns)
    .where(and(eq(dreamRuns.status, 'failed'), gt(dreamRuns.finishedAt, new Date(now - FAILED_WITHIN_MS))))
    .orderBy(desc(dreamRuns.finishedAt))
    .limit(SHOWN);
  return {
    late: late?.count ?? 0,
    failed: failed.map(({ night, reason }) => ({ night, reason: reason ?? 'unknown' })),
  };
}
