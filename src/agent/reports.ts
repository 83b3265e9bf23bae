import { z } from 'zod';
import { type Context, todayOf } from '../context.ts';
import { LIMITS, line, parseInput } from '../crm/inputs.ts';
import { type DeliveredReport, deliverReport } from '../delivery/deliver-report.ts';
import { buildSummary } from '../delivery/report-summary.ts';
import { invalid } from '../errors.ts';
import type { ReportDefinition } from '../reports/definition.ts';
import { type Explanation, explain, explainReport } from '../reports/explain.ts';
import type { Given } from '../reports/params.ts';
import type { WithReports } from '../reports/reports.ts';
import { type RunRequest, recordRefusal } from '../reports/run-log.ts';
import { listRunnable } from '../reports/what-runs.ts';
import { AGENT_POLICY } from './policy.ts';
import type { DocumentResult } from './tools/tool.ts';

export const reportName = line(100);

export const SearchReports = z.strictObject({
  query: line(LIMITS.query).optional().describe('Words of the question.'),
});
export type SearchReports = z.input<typeof SearchReports>;

export const ExplainReport = z.strictObject({ name: reportName });
export type ExplainReport = z.input<typeof ExplainReport>;

/** Params as the model passes them: text, which the param's own type reads. */
export const Params = z
  .array(
    z.strictObject({
      name: z.string().max(50),
      value: z.string().max(1_000),
    }),
  )
  .max(20)
  .describe(
    'Only what was asked for; the rest has defaults. Lists: “a; b”. Days may be relative: -4w, last-month.',
  );

export const RunReport = z.strictObject({ name: reportName, params: Params.default([]) });
export type RunReport = z.input<typeof RunReport>;

const { found: FOUND, explained: EXPLAINED } = AGENT_POLICY.reports;
const NOT_HERE = 'Reports are not shown in channels. There, /report can share one.';

/** Reports as the model is shown them; `all` where none of them fits. */
export type FoundReports = {
  reports: { name: string; title: string; description: string; params: string[] }[];
  /** Names of the reports that fit less well. */
  more?: string[];
  none_fits?: true;
  all?: { name: string; title: string }[];
};

/** The reports the actor may run that fit, in a few words each. */
export async function searchForAgent(ctx: WithReports, input: SearchReports): Promise<FoundReports> {
  const { query } = parseInput(SearchReports, input);
  const found = await listRunnable(ctx, query);
  const all = found.length === 0 ? await listRunnable(ctx) : found;
  return {
    reports: found.slice(0, FOUND).map(({ definition }, at) => ({
      name: definition.name,
      title: definition.title,
      description: definition.description,
      params: at < EXPLAINED ? paramsInWords(definition) : Object.keys(definition.params),
    })),
    ...(found.length > FOUND ? { more: found.slice(FOUND).map(({ definition }) => definition.name) } : {}),
    ...(found.length === 0 ? { none_fits: true, all: all.map(({ name, title }) => ({ name, title })) } : {}),
  };
}

/** `since: a day such as 2026-11-27 or -4w; -12w unless you say otherwise`. */
const paramsInWords = (definition: ReportDefinition) =>
  explain(definition).params.map(({ name, rule, needed }) => `${name}: ${rule}; ${needed}`);

export async function explainForAgent(ctx: WithReports, input: ExplainReport): Promise<Explanation> {
  return explainReport(ctx, parseInput(ExplainReport, input).name);
}

/**
 * Runs a report as the actor. The person gets the whole document, the model a summary of it. Asked in a channel, it goes
 * to the person alone, and the model, whose answer the channel reads, sees no number of it: nobody knows who is there.
 */
export async function runForAgent(ctx: WithReports, input: RunReport): Promise<DocumentResult> {
  const request = await readRequest(ctx, input);
  return showReport(ctx, await deliverReport(ctx, { ...request, as: 'message' }));
}

/** Shows what was run: the document to the person, a summary to the model, unless a channel reads its answer. */
export function showReport(ctx: WithReports, { result, document }: DeliveredReport): DocumentResult {
  if (ctx.actor.audience === 'shared') {
    const { name: report, title } = result.report;
    return {
      document,
      place: 'direct',
      output: { report, title, sent_by_direct_message: NOT_HERE },
    };
  }
  return {
    document,
    place: 'thread',
    output: {
      ...buildSummary(result, todayOf(ctx)),
      shown: `The table is posted already${document.text ? `, with these words: ${document.text}` : '.'}`,
    },
  };
}

/** Params by name. Throws when one is given twice. */
export function givenOf(params: z.output<typeof Params>): Given {
  const names = params.map((param) => param.name);
  const twice = names.find((each, at) => names.indexOf(each) !== at);
  if (twice !== undefined) throw invalid(`The param ${twice} is given twice.`);
  return Object.fromEntries(params.map(({ name: key, value }) => [key, value]));
}

/** The request that the model's input makes. Input that cannot be read is recorded as a refused run first. */
async function readRequest(ctx: Context, input: RunReport): Promise<RunRequest> {
  const common = { source: 'agent', agentRunId: ctx.source?.runId } as const;
  try {
    const { name: report, params } = parseInput(RunReport, input);
    return { ...common, name: report, given: givenOf(params) };
  } catch (error) {
    const said: unknown = typeof input === 'object' && input !== null ? input : {};
    const report = String((said as { name?: unknown }).name ?? '');
    await recordRefusal(ctx, { ...common, name: report, given: { input: said } }, error);
    throw error;
  }
}
