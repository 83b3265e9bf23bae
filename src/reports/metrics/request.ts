import { z } from 'zod';
import type { Role } from '../../context.ts';
import { describeIssues, forbidden, RapportError } from '../../errors.ts';
import { didYouMean } from '../../nearest-word.ts';
import { dimensionsFor, GRAINS, type Grain, grainsOf, type Metric, mayAsk } from './metric.ts';

/** What one request may hold. */
export const REQUEST_LIMITS = {
  measures: 8,
  by: 2,
  where: 6,
  values: 20,
  value: 200,
  having: 2,
  top: 50,
} as const;

/** The period that leaves no day out, not even rows without one. */
export const ALL_DAYS = 'all';

const name = z.string().min(1).max(60);

/** A question in metrics. Its canonical JSON is its identity. */
export const MetricRequest = z.strictObject({
  metric: name,
  measures: z.array(name, 'say at least one measure').min(1).max(REQUEST_LIMITS.measures),
  /** Dimensions by which the numbers are split. */
  by: z.array(name).max(REQUEST_LIMITS.by).default([]),
  grain: z.enum(GRAINS).optional(),
  /** As params of type period are said: last-quarter, -30d, 2026-11; or `all`. */
  period: z.string('say which days: last-quarter, -30d, 2026-11, or all').trim().toLowerCase().min(1).max(60),
  where: z
    .array(
      z.strictObject({
        dimension: name,
        values: z.array(z.string().trim().min(1).max(REQUEST_LIMITS.value)).min(1).max(REQUEST_LIMITS.values),
      }),
    )
    .max(REQUEST_LIMITS.where)
    .default([]),
  /** Rows are left out whose measure is not in these bounds. */
  having: z
    .array(
      z.strictObject({
        measure: name,
        at_least: z.number().finite().optional(),
        at_most: z.number().finite().optional(),
      }),
    )
    .max(REQUEST_LIMITS.having)
    .default([]),
  /** By which measure rows are sorted; in the order of time, or by the first measure, when left out. */
  order: z.strictObject({ measure: name, direction: z.enum(['most', 'least']) }).optional(),
  /** Only the first rows; the others together where they can be added up. */
  top: z.int().min(1).max(REQUEST_LIMITS.top).optional(),
});
export type MetricRequest = z.output<typeof MetricRequest>;

/** The name of a question among reports: in the log of runs, and where one is asked to be run. */
export const questionName = (metric: string): string => `ask:${metric}`;

/** The metric of a question's name; undefined for the name of a report. */
export const metricOf = (report: string): string | undefined =>
  report.startsWith('ask:') ? report.slice('ask:'.length) : undefined;

/** What was asked for and no metric has, as it was called. */
export type Unmodelled = { kind: 'metric' | 'measure' | 'dimension'; name: string; metric?: string };

/** What is wrong with a part of a request. */
export type RequestProblem = { part: keyof MetricRequest; reason: string };

/** A request that cannot be answered. Its message says what there is instead. */
export class RequestError extends RapportError {
  readonly problems: readonly RequestProblem[];
  readonly unmodelled: readonly Unmodelled[];

  constructor(problems: readonly RequestProblem[], unmodelled: readonly Unmodelled[] = []) {
    super('invalid', problems.map(({ reason }) => reason).join('\n'));
    this.name = 'RequestError';
    this.problems = problems;
    this.unmodelled = unmodelled;
  }
}

/** The request as stable JSON: the same question is the same text, whatever the order of its filters. */
export function canonicalOf(request: MetricRequest): string {
  return JSON.stringify(canonicalRequest(request));
}

/** The request with its keys and filters in one order, and nothing that says nothing. */
export function canonicalRequest(request: MetricRequest): Record<string, unknown> {
  const { metric, measures, by, grain, period, where, having, order, top } = request;
  return {
    metric,
    measures,
    ...(by.length > 0 ? { by } : {}),
    ...(grain ? { grain } : {}),
    period,
    ...(where.length > 0
      ? {
          where: where
            .map(({ dimension, values }) => ({ dimension, values: [...new Set(values)].sort() }))
            .sort((one, other) => compare(one.dimension, other.dimension)),
        }
      : {}),
    ...(having.length > 0
      ? {
          having: having
            .map(({ measure, at_least, at_most }) => ({
              measure,
              ...(at_least === undefined ? {} : { at_least }),
              ...(at_most === undefined ? {} : { at_most }),
            }))
            .sort((one, other) => compare(JSON.stringify(one), JSON.stringify(other))),
        }
      : {}),
    ...(order ? { order: { measure: order.measure, direction: order.direction } } : {}),
    ...(top === undefined ? {} : { top }),
  };
}

/** Whether a value means whoever asks: it means somebody else for everybody. */
const isSelf = (said: string) => said.toLowerCase() === 'me';

/** The request in its canonical form with the ids of what its filters name, so that it means the same when names change. */
export function withIds(
  request: MetricRequest,
  understood: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const where = request.where.map(({ dimension, values }) => {
    const ids = Object.hasOwn(understood, dimension) ? understood[dimension] : undefined;
    if (!Array.isArray(ids) || ids.length !== values.length) return { dimension, values };
    return { dimension, values: values.map((said, at) => (isSelf(said) ? said : String(ids[at]))) };
  });
  return canonicalRequest({ ...request, where });
}

