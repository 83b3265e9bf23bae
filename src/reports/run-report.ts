import { dateIn, formatDate } from '../clock.ts';
import type { Context } from '../context.ts';
import { conflict, forbidden, invalid, messageOf, RapportError, spoken } from '../errors.ts';
import { newId } from '../ids.ts';
import { ReportFailure, type ReportRows } from '../store/reporting/reporting.ts';
import { mayRun, type ReportDefinition } from './definition.ts';
import { type CompiledQuestion, compileQuestion } from './metrics/compile-question.ts';
import { finishRows } from './metrics/finish-rows.ts';
import { filtersInWords, howCounted } from './metrics/how-counted.ts';
import type { KeptQuestion } from './metrics/kept-questions.ts';
import type { Metric } from './metrics/metric.ts';
import { withIds } from './metrics/request.ts';
import { type Given, ParamsError, type ParsedParams, parseParams } from './params.ts';
import { type Report, reportOf, statementColumns } from './report.ts';
import { spanOf, valuesBefore } from './report-span.ts';
import { RUN_LIMITS, type WithReports } from './reports.ts';
import type { Before, Result } from './result.ts';
import { readTable, withNumbers } from './result-cells.ts';
import { type Ended, type RunRequest, recordRefusal, recordRun } from './run-log.ts';
import { renderTemplate, type Values } from './sql-template.ts';
import { totalsOf } from './totals.ts';
import { type AskedQuestion, definitionOf, findQuestion, getReport, namedAs } from './what-runs.ts';

/**
 * Runs a report as the actor: with their role, their rows, their day. Every call leaves a row in `report_runs`, refused
 * calls too. Throws `not_found`, `forbidden`, `ParamsError` (nothing was run), `conflict` (too many at once) or
 * `unavailable` (it took too long, or failed); no message holds SQL or values of others.
 */
export async function runReport(ctx: WithReports, request: RunRequest): Promise<Result> {
  const runId = newId();
  const startedAt = ctx.clock.now();
  const record = (ended: Ended) => recordRun(ctx, { runId, startedAt, request, ended });
  try {
    const { report, params, question } = await prepare(ctx, request);
    const work = async () => {
      const read = await execute(ctx, { report, values: params.values });
      const isKnown = !read.truncated && !mayBeWithheld(read, question);
      return { ...read, before: isKnown ? await readBefore(ctx, { report, params, question }) : undefined };
    };
    // Nobody waits for a scheduled run, and how many of them run at once is bounded where schedules are fired.
    const { rows, truncated, before } = await (request.source === 'schedule'
      ? work()
      : withinBounds(ctx, work));
    const numbers = withNumbers(report.definition, rows);
    const finished = question && finishRows({ rows: numbers, truncated }, question);
    await record({ outcome: 'done', rows: rows.length, truncated, given: params.given });
    const { name, title, description, chart, roles } = report.definition;
    const span = spanOf(report.definition, params.values);
    return {
      runId,
      report: { name, title, description, chart, roles },
      takesParams: Object.keys(report.definition.params).length > 0,
      params: params.used,
      ...readTable(report.definition, finished?.rows ?? numbers),
      ...(span ? { span } : {}),
      ...(before ? { before } : {}),
      truncated,
      ranAt: startedAt,
      ...(mayBeWithheld({ rows }, question) ? { mayBeWithheld: true as const } : {}),
      ...(question && {
        definitionHash: pinOf(question),
        counted: [
          ...howCounted(question, params.used),
          ...(finished?.notes ?? []),
          ...certifiedInWords(ctx, question),
        ],
        ...(question.kept ? { kept: keptOf(question.kept, question.metric) } : {}),
      }),
    };
  } catch (error) {
    await record({ outcome: outcomeOf(error), error: spoken(error) });
    throw error;
  }
}

/** Whether there may be no rows only because too few colleagues stand behind them, which is not 0. */
const mayBeWithheld = ({ rows }: Pick<ReportRows, 'rows'>, question: Prepared['question']): boolean =>
  question?.mayBeWithheld === true && rows.length === 0;

