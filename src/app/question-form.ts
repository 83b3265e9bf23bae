import { z } from 'zod';
import { filterOf } from '../reports/metrics/compile.ts';
import { listMetricsFor } from '../reports/metrics/compile-question.ts';
import { dimensionsFor, GRAINS, grainsOf } from '../reports/metrics/metric.ts';
import {
  canonicalRequest,
  getMetric,
  MetricRequest,
  questionName,
  REQUEST_LIMITS,
  RequestError,
} from '../reports/metrics/request.ts';
import { ParamsError } from '../reports/params.ts';
import type { WithReports } from '../reports/reports.ts';
import { prepareRun } from '../reports/run-report.ts';
import type { ChoiceHandler, FormHandler, Problem } from './handler.ts';
import type { FilledQuestion, QuestionForm, QuestionOrigin } from './question-screens.ts';
import { filledFields } from './report-fields.ts';
import { enqueueReport } from './report-requests.ts';

/** The period that a new form shows. */
const USUAL_PERIOD = 'last-month';

const words = z.array(z.string()).catch([]);
const number = z.number().optional().catch(undefined);
/** A request as far as it is known: what cannot be read is left out. */
const Part = z.object({
  metric: z.string().optional().catch(undefined),
  measures: words,
  by: words,
  grain: z.enum(GRAINS).optional().catch(undefined),
  period: z.string().optional().catch(undefined),
  where: z.array(z.object({ dimension: z.string(), values: z.array(z.string()) })).catch([]),
  having: z.array(z.object({ measure: z.string(), at_least: number, at_most: number })).catch([]),
  order: MetricRequest.shape.order.catch(undefined),
  top: number,
});

/**
 * The form of a question, filled in with what is known of its request; the first metric, where none is named. What the metric does
 * not have for the actor is left out. Throws `RequestError`, or `forbidden` where there is nothing to ask.
 */
export async function buildQuestionForm(
  ctx: WithReports,
  { origin, request }: { origin: QuestionOrigin; request: Record<string, unknown> },
): Promise<QuestionForm> {
  const metrics = listMetricsFor(ctx);
  const { role } = ctx.actor;
  const part = Part.parse(request);
  const metric = getMetric(part.metric ?? metrics[0]?.definition.name ?? '', { role, metrics });
  const { name, title, description, measures, dimensions, limits } = metric.definition;
  const theirs = dimensionsFor(metric, role);
  const isMeasure = (measure: string) => Object.hasOwn(measures, measure);
  const { order } = part;
  const fields = await filledFields(ctx, {
    params: Object.fromEntries(theirs.map((each) => [each, { ...filterOf(each, metric), optional: true }])),
    roles: metric.definition.roles,
    given: Object.fromEntries(part.where.map(({ dimension, values }) => [dimension, values])),
  });
  const known = part.measures.filter(isMeasure);
  return {
    kind: 'question',
    origin,
    metric: { name, title, description },
    metrics: metrics.map(({ definition }) => ({ value: definition.name, label: definition.title })),
    measures: Object.entries(measures).map(([value, { label }]) => ({ value, label })),
    dimensions: theirs.map((value) => ({ value, label: labelOf(dimensions, value) })),
    grains: grainsOf(metric),
    filters: fields.map((field) => ({ ...field, label: labelOf(dimensions, field.name) })),
    most: { measures: limits.measures, by: limits.by, top: REQUEST_LIMITS.top },
    now: {
      measures: known.length > 0 ? known : Object.keys(measures).slice(0, 1),
      by: part.by.filter((each) => theirs.includes(each)),
      having: part.having.filter(({ measure }) => isMeasure(measure)),
      period: part.period ?? USUAL_PERIOD,
      ...(part.grain && grainsOf(metric).includes(part.grain) ? { grain: part.grain } : {}),
      ...(order && isMeasure(order.measure) ? { order } : {}),
      ...(part.top === undefined ? {} : { top: part.top }),
    },
  };
}

const labelOf = (dimensions: Readonly<Record<string, { label: string }>>, name: string) =>
  dimensions[name]?.label ?? name;

/** Draws the form anew for the metric that was chosen; what that one has, too, stays. */
export const chooseMetric = {
  who: 'member',
  does: (ctx, filled) => buildQuestionForm(ctx, filled),
} satisfies ChoiceHandler<FilledQuestion>;

/** Puts a question on its way as it was filled in. */
export const fillInQuestion = {
  who: 'member',
  does: async (ctx, { origin: { source, asked }, request, key }) => {
    const report = questionName(String(request.metric));
    try {
      await prepareRun(ctx, { name: report, given: request, source });
    } catch (error) {
      const problems = problemsIn(error);
      if (!problems) throw error;
      return { problems };
    }
    const given = canonicalRequest(MetricRequest.parse(request));
    const user = ctx.actor.slackUserId;
    await enqueueReport(
      ctx,
      { user, report, given, source, as: 'message', ...(asked ? { asked } : {}) },
      key,
    );
    return undefined;
  },
} satisfies FormHandler<FilledQuestion>;

/** The problems of a request by the fields of its form; undefined for what is none. */
function problemsIn(error: unknown): Problem[] | undefined {
  if (error instanceof RequestError)
    return error.problems.map(({ part, reason }) => ({ param: part, reason }));
  if (error instanceof ParamsError)
    return error.problems.map(({ param, reason }) => ({ param: fieldOf(param), reason }));
  return undefined;
}

function fieldOf(param: string): string {
  if (param === 'period') return param;
  return /_at_(?:least|most)$/.test(param) ? 'having' : `where.${param}`;
}
