import { and, count, eq, gt, lte } from 'drizzle-orm';
import { DAY_MS } from '../../clock.ts';
import type { System } from '../../context.ts';
import { TEAM } from '../observations/night.ts';

/** What the week up to a night has brought: what was found for the team, and what admins decided about it. */
export type WeekReview = {
  found: number;
  approved: number;
  dismissed: number;
  changed: number;
  undone: number;
};

/** Counts the week up to an instant, by the history of observations and the changes of settings. */
export async function reviewWeek(ctx: System, { until }: { until: Date }): Promise<WeekReview> {
  const { observationEvents: events, observations, settingChanges } = ctx.store.tables;
  const since = new Date(until.getTime() - 7 * DAY_MS);
  const rows = await ctx.db
    .select({ kind: events.kind, by: events.by, count: count() })
    .from(events)
    .innerJoin(observations, eq(observations.id, events.observationId))
    .where(and(eq(observations.scope, TEAM), gt(events.createdAt, since), lte(events.createdAt, until)))
    .groupBy(events.kind, events.by);
  const sum = (kind: string, by?: string) =>
    rows
      .filter((row) => row.kind === kind && (!by || row.by === by))
      .reduce((all, row) => all + row.count, 0);
  const { madeAt, undoneAt } = settingChanges;
  return {
    found: sum('proposed'),
    approved: sum('activated', 'member'),
    dismissed: sum('dismissed', 'member'),
    changed: await ctx.db.$count(settingChanges, and(gt(madeAt, since), lte(madeAt, until))),
    undone: await ctx.db.$count(settingChanges, and(gt(undoneAt, since), lte(undoneAt, until))),
  };
}
