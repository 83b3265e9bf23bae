import { explainReport } from '../reports/explain.ts';
import { listMetricsFor } from '../reports/metrics/compile-question.ts';
import { ALL_DAYS, getMetric, MetricRequest, RequestError, readRequest } from '../reports/metrics/request.ts';
import { requestOfWords } from '../reports/metrics/request-words.ts';
import { rememberUnanswered } from '../reports/metrics/unanswered.ts';
import type { Given } from '../reports/params.ts';
import { listReportRuns } from '../reports/report-runs.ts';
import type { App } from './context.ts';
import type { CommandHandler, Press, Reply } from './handler.ts';
import { APP_POLICY } from './policy.ts';
import { buildQuestionForm } from './question-form.ts';
import { parseReportCommand } from './report-command-text.ts';
import { listReports } from './report-list.ts';
import { buildNewScheduleForm } from './schedule-form.ts';
import { listOwnSchedules } from './schedule-list.ts';
import { startQuestion, startReport } from './start-report.ts';

/** `/report …`: lists, explains, runs and schedules reports. */
export const reportCommand = {
  who: 'member',
  does: async (ctx, { text, key, place }) => {
    const command = parseReportCommand(text);
    switch (command.kind) {
      case 'list':
        return { show: await listReports(ctx, { page: 0 }) };
      case 'search':
        return { show: await listReports(ctx, { page: 0, words: command.words }) };
      case 'help':
        return { show: { kind: 'report_help', explanation: await explainReport(ctx, command.name) } };
      case 'runs':
        return {
          show: {
            kind: 'run_list',
            runs: await listReportRuns(ctx, { limit: APP_POLICY.reportRuns }),
            reader: ctx.actor,
          },
        };
      case 'schedules':
        return { show: await listOwnSchedules(ctx) };
      case 'schedule':
        return { form: buildNewScheduleForm(ctx, { report: command.name, given: command.given }) };
      case 'ask':
        return ask(ctx, command, { key, place });
      case 'run': {
        const { name, given } = command;
        return startReport(ctx, { name, given, source: 'command', key, place });
      }
      default:
        return command satisfies never;
    }
  },
} satisfies CommandHandler;

/** Asks what can be asked as it is said; opens the form for all else, filled in with what is said. */
async function ask(
  ctx: App,
  { metric, given }: { metric: string | undefined; given: Given },
  how: Pick<Press, 'key' | 'place'>,
): Promise<Reply> {
  const source = 'command';
  const request = metric === undefined ? {} : requestOfWords(metric, given);
  if (metric !== undefined) await requireModelled(ctx, { ...request, metric });
  const whole = MetricRequest.safeParse(request);
  if (whole.success) return startQuestion(ctx, { ...how, request: whole.data, source });
  return { form: buildQuestionForm(ctx, { origin: { source }, request }) };
}

/** Throws for what is named and no metric has, and counts it as a wish. What is missing or does not fit is left to the form. */
async function requireModelled(
  ctx: App,
  request: Record<string, unknown> & { metric: string },
): Promise<void> {
  const { role } = ctx.actor;
  const metrics = listMetricsFor(ctx);
  try {
    const { definition } = getMetric(request.metric, { role, metrics });
    const measures = Object.keys(definition.measures).slice(0, 1);
    readRequest({ measures, period: ALL_DAYS, ...request }, { role, metrics });
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    if (error.unmodelled.length === 0) return;
    await rememberUnanswered(ctx, error.unmodelled);
    throw error;
  }
}
