import { hasRole } from '../../context.ts';
import { explainReport } from '../../reports/explain.ts';
import type { Report } from '../../reports/lint.ts';
import type { Given } from '../../reports/params.ts';
import { isOnlyMissing, prepareRun, type WithReports } from '../../reports/run.ts';
import { listReportRuns } from '../../reports/runs.ts';
import { parseReportCommand } from '../report-command.ts';
import type { Services } from '../services.ts';
import { buildReportHelp, buildReportList, type Whisper } from '../views/report-list.ts';
import { buildRunList, buildSharing } from '../views/report-runs.ts';
import { enqueueReport } from './report-jobs.ts';
import { openReportModal, reportForm } from './report-modals.ts';
import { newScheduleForm } from './schedule-modals.ts';
import { showSchedules } from './schedules.ts';

const RUNS = 20;

/** A `/report` that was typed. */
export type Typed = { text: string; channel: string; triggerId: string };

/** Does what `/report …` says. Gives what the person is shown for it; nothing when there is nothing to say. */
export async function answerCommand(
  ctx: WithReports,
  services: Services,
  { text, channel, triggerId }: Typed,
): Promise<Whisper | undefined> {
  const command = parseReportCommand(text);
  switch (command.kind) {
    case 'list':
      return listReports(ctx, { page: 0 });
    case 'search':
      return listReports(ctx, { page: 0, words: command.words });
    case 'help':
      return buildReportHelp(explainReport(ctx, command.name));
    case 'runs':
      return buildRunList(await listReportRuns(ctx, { limit: RUNS }), ctx.actor);
    case 'schedules':
      return showSchedules(ctx);
    case 'schedule': {
      const { name: report, given } = command;
      await openReportModal(services, triggerId, newScheduleForm(ctx, { report, given }));
      return undefined;
    }
    case 'run':
      return requestReport(ctx, services, {
        name: command.name,
        given: command.given,
        source: 'command',
        channel,
        triggerId,
      });
    default:
      return command satisfies never;
  }
}

export function listReports(
  { actor, reports: { catalog } }: WithReports,
  { page, words }: { page: number; words?: string | undefined },
): Whisper {
  const found = words ? catalog.search(words, actor.role) : catalog.list(actor.role);
  const reports = found.map(({ definition: { name, title, description } }: Report) => ({
    name,
    title,
    description,
  }));
  const broken = hasRole(actor, 'admin') && !words ? catalog.broken() : [];
  return buildReportList({ reports, page, ...(words ? { words } : {}), broken });
}

export type Wanted = {
  name: string;
  given: Given;
  source: 'command' | 'button';
  channel: string;
  triggerId: string;
};

/** Puts a report on its way; asks with a form first when something that is needed is missing. */
export async function requestReport(
  ctx: WithReports,
  services: Services,
  wanted: Wanted,
): Promise<Whisper | undefined> {
  const { name, given, source, channel, triggerId } = wanted;
  try {
    await prepareRun(ctx, { name, given, source });
  } catch (error) {
    if (!isOnlyMissing(error)) throw error;
    await openReportModal(services, triggerId, reportForm(ctx, { origin: { report: name, source }, given }));
    return undefined;
  }
  const user = ctx.actor.slackUserId;
  await enqueueReport(services, { user, report: name, given, source, as: 'message' }, `trigger:${triggerId}`);
  const { definition } = ctx.reports.catalog.get(name, ctx.actor.role);
  const isDirect = channel === (await services.directChannel(user));
  return isDirect ? undefined : buildSharing(definition, given);
}