/** What a schedule pins of a question: another one when it is counted otherwise, or another question was kept under its name. */
export const pinOf = ({ metric, kept }: NonNullable<Prepared['question']>): string =>
  kept ? `${metric.hash} ${kept.id}` : metric.hash;

const keptOf = ({ id, definitionHash, decidedBy }: KeptQuestion, { hash }: Metric): Result['kept'] => ({
  id,
  hasChanged: definitionHash !== hash,
  decidedBy,
});

/** That a question was certified, when, and whether it is counted otherwise since. */
export function certifiedInWords(
  { actor: { timeZone } }: Context,
  { kept, metric }: Pick<NonNullable<Prepared['question']>, 'kept' | 'metric'>,
): string[] {
  if (!kept?.decidedAt) return [];
  const on = formatDate(dateIn(timeZone, kept.decidedAt));
  const since =
    kept.definitionHash === metric.hash
      ? ''
      : `; how ${metric.definition.title} are counted has changed since`;
  return [`Certified ${on}${since}`];
}

/** Like `prepare`, for somebody who asks for a run: a refusal is written down, unless only params are missing. */
export async function prepareRun(ctx: WithReports, request: RunRequest): Promise<Prepared> {
  try {
    return await prepare(ctx, request);
  } catch (error) {
    if (!isOnlyMissing(error)) await recordRefusal(ctx, request, error);
    throw error;
  }
}

/** Whether an error says only that params were not given yet. */
export function isOnlyMissing(error: unknown): boolean {
  return error instanceof ParamsError && error.problems.every(({ kind }) => kind === 'missing');
}

/** What is to be run: a report, or a question in metrics that was made into one. */
type Prepared = {
  report: Report;
  params: ParsedParams;
  question?: CompiledQuestion & { kept?: KeptQuestion };
};

/**
 * Gets the report, if the actor may run it, and understands its params. Nothing is run. Of a question (`ask:METRIC`) the params
 * are its request. Throws as `runReport` does.
 */
export async function prepare(
  ctx: WithReports,
  { name, given }: Pick<RunRequest, 'name' | 'given'>,
): Promise<Prepared> {
  if (ctx.reports.lacking !== undefined) throw new RapportError('unavailable', NO_ACCESS);
  const asked = await findQuestion(ctx, { name, given });
  if (asked) return prepareQuestion(ctx, { asked, given });
  const report = await getReport(ctx, name);
  requireMayRun(ctx, report.definition);
  const params = await parseParams(ctx, { definition: report.definition, given });
  return { report, params };
}

const NO_ACCESS =
  'Reports cannot be run at the moment: Rapport lacks the access to the database that they need. An admin finds what to do by “npm run doctor”.';

async function prepareQuestion(
  ctx: WithReports,
  { asked, given }: { asked: AskedQuestion; given: Given },
): Promise<Prepared> {
  const { request, kept } = asked;
  if (kept) requireMayAsk(ctx, { asked, kept, given });
  const question = compileQuestion(ctx, request);
  const definition = namedAs(question.definition, kept);
  requireMayRun(ctx, definition);
  const params = await parseParams(ctx, { definition, given: question.given });
  return {
    report: reportOf(definition),
    params: {
      ...params,
      given: kept ? {} : withIds(question.request, params.given),
      inWords: filtersInWords(question, params.used).join('; '),
    },
    question: { ...question, ...(kept ? { kept } : {}) },
  };
}

/** Throws `forbidden` for whom a kept question is not, and `invalid` when it is given params. */
function requireMayAsk(
  ctx: WithReports,
  { asked, kept, given }: { asked: AskedQuestion; kept: KeptQuestion; given: Given },
): void {
  const definition = definitionOf(ctx, asked);
  if (definition) requireMayRun(ctx, definition);
  if (Object.keys(given).length > 0)
    throw invalid(`“${kept.name}” takes no params. Ask the question anew to have it counted otherwise.`);
}

/** Throws `forbidden` unless the actor may run the report. */
export function requireMayRun({ actor }: Context, definition: ReportDefinition): void {
  if (!mayRun(definition, actor.role))
    throw forbidden(`“${definition.name}” is for ${rolesInWords(definition)}.`);
}

