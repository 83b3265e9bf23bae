import { and, asc, count, eq, isNotNull, lt } from 'drizzle-orm';
import type { System } from '../context.ts';
import { isOpen } from '../queue/claims.ts';

/** A delivery or a schedule that is later than this is a sign that something is wrong. */
const OVERDUE_MS = 10 * 60_000;

/** Schedules that are late: how many, and why the oldest of them is. */
export type Overdue = { count: number; why: string };

/** Finds the active schedules that are late by more than `byMs`; undefined when none is. */
export async function findOverdue(ctx: System, { byMs }: { byMs: number }): Promise<Overdue | undefined> {
  const { schedules } = ctx.store.tables;
  const before = new Date(ctx.clock.now().getTime() - byMs);
  const late = and(isOpen('schedules', schedules), lt(schedules.scheduledAt, before));
  const [oldest] = await ctx.db
    .select({ why: schedules.lastError })
    .from(schedules)
    .where(late)
    .orderBy(asc(schedules.scheduledAt))
    .limit(1);
  if (!oldest) return undefined;
  const [counted] = await ctx.db.select({ count: count() }).from(schedules).where(late);
  return { count: counted?.count ?? 1, why: oldest.why ?? 'nobody has looked at them; is Rapport running?' };
}

/** Numbers that tell an operator whether deliveries and schedules go out. */
export type DeliveryHealth = {
  /** Messages that have waited to be sent for more than ten minutes. */
  waiting: number;
  /** Active schedules; and how many of them are posted in channels. */
  schedules: number;
  inChannels: number;
  /** Active schedules that should have been fired more than ten minutes ago. */
  overdue: Overdue | undefined;
  /** Schedules that Rapport has paused, because they cannot be run as they are. */
  paused: number;
};

/** Measures the health of deliveries now. */
export async function measureDeliveries(ctx: System): Promise<DeliveryHealth> {
  const { outbox, schedules } = ctx.store.tables;
  const before = new Date(ctx.clock.now().getTime() - OVERDUE_MS);
  const active = isOpen('schedules', schedules);
  const number = (rows: { count: number }[]) => rows[0]?.count ?? 0;
  const countSchedules = async (where: typeof active | undefined) =>
    number(await ctx.db.select({ count: count() }).from(schedules).where(where));
  const late = and(isOpen('outbox', outbox), lt(outbox.createdAt, before));
  return {
    waiting: number(await ctx.db.select({ count: count() }).from(outbox).where(late)),
    schedules: await countSchedules(active),
    inChannels: await countSchedules(and(active, isNotNull(schedules.channel))),
    overdue: await findOverdue(ctx, { byMs: OVERDUE_MS }),
    paused: await countSchedules(and(eq(schedules.status, 'paused'), isNotNull(schedules.reason))),
  };
}
