import { z } from 'zod';
import type { Actor, Role } from '../../context.ts';
import { dimensionsFor, GRAINS, type Metric, mayAsk } from './metric.ts';
import { MetricRequest, REQUEST_LIMITS } from './request.ts';

const union = (lists: readonly (readonly string[])[]) => [...new Set(lists.flat())];

const choiceOf = (words: readonly string[]) => z.enum(words as [string, ...string[]]);

/** The most characters of what a schema tells of metrics. */
const MOST_TOLD = 4_000;

/** What there is to ask of each metric: `deals: open, amount by company, stage`. Empty where that is too much to be told. */
function describeMetrics(metrics: readonly Metric[], role: Role): string {
  const lines = metrics.map((metric) => {
    const { name, measures } = metric.definition;
    const by = dimensionsFor(metric, role);
    return `${name}: ${Object.keys(measures).join(', ')}${by.length > 0 ? ` by ${by.join(', ')}` : ''}`;
  });
  const all = lines.join('. ');
  return all.length <= MOST_TOLD ? all : '';
}

/**
 * The schema of a request for one actor: closed lists of what there is for them. What their role may not use is not in it.
 * Undefined where there is nothing to ask.
 */
export function metricSchemaFor({ role }: Pick<Actor, 'role'>, metrics: readonly Metric[]) {
  const theirs = metrics.filter((metric) => mayAsk(metric, role));
  if (theirs.length === 0) return undefined;
  const measures = choiceOf(union(theirs.map(({ definition }) => Object.keys(definition.measures))));
  const dimensions = union(theirs.map((metric) => dimensionsFor(metric, role)));
  const dimension = choiceOf(dimensions);
  const { period, top } = MetricRequest.shape;
  // The list stands there once: it is the longest.
  const measure = z.string().describe('One of measures.');
  const values = z.array(z.string()).min(1).max(REQUEST_LIMITS.values);
  const split = {
    by: z.array(dimension).max(REQUEST_LIMITS.by).optional(),
    where: z
      .array(z.strictObject({ dimension, values: values.describe('Names; me = who asks.') }))
      .max(REQUEST_LIMITS.where)
      .optional(),
  };
  return z.strictObject({
    metric: choiceOf(theirs.map(({ definition }) => definition.name)).describe(describeMetrics(theirs, role)),
    measures: z.array(measures).min(1).max(REQUEST_LIMITS.measures),
    ...(dimensions.length > 0 ? split : {}),
    grain: z.enum(GRAINS).optional(),
    period: period.describe('this-week, last-quarter, -30d, 2026-11, 2026-10-01..today, or all'),
    having: z
      .array(
        z.strictObject({
          measure,
          at_least: z.number().optional(),
          at_most: z.number().optional(),
        }),
      )
      .max(REQUEST_LIMITS.having)
      .optional()
      .describe('Leaves out rows. “over five” is at_least 6.'),
    order: z.strictObject({ measure, direction: z.enum(['most', 'least']) }).optional(),
    top: top.describe('Not with a grain.'),
  });
}