const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));

/**
 * Reads a request as somebody of this role may make it. Throws `RequestError` that names what there is instead; what the
 * role may not use is told of as what is not there.
 */
export function readRequest(
  input: unknown,
  { role, metrics }: { role: Role; metrics: readonly Metric[] },
): { request: MetricRequest; metric: Metric } {
  const parsed = MetricRequest.safeParse(input);
  if (!parsed.success) {
    const named = Named.safeParse(input);
    if (named.success) getMetric(named.data.metric, { role, metrics });
    const [first] = parsed.error.issues;
    throw new RequestError([{ part: partOf(first?.path[0]), reason: describeIssues(parsed.error) }]);
  }
  const { data: request } = parsed;
  const metric = getMetric(request.metric, { role, metrics });
  const { problems, unmodelled } = checkRequest(request, { metric, role });
  if (problems.length > 0) throw new RequestError(problems, unmodelled);
  return { request, metric };
}

const Named = z.object({ metric: name });

const PARTS = Object.keys(MetricRequest.shape);
const partOf = (key: unknown): keyof MetricRequest =>
  PARTS.includes(String(key)) ? (key as keyof MetricRequest) : 'metric';

/** Gets a metric that somebody of this role may ask. Throws `RequestError` that names those there are, or `forbidden`. */
export function getMetric(
  said: string,
  { role, metrics }: { role: Role; metrics: readonly Metric[] },
): Metric {
  const theirs = metrics.filter((metric) => mayAsk(metric, role));
  if (theirs.length === 0) throw forbidden('There is no metric that you may ask.');
  const metric = theirs.find(({ definition }) => definition.name === said);
  if (metric) return metric;
  const names = theirs.map(({ definition }) => definition.name);
  const reason = `there is no metric “${short(said)}”${didYouMean(said, names)}: there are ${names.join(', ')}`;
  throw new RequestError([{ part: 'metric', reason }], [{ kind: 'metric', name: said }]);
}

const short = (said: string) => (said.length > 40 ? `${said.slice(0, 39)}…` : said);

function checkRequest(
  request: MetricRequest,
  { metric, role }: { metric: Metric; role: Role },
): { problems: RequestProblem[]; unmodelled: Unmodelled[] } {
  const { definition } = metric;
  const problems: RequestProblem[] = [];
  const wrong = (part: keyof MetricRequest, reason: string) => problems.push({ part, reason });
  const unmodelled: Unmodelled[] = [];
  const known = { measure: Object.keys(definition.measures), dimension: dimensionsFor(metric, role) };
  const hasAmounts = request.measures.some((name) => metric.formats[name]?.currency);
  const look = (part: keyof MetricRequest, kind: 'measure' | 'dimension', said: string) => {
    if (known[kind].includes(said)) return;
    if (said.toLowerCase() === 'currency' && hasAmounts) {
      wrong(part, 'amounts are told for each currency by itself: leave currency out');
      return;
    }
    const there = known[kind].length > 0 ? `there are ${known[kind].join(', ')}` : 'it has none';
    wrong(
      part,
      `${definition.name} has no ${kind} “${short(said)}”${didYouMean(said, known[kind])}: ${there}`,
    );
    unmodelled.push({ kind, name: said, metric: definition.name });
  };
  const once = (said: readonly string[], what: keyof MetricRequest) => {
    const twice = said.find((each, at) => said.indexOf(each) < at);
    if (twice !== undefined) wrong(what, `${what} names “${short(twice)}” twice`);
  };
  const { measures, by, grain, where, having, order, top } = request;
  for (const said of measures) look('measures', 'measure', said);
  for (const said of by) look('by', 'dimension', said);
  for (const { dimension } of where) look('where', 'dimension', dimension);
  for (const { measure, at_least, at_most } of having) {
    look('having', 'measure', measure);
    if (at_least === undefined && at_most === undefined)
      wrong('having', `having: “${short(measure)}” needs at_least or at_most`);
  }
  if (order) look('order', 'measure', order.measure);
  for (const [part, measure] of [
    ...having.map((each) => ['having', each.measure] as const),
    ...(order ? [['order', order.measure] as const] : []),
  ])
    if (known.measure.includes(measure) && !measures.includes(measure))
      wrong(part, `“${measure}” must be among the measures that are asked for`);
  once(measures, 'measures');
  once(by, 'by');
  once(
    where.map(({ dimension }) => dimension),
    'where',
  );
  for (const end of ['at_least', 'at_most'] as const)
    once(
      having.flatMap((each) => (each[end] === undefined ? [] : [each.measure])),
      'having',
    );
  const grains: readonly Grain[] = grainsOf(metric);
  if (grain && !grains.includes(grain))
    wrong('grain', `${definition.name} has no grain “${grain}”: there are ${grains.join(', ')}`);
  if (top !== undefined && grain) wrong('top', 'top cannot go with a grain: leave one of them out');
  if (top !== undefined && by.length === 0) wrong('top', 'top needs a dimension in by');
  const { limits } = definition;
  if (measures.length > limits.measures)
    wrong('measures', `at most ${limits.measures} measures can be asked for at once`);
  if (by.length > limits.by) wrong('by', `by takes at most ${limits.by} dimensions`);
  return { problems, unmodelled };
}
