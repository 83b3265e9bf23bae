import { suggestNames } from '../crm/look-up.ts';
import { RECORD_TYPES, type RecordType } from '../reports/definition.ts';
import type { Given } from '../reports/params.ts';
import { getReportRun } from '../reports/report-runs.ts';
import type { WithReports } from '../reports/reports.ts';
import { prepareRun } from '../reports/run-report.ts';
import { findQuestion } from '../reports/what-runs.ts';
import type { FormHandler, OptionsHandler, PressHandler } from './handler.ts';
import { buildQuestionForm } from './question-form.ts';
import { fieldsOf } from './report-fields.ts';
import { answerPlaceOf, enqueueReport } from './report-requests.ts';
import type { FilledReport, ReportForm, ReportOrigin } from './report-screens.ts';

/** The form of a report, filled in with what was given so far. Throws `not_found` or `forbidden`. */
export async function buildReportForm(
  ctx: WithReports,
  { origin, given }: { origin: ReportOrigin; given: Given },
): Promise<ReportForm> {
  return { kind: 'report_params', origin, ...(await fieldsOf(ctx, { report: origin.report, given })) };
}

/** “Change” below a report or a question: its form, filled in as it was; the value is the run. */
export const changeReport = {
  who: 'member',
  does: async (ctx, { value: runId, place }) => {
    const { report, params: given } = await getReportRun(ctx, { runId, memberId: ctx.actor.memberId });
    const from = { source: 'button', asked: answerPlaceOf(place) } as const;
    const question = await findQuestion(ctx, { name: report, given });
    if (question) return { form: buildQuestionForm(ctx, { origin: from, request: question.request }) };
    const origin = { report, ...from };
    return { form: buildReportForm(ctx, { origin, given }) };
  },
} satisfies PressHandler;

/** Puts a report on its way as it was filled in. */
export const fillInReport = {
  who: 'member',
  does: async (ctx, { origin, given, key }) => {
    const { report, source, asked } = origin;
    await prepareRun(ctx, { name: report, given, source });
    const request = { user: ctx.actor.slackUserId, report, given, source, as: 'message' as const };
    await enqueueReport(ctx, { ...request, ...(asked ? { asked } : {}) }, key);
    return undefined;
  },
} satisfies FormHandler<FilledReport>;

const suggest = (noun: RecordType) =>
  ({
    who: 'member',
    does: async (ctx, { typed, limit }) => {
      const found = await suggestNames(ctx, { noun, typed, limit });
      return found.map(({ id, name }) => ({ value: id, label: name }));
    },
  }) satisfies OptionsHandler;

/** What the fields offer whose params mean something on record, by the type of the param. */
export const suggestRecords = Object.fromEntries(RECORD_TYPES.map((noun) => [noun, suggest(noun)])) as Record<
  RecordType,
  OptionsHandler
>;
