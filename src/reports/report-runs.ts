import { and, desc, eq, like, ne, or } from 'drizzle-orm';
import { type Context, hasRole, type System } from '../context.ts';
import { forbidden, notFound } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import { questionName } from './metrics/request.ts';

/** A run of a report, and the name of the member who asked for it. */
export type ReportRun = Row<'reportRuns'> & { memberName: string };

/** Lists the last runs of everybody, newest first, for admins. Throws `forbidden`. */
export async function listReportRuns(ctx: Context, { limit }: { limit: number }): Promise<ReportRun[]> {
  if (!hasRole(ctx.actor, 'admin')) throw forbidden('Only admins can see who ran which report.');
  const { reportRuns, members } = ctx.store.tables;
  const rows = await ctx.db
    .select({ run: reportRuns, memberName: members.name })
    .from(reportRuns)
    .innerJoin(members, eq(members.id, reportRuns.memberId))
    .orderBy(desc(reportRuns.id))
    .limit(limit);
  return rows.map(({ run, memberName }) => ({ ...run, memberName }));
}

/** Finds the question that the actor has asked last, of this metric or of any, and that was answered. What came by a schedule was not asked. */
export async function findLastQuestion(
  ctx: Context,
  { metric }: { metric?: string } = {},
): Promise<Row<'reportRuns'> | undefined> {
  const { reportRuns: runs } = ctx.store.tables;
  const isMeant =
    metric === undefined ? like(runs.report, questionName('%')) : eq(runs.report, questionName(metric));
  const isAsked = and(
    eq(runs.memberId, ctx.actor.memberId),
    eq(runs.outcome, 'done'),
    ne(runs.source, 'schedule'),
  );
  const [run] = await ctx.db.select().from(runs).where(and(isMeant, isAsked)).orderBy(desc(runs.id)).limit(1);
  return run;
}

/**
 * Gets a run by its id, so that its report can be run again with its params: one's own, or one that was answered where
 * others read it, too. Throws `not_found` for any other, as for one that is not there.
 */
export async function getReportRun(
  ctx: System,
  { runId, memberId }: { runId: string; memberId: string },
): Promise<Row<'reportRuns'>> {
  const { reportRuns } = ctx.store.tables;
  const mine = or(eq(reportRuns.memberId, memberId), eq(reportRuns.audience, 'shared'));
  const [run] = await ctx.db
    .select()
    .from(reportRuns)
    .where(and(eq(reportRuns.id, runId), mine));
  if (!run) throw notFound('report run', runId.slice(0, 40));
  return run;
}
