import { z } from 'zod';
import { deliverReport } from '../delivery/deliver-report.ts';
import { listMetricsFor } from '../reports/metrics/compile-question.ts';
import {
  ALL_DAYS,
  canonicalRequest,
  questionName,
  RequestError,
  readRequest,
} from '../reports/metrics/request.ts';
import { rememberUnanswered } from '../reports/metrics/unanswered.ts';
import type { WithReports } from '../reports/reports.ts';
import { type RunRequest, recordRefusal } from '../reports/run-log.ts';
import { NOT_COUNTED } from './not-counted.ts';
import { showReport } from './reports.ts';
import type { DocumentResult } from './tools/tool.ts';

/**
 * Counts what no report has, by closed lists. The person gets the whole document, the model a summary of it, with how it was counted.
 * What no metric has is told, and counted as a wish.
 */
export async function askForAgent(ctx: WithReports, input: unknown): Promise<DocumentResult> {
  const request = await readQuestion(ctx, input);
  return showReport(ctx, await deliverReport(ctx, { ...request, as: 'message' }));
}

/** What was asked for and stands in no list, so that it cannot be named otherwise. */
const Missing = z
  .array(z.strictObject({ kind: z.enum(['metric', 'measure', 'dimension']), name: z.string() }))
  .max(3)
  .optional()
  .describe('What no list has, in few words: city.');

/** The input of the tool: a request of closed lists, and what is in none of them. */
export const withMissing = <Shape extends z.ZodRawShape>(request: z.ZodObject<Shape>) =>
  request.extend({ missing: Missing });

/** The run that the model’s input asks for. Input that asks for what is not there is recorded as a refused run first. */
async function readQuestion(ctx: WithReports, input: unknown): Promise<RunRequest> {
  const common = { source: 'agent', agentRunId: ctx.source?.runId } as const;
  try {
    const { role } = ctx.actor;
    const { missing = [], ...asked } = WithMissing.parse(input);
    const who = { role, metrics: listMetricsFor(ctx) };
    requireModelled(missing, { asked, ...who });
    const { request } = readRequest(asked, who);
    return { ...common, name: questionName(request.metric), given: canonicalRequest(request) };
  } catch (error) {
    const said = Said.parse(input);
    await recordRefusal(ctx, { ...common, name: questionName(said.metric), given: { input } }, error);
    if (!(error instanceof RequestError)) throw error;
    await rememberUnanswered(ctx, error.unmodelled);
    if (error.unmodelled.length === 0) throw error;
    const problems = error.problems.map((each) => ({ ...each, reason: `${each.reason}.` }));
    throw new RequestError([...problems, { part: 'metric', reason: NOT_COUNTED }], error.unmodelled);
  }
}

/** Input of a model: anything. */
const WithMissing = z.looseObject({ missing: Missing.catch(undefined) }).catch({});

/** Throws `RequestError` for what is said to be missing, unless it is there after all. */
function requireModelled(
  missing: NonNullable<z.infer<typeof Missing>>,
  { asked, ...who }: { asked: Record<string, unknown> } & Parameters<typeof readRequest>[1],
): void {
  const found = missing.flatMap(({ kind, name }) => {
    const part = {
      metric: { metric: name },
      measure: { measures: [name] },
      dimension: { by: [name] },
    }[kind];
    try {
      readRequest({ metric: asked.metric, measures: asked.measures, period: ALL_DAYS, ...part }, who);
      return [];
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return error.unmodelled.some((each) => each.name === name) ? [error] : [];
    }
  });
  const problems = found.flatMap((each) => each.problems);
  const unmodelled = found.flatMap((each) => each.unmodelled);
  if (found.length > 0) throw new RequestError(problems, unmodelled);
}

const Said = z.object({ metric: z.string().max(60).catch('') }).catch({ metric: '' });
