import { and, count, desc, eq, gt, lt } from 'drizzle-orm';
import type { System } from '../../context.ts';
import { isOpen } from '../../queue/claims.ts';

/** The numbers of the health of nights. */
const HEALTH = {
  /** A night that is over for longer is a sign that something is wrong: each takes minutes. */
  lateMs: 3_600_000,
  /** Nights that failed longer ago are history. */
  failedWithinMs: 7 * 24 * 3_600_000,
  /** Failed nights that are shown, the latest. */
  shown: 5,
} as const;

/** Numbers that tell an operator whether nights are done. */
export type NightHealth = {
  /** Nights that have been over for more than an hour and are not done. */
  late: number;
  /** The latest nights that were given up within a week, and why. */
  failed: { night: string; reason: string }[];
};

/** Measures the health of nights now. */
export async function measureNights(ctx: System): Promise<NightHealth> {
  const { dreamRuns } = ctx.store.tables;
  const now = ctx.clock.now().getTime();
  const [late] = await ctx.db
    .select({ count: count() })
    .from(dreamRuns)
    .where(and(isOpen('dreamRuns', dreamRuns), lt(dreamRuns.scheduledAt, new Date(now - HEALTH.lateMs))));
  const failed = await ctx.db
    .select({ night: dreamRuns.night, reason: dreamRuns.reason })
    .from(dreamRuns)
    .where(
      and(eq(dreamRuns.status, 'failed'), gt(dreamRuns.finishedAt, new Date(now - HEALTH.failedWithinMs))),
    )
    .orderBy(desc(dreamRuns.finishedAt))
    .limit(HEALTH.shown);
  return {
    late: late?.count ?? 0,
    failed: failed.map(({ night, reason }) => ({ night, reason: reason ?? 'unknown' })),
  };
}
