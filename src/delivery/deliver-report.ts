import { todayOf } from '../context.ts';
import type { WithReports } from '../reports/reports.ts';
import type { Result } from '../reports/result.ts';
import { type RunRequest, runReport } from '../reports/run-report.ts';
import { formatMoment } from './cadence.ts';
import { renderCsv } from './csv.ts';
import type { Document } from './document.ts';
import { buildReportDocument, reportActions } from './report-document.ts';
import { buildPostedDocument, buildScheduledDocument, type Missed } from './schedule-document.ts';
import type { ScheduleView } from './schedule-view.ts';
import { buildSubscribe, weeklyOn } from './subscriptions.ts';

/** A report that somebody is to get, and the shape of its document. */
export type ReportRequest = RunRequest & (Plain | Scheduled);

/** `text` is for readers without buttons; `shared` is read by a whole channel. */
type Plain = { as: 'message' | 'csv' | 'shared' | 'text' };
type Scheduled = { as: 'scheduled'; view: ScheduleView; missed: Missed };

/** The result of a run, and the document that its reader gets. */
export type DeliveredReport = { result: Result; document: Document };

/**
 * Runs a report as the actor and builds the document that its reader gets. A document for a channel holds what everybody
 * may see; every other document goes to the actor alone, wherever the report was asked for. Throws as `runReport` does.
 */
export async function deliverReport(ctx: WithReports, request: ReportRequest): Promise<DeliveredReport> {
  const isPosted = request.as === 'shared' || (request.as === 'scheduled' && request.view.channel !== null);
  const audience = isPosted ? 'shared' : 'direct';
  const theirs = { ...ctx, actor: { ...ctx.actor, audience } } as const;
  const result = await runReport(theirs, request);
  return { result, document: buildDocument(theirs, request, result) };
}

function buildDocument(ctx: WithReports, request: ReportRequest, result: Result): Document {
  const { locale, timeZone, name } = ctx.actor;
  switch (request.as) {
    case 'text':
      return buildReportDocument(result, { locale, timeZone });
    case 'csv':
      return buildReportFile(ctx, result);
    case 'scheduled': {
      const { view, missed } = request;
      if (view.channel === null) return buildScheduledDocument(result, { view, missed, locale });
      return buildPostedDocument(result, { view, missed, locale, name });
    }
    case 'message':
    case 'shared': {
      const isShared = request.as === 'shared';
      const subscribe = isShared ? [buildSubscribe(result, weeklyOn(todayOf(ctx)))] : [];
      const actions = [...reportActions(result), ...subscribe];
      const document = buildReportDocument(result, { locale, timeZone, actions });
      return isShared ? { ...document, note: `Shared by ${name} · ${document.note}` } : document;
    }
    default:
      return request satisfies never;
  }
}

/** The name of the file tells this run from others, so that a copy that went through is recognised. */
function buildReportFile(ctx: WithReports, result: Result): Document {
  const { report, columns, rows, truncated, runId, ranAt } = result;
  const count = `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`;
  const name = `${report.name.replace(':', '-')}-${todayOf(ctx)}-${runId.slice(-6).toLowerCase()}.csv`;
  return {
    text: `${report.title}, as of ${formatMoment(ranAt, ctx.actor.timeZone)}. ${truncated ? `The first ${count}; there are more` : count}.`,
    file: { name, title: `${report.title}.csv`, content: renderCsv(columns, rows) },
  };
}
