import { desc, eq } from 'drizzle-orm';
import { type Context, hasRole, type System } from '../context.ts';
import { forbidden, notFound } from '../errors.ts';
import type { Row } from '../store/schema.ts';

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

/**
 * Gets a run by its id, so that its report can be run again with its params, by whoever asks, as themselves. Throws
 * `not_found`.
 */
export async function getReportRun(ctx: System, runId: string): Promise<Row<'reportRuns'>> {
  const { reportRuns } = ctx.store.tables;
  const [run] = await ctx.db.select().from(reportRuns).where(eq(reportRuns.id, runId));
  if (!run) throw notFound('report run', runId.slice(0, 40));
  return run;
}
