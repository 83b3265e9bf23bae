import { desc, eq } from 'drizzle-orm';
import { type Context, hasRole } from '../context.ts';
import { forbidden, notFound } from '../errors.ts';
import type { Row } from '../store/schema.ts';

/** The last runs of everybody, newest first, for admins. Throws `forbidden`. */
export async function listReportRuns(
  { store: { read, tables }, actor }: Pick<Context, 'store' | 'actor'>,
  { limit }: { limit: number },
): Promise<(Row<'reportRuns'> & { memberName: string })[]> {
  if (!hasRole(actor, 'admin')) throw forbidden('Only admins can see who ran which report.');
  const { reportRuns, members } = tables;
  const rows = await read
    .select({ run: reportRuns, memberName: members.name })
    .from(reportRuns)
    .innerJoin(members, eq(members.id, reportRuns.memberId))
    .orderBy(desc(reportRuns.id))
    .limit(limit);
  return rows.map(({ run, memberName }) => ({ ...run, memberName }));
}

/** What was run under this id: the report and its params, to be run again by whoever asks, as themselves. Throws `not_found`. */
export async function getReportRun(
  { store: { read, tables } }: Pick<Context, 'store'>,
  runId: string,
): Promise<Row<'reportRuns'>> {
  const { reportRuns } = tables;
  const [run] = await read.select().from(reportRuns).where(eq(reportRuns.id, runId));
  if (!run) throw notFound('report run', runId.slice(0, 40));
  return run;
}
