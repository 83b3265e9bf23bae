import { stringify } from 'yaml';
import type { ReportDefinition } from '../definition.ts';
import { compile } from './compile.ts';
import type { Metric } from './metric.ts';
import { isOfTheTeam } from './question-sql.ts';
import { type MetricRequest, readRequest } from './request.ts';

/**
 * A report's file for a question in metrics, as a beginning for who prefers files. A report knows nothing of what stands behind
 * fewer than three colleagues, so one that would tell of them is for leads and admins. Throws `RequestError`.
 */
export function draftReport(
  asked: { name: string; title?: string; request: unknown },
  metrics: readonly Metric[],
): string {
  const { request, metric } = readRequest(asked.request, { role: 'admin', metrics });
  const made = compile(request, { metric, guarded: false });
  const { description, roles, params, columns, chart, sql } = made;
  const report = {
    name: asked.name,
    title: asked.title ?? made.title,
    description,
    roles: roles.filter((role) => role !== 'member' || !tellsOfColleagues(request, metric)),
    ...(Object.keys(params).length > 0 ? { params: paramsOf(params, request) } : {}),
    columns: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, spoken(column)])),
    ...(chart ? { chart } : {}),
    sql: request.top === undefined ? `${sql.sqlite}\n` : `${sql.sqlite}\nlimit ${request.top}\n`,
    tests: [{ as: 'lead', expect: { columns: Object.keys(columns) } }],
  };
  return stringify(report, { lineWidth: 0 });
}

function tellsOfColleagues(request: MetricRequest, metric: Metric): boolean {
  const isSplit = request.by.some((name) => metric.definition.dimensions[name]?.type === 'member');
  return isSplit || isOfTheTeam(request, metric);
}

/** Params with what the request says as their defaults, where their type may have one; others are asked for. */
function paramsOf(params: ReportDefinition['params'], request: MetricRequest): Record<string, unknown> {
  const { period, where, having } = request;
  const said = new Map<string, unknown>([
    ['period', period],
    ...where.map(({ dimension, values }) => [dimension, values] as const),
    ...having.flatMap(({ measure, at_least, at_most }) => [
      [`${measure}_at_least`, at_least] as const,
      [`${measure}_at_most`, at_most] as const,
    ]),
  ]);
  return Object.fromEntries(
    Object.entries(params).map(([name, param]) => {
      const scalar = param.type === 'list' ? param.of : param;
      const hasDefault = !['company', 'contact', 'member'].includes(
        String((scalar as { type: string }).type),
      );
      const { optional: _optional, ...spec } = param;
      return [
        name,
        {
          ...spec,
          ...(param.type === 'list' ? { of: withoutOptional(param.of) } : {}),
          ...(hasDefault ? { default: said.get(name) } : {}),
        },
      ];
    }),
  );
}

function withoutOptional(of: unknown): unknown {
  const { optional: _optional, ...spec } = of as Record<string, unknown>;
  return spec;
}

/** A column without what goes without saying. */
function spoken({ adds_up, description, ...column }: ReportDefinition['columns'][string]) {
  return { ...column, ...(description ? { description } : {}), ...(adds_up ? {} : { adds_up }) };
}