/** `leads and admins`. */
export function rolesInWords({ roles }: Pick<ReportDefinition, 'roles'>): string {
  const names = roles.map((role) => `${role}s`);
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
}

/** The run took longer than its deadline. */
class TimedOut extends RapportError {}

/** The sums of the time before, where the report compares them; undefined where they could not be read. */
async function readBefore(
  ctx: WithReports,
  { report, params, question }: Prepared,
): Promise<Before | undefined> {
  const { definition } = report;
  const earlier = valuesBefore(definition, params.values);
  if (!earlier) return undefined;
  try {
    const read = await execute(ctx, { report, values: earlier.values });
    if (read.truncated || mayBeWithheld(read, question)) return undefined;
    return {
      ...earlier.period,
      totals: totalsOf(readTable(definition, withNumbers(definition, read.rows))),
    };
  } catch (error) {
    if (!(error instanceof RapportError)) throw error;
    return undefined;
  }
}

async function execute(
  ctx: WithReports,
  { report, values }: { report: Report; values: Values },
): Promise<ReportRows> {
  const { reporting, deadlineMs } = ctx.reports;
  const { definition, templates } = report;
  const select = renderTemplate(templates[reporting.dialect], { dialect: reporting.dialect, values });
  const { memberId, role, audience } = ctx.actor;
  const viewer = { memberId, role, audience };
  try {
    const answer = await reporting.query({ ...select, viewer, maxRows: RUN_LIMITS.rows, deadlineMs });
    if (answer.columns.join() === statementColumns(definition).join()) return answer;
    throw new ReportFailure('failed', `columns are ${answer.columns.join(', ')}`);
  } catch (error) {
    if (!(error instanceof ReportFailure)) throw error;
    ctx.log.error({ report: definition.name, kind: error.kind, error: messageOf(error) }, 'report not run');
    throw spokenFailure(error, definition, deadlineMs);
  }
}

function spokenFailure(
  { kind }: ReportFailure,
  definition: ReportDefinition,
  deadlineMs: number,
): RapportError {
  const { title } = definition;
  if (kind === 'timed_out') {
    return new TimedOut(
      'unavailable',
      `“${title}” took longer than ${deadlineMs / 1_000} seconds, so I stopped it.${lessToRun(definition)}`,
    );
  }
  if (kind === 'too_big') {
    return new RapportError(
      'unavailable',
      `“${title}” needed more memory than it may have, so I stopped it.${lessToRun(definition)}`,
    );
  }
  return new RapportError(
    'unavailable',
    `“${title}” could not be run. An admin finds the reason in the log.`,
  );
}

/** What a run of the report could be asked for less of, as a sentence; nothing where it takes no such params. */
function lessToRun({ params }: ReportDefinition): string {
  const types = new Set(Object.values(params).map(({ type }) => type));
  const ways = [
    ...(types.has('period') || types.has('date') ? ['a shorter time'] : []),
    ...(types.has('company') || types.has('contact') ? ['fewer customers'] : []),
  ];
  return ways.length > 0 ? ` Choose ${ways.join(' or ')}.` : '';
}

function outcomeOf(error: unknown): Ended['outcome'] {
  if (error instanceof TimedOut) return 'timed_out';
  return !(error instanceof RapportError) || error.code === 'unavailable' ? 'failed' : 'refused';
}

/** Runs `work` unless the member has enough runs under way already. Throws `conflict` then. */
async function withinBounds<T>(
  { actor, reports: { underWay } }: WithReports,
  work: () => Promise<T>,
): Promise<T> {
  const { memberId } = actor;
  const running = underWay.get(memberId) ?? 0;
  if (running >= RUN_LIMITS.atOnce) {
    throw conflict(`You have ${running} reports running already; wait until one of them is done.`);
  }
  underWay.set(memberId, running + 1);
  try {
    return await work();
  } finally {
    const left = (underWay.get(memberId) ?? 1) - 1;
    if (left > 0) underWay.set(memberId, left);
    else underWay.delete(memberId);
  }
}
