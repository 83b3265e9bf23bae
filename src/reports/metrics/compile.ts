import { ROLES, type Role } from '../../context.ts';
import { cut } from '../../text.ts';
import { periodInWords } from '../days-and-periods.ts';
import { LIMITS, type Param, type ReportDefinition } from '../definition.ts';
import { addsUp, type Dimension, type Grain, type Metric } from './metric.ts';
import { currencyOf, questionSql } from './question-sql.ts';
import { ALL_DAYS, type MetricRequest, questionName } from './request.ts';

type Column = ReportDefinition['columns'][string];

/**
 * Makes the report of a request that was checked: its SQL, params, columns, chart and title, all by code. Pure. `guarded`:
 * members read the answer.
 */
export function compile(
  request: MetricRequest,
  { metric, guarded }: { metric: Metric; guarded: boolean },
): ReportDefinition {
  const sql = questionSql(request, { metric, guarded });
  const { definition } = metric;
  return {
    name: questionName(definition.name),
    title: titleOf(request, metric),
    description: definition.description,
    examples: [],
    roles: rolesOf(request, metric),
    params: paramsOf(request, metric),
    columns: columnsOf(request, metric),
    chart: chartOf(request, metric),
    ...(request.period === ALL_DAYS ? {} : { span: 'period' }),
    ...(compares(request) ? { compare: true } : {}),
    sql: { sqlite: sql, postgres: sql },
    tests: [],
  };
}

/** Whether sums are compared with those of the time before: not where rows are left out by their numbers, or time is what they are split by. */
const compares = ({ period, grain, having, top }: MetricRequest) =>
  period !== ALL_DAYS && !grain && having.length === 0 && top === undefined;

/** The roles that may ask this: those of the metric that may use all of its dimensions. */
function rolesOf({ by, where }: MetricRequest, { definition }: Metric): Role[] {
  const used = [...by, ...where.map(({ dimension }) => dimension)];
  return ROLES.filter(
    (role) =>
      definition.roles.includes(role) &&
      used.every((name) => (definition.dimensions[name]?.roles ?? definition.roles).includes(role)),
  );
}

function paramsOf({ period, where, having }: MetricRequest, metric: Metric): ReportDefinition['params'] {
  const number = { type: 'number', optional: false } as const;
  return Object.fromEntries<Param>([
    ...(period === ALL_DAYS ? [] : [['period', { type: 'period', optional: false }] as const]),
    ...where.map(({ dimension }) => [dimension, filterOf(dimension, metric)] as const),
    ...having.flatMap(({ measure, at_least, at_most }) => [
      ...(at_least === undefined ? [] : [[`${measure}_at_least`, number] as const]),
      ...(at_most === undefined ? [] : [[`${measure}_at_most`, number] as const]),
    ]),
  ]);
}

/** The param of a filter by a dimension: a list of values of the type that params of reports have. */
export function filterOf(name: string, metric: Metric): Param {
  const dimension = metric.definition.dimensions[name] as Dimension;
  const of = () => {
    const common = { optional: false } as const;
    switch (dimension.type) {
      case 'enum':
        return {
          type: 'enum',
          values: (metric.values[name] ?? []).map(({ value }) => value),
          ...common,
        } as const;
      case 'text':
        return { type: 'string', max_length: 200, ...common } as const;
      case 'company':
      case 'contact':
      case 'member':
        return { type: dimension.type, ...common } as const;
      default:
        return dimension.type satisfies never;
    }
  };
  return { type: 'list', of: of(), max: 20, optional: false };
}

const GRAIN_COLUMNS: Record<Grain, Column> = {
  day: { label: 'Day', format: 'date', adds_up: true },
  week: { label: 'Week', format: 'week', adds_up: true },
  month: { label: 'Month', format: 'month', adds_up: true },
  quarter: { label: 'Quarter', format: 'quarter', adds_up: true },
  year: { label: 'Year', format: 'text', adds_up: true },
};

/** Time first, then what it is split by, then the numbers; the currency stands in each amount already. */
function columnsOf({ measures, by, grain }: MetricRequest, metric: Metric): ReportDefinition['columns'] {
  const { definition, formats } = metric;
  const currency = currencyOf(metric, measures);
  const isOneRow = !grain && by.length === 0 && !currency;
  return Object.fromEntries<Column>([
    ...(grain ? [[grain, GRAIN_COLUMNS[grain]] as const] : []),
    ...by.map((name) => {
      const { label = name, description } = definition.dimensions[name] ?? {};
      return [name, { label, format: 'text', description, adds_up: true }] as const;
    }),
    ...measures.map((name) => {
      const measure = definition.measures[name];
      const { format = 'number' } = formats[name] ?? {};
      return [
        name,
        {
          label: measure?.label ?? name,
          format,
          description: measure?.description,
          adds_up: measure !== undefined && (isOneRow || addsUp(measure)),
          ...(format === 'money' ? { currency: 'currency' } : {}),
        },
      ] as const;
    }),
    ...(currency ? [['currency', { label: 'Currency', format: 'text', adds_up: true }] as const] : []),
  ]);
}

/**
 * A chart of the first measure. What does not add up is drawn only where no chart would have to add it up: without a second
 * split, whose smallest parts are drawn as one. Amounts are drawn by currency.
 */
function chartOf(
  { measures: [first = ''], by, grain }: MetricRequest,
  metric: Metric,
): ReportDefinition['chart'] {
  const [x, series, third] = [...(grain ? [grain] : []), ...by];
  const measure = metric.definition.measures[first];
  if (!x || third || !measure) return undefined;
  const isMoney = metric.formats[first]?.format === 'money';
  const isSplit = series !== undefined || currencyOf(metric, [first]) !== undefined;
  if (isSplit && !addsUp(measure)) return undefined;
  if (isMoney) return series ? undefined : { type: 'bar', x, y: first, series: 'currency' };
  return { type: grain && grain !== 'year' ? 'line' : 'bar', x, y: first, ...(series ? { series } : {}) };
}

/** `Meetings and companies by company, per week, last quarter`. */
function titleOf({ measures, by, grain, period, top }: MetricRequest, { definition }: Metric): string {
  const and = new Intl.ListFormat('en', { type: 'conjunction' });
  const counted = and.format(
    measures.map((name, at) => lower(definition.measures[name]?.label ?? name, at > 0)),
  );
  const split = and.format(by.map((name) => lower(definition.dimensions[name]?.label ?? name, true)));
  const parts = [
    `${counted}${split ? ` by ${split}` : ''}${top === undefined ? '' : ` (top ${top})`}`,
    ...(grain ? [`per ${grain}`] : []),
    period === ALL_DAYS ? 'all time' : periodInWords(period),
  ];
  return cut(parts.join(', '), LIMITS.title);
}

/** A label inside a sentence; names in capitals stay. */
const lower = (label: string, isInside: boolean) =>
  isInside && /^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
