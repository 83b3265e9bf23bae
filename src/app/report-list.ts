import { hasRole } from '../context.ts';
import type { WithReports } from '../reports/reports.ts';
import { listRunnable } from '../reports/what-runs.ts';
import type { OptionsHandler, PressHandler } from './handler.ts';
import { buildReportForm } from './report-form.ts';
import { ReportPage, type ReportScreen } from './report-screens.ts';
import { startReport } from './start-report.ts';

/** The reports that the actor may run, or those of them that fit the words; broken files besides, for admins. */
export async function listReports(
  ctx: WithReports,
  { page, words }: { page: number; words?: string | undefined },
): Promise<ReportScreen> {
  const {
    actor,
    reports: { catalog, metrics },
  } = ctx;
  const found = await listRunnable(ctx, words);
  const reports = found.map(({ name, title, description }) => ({ name, title, description }));
  const isTold = hasRole(actor, 'admin') && !words;
  const broken = isTold ? [...catalog.broken(), ...metrics.broken()] : [];
  return { kind: 'report_list', reports, page, words, broken };
}

/** Another page of the list; the value is what is needed to make it. */
export const turnReportPage = {
  who: 'member',
  does: async (ctx, { value }) => ({
    replace: await listReports(ctx, ReportPage.parse(JSON.parse(value))),
  }),
} satisfies PressHandler;

/** “Run” beside a report in the list. */
export const openReport = {
  who: 'member',
  does: async (ctx, { value: name, key, place }) => {
    const reply = await startReport(ctx, { name, given: {}, source: 'button', key, place });
    return reply && 'show' in reply ? { replace: reply.show } : reply;
  },
} satisfies PressHandler;

/** A report that was chosen in the search field of the list: its form. */
export const pickReport = {
  who: 'member',
  does: async (ctx, { value: report, key, place }) => {
    // A kept question asks for nothing.
    if (!ctx.reports.catalog.find(report))
      return startReport(ctx, { name: report, given: {}, source: 'button', key, place });
    return { form: buildReportForm(ctx, { origin: { report, source: 'button' }, given: {} }) };
  },
} satisfies PressHandler;

/** Reports that the search field of the list offers. */
export const suggestReports = {
  who: 'member',
  does: async (ctx, { typed }) => {
    const found = await listRunnable(ctx, typed || undefined);
    return found.map(({ name, title }) => ({ value: name, label: title }));
  },
} satisfies OptionsHandler;
