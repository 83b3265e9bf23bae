import { explainReport } from '../reports/explain.ts';
import { listReportRuns } from '../reports/report-runs.ts';
import type { CommandHandler } from './handler.ts';
import { APP_POLICY } from './policy.ts';
import { parseReportCommand } from './report-command-text.ts';
import { listReports } from './report-list.ts';
import { buildNewScheduleForm } from './schedule-form.ts';
import { listOwnSchedules } from './schedule-list.ts';
import { startReport } from './start-report.ts';

/** `/report …`: lists, explains, runs and schedules reports. */
export const reportCommand = {
  who: 'member',
  does: async (ctx, { text, key, place }) => {
    const command = parseReportCommand(text);
    switch (command.kind) {
      case 'list':
        return { show: listReports(ctx, { page: 0 }) };
      case 'search':
        return { show: listReports(ctx, { page: 0, words: command.words }) };
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
      case 'run': {
        const { name, given } = command;
        return startReport(ctx, { name, given, source: 'command', key, place });
      }
      default:
        return command satisfies never;
    }
  },
} satisfies CommandHandler;
