import type { Report } from '../report.ts';
import type { WithReports } from '../reports.ts';
import type { Metric } from './metric.ts';
import { type MetricRequest, readRequest } from './request.ts';

/** A question that was understood as the actor may ask it. */
export type CompiledQuestion = {
  request: MetricRequest;
  metric: Metric;
  /** What runs: everything after it is what reports have. Its name is `ask:METRIC`. */
  report: Report;
  /** The values of its params: those that the request filters by. */
  given: Record<string, string | number | string[]>;
};

/** Lists the metrics that the actor may ask, by name. The same array as long as no file has changed. */
export const listMetricsFor = ({ actor, reports }: WithReports): readonly Metric[] =>
  reports.metrics.list(actor.role);

/** Understands a request, however it was made, as the actor may make it. Throws `RequestError` or `forbidden`. */
export function compileQuestion(ctx: WithReports, input: unknown): CompiledQuestion {
  const { request, metric } = readRequest(input, { role: ctx.actor.role, metrics: listMetricsFor(ctx) });
  throw Object.assign(new Error('not yet'), { request, metric });
}
