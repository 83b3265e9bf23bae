import { fractionDigits } from '../../money.ts';
import type { Condition, Dimension, Grain, Measure, Metric } from './metric.ts';
import type { MetricRequest } from './request.ts';

/** How many colleagues stand at least behind a number that members are shown of others. */
export const FEWEST_COLLEAGUES = 3;

/**
 * The SQL of a request: one text for both engines. All names in it are those of the metric's definition, all values are
 * params. `guarded`: members read the answer, who are shown of their colleagues only what stands for several of them.
 *
 * Numbers are counted in `counted`, one row for each group; ratios are worked out from them afterwards, so nothing is added
 * up or averaged a second time. Groups are told apart by keys; of two that are called the same the second is “Anna (2)”.
 */
export function questionSql(
  request: MetricRequest,
  { metric, guarded }: { metric: Metric; guarded: boolean },
): string {
  const { definition } = metric;
  const { measures, by, grain, having, order } = request;
  const split = by.map((name) => dimensionOf(metric, name));
  const currency = currencyOf(metric, measures);
  const keys = [
    ...split.map(({ key }, at) => ({ sql: key, as: `k${at}` })),
    ...(grain ? [{ sql: timeOf(metric, grain), as: 't' }] : []),
    ...(currency ? [{ sql: currency, as: 'c' }] : []),
  ];
  const bases = basesOf(metric, measures);
  const rows = conditionsOf(request, { metric, guarded });
  const counted = [
    ...keys.map(({ sql, as }) => `${sql} as ${as}`),
    ...split.flatMap(({ show, sort }, at) => [
      ...(show ? [`max(${show}) as s${at}`] : []),
      ...(sort ? [`max(${sort}) as o${at}`] : []),
    ]),
    ...bases.map((name, at) => `${baseSql(measureOf(metric, name))} as m${at}`),
  ];
  const sqlOf = (name: string) => valueSql(name, { metric, bases });
  const named = split.flatMap(({ show }, at) => (show ? [{ at, cte: `names${at}` }] : []));
  const shown = [
    ...(grain ? [`t as ${grain}`] : []),
    ...by.map((name, at) => `${split[at]?.show ? `names${at}.name` : `k${at}`} as ${name}`),
    ...measures.map((name) => `${sqlOf(name)} as ${name}`),
    ...(currency ? ['c as currency'] : []),
  ];
  const atoms = guarded ? atomsOf(request, metric) : undefined;
  const kept = [
    ...having.flatMap(({ measure, at_least, at_most }) => {
      const value = sqlOf(measure);
      const coins = metric.formats[measure]?.format === 'money' ? ` * ${COINS}` : '';
      return [
        ...(at_least === undefined ? [] : [`${value} >= cast(:${measure}_at_least as numeric)${coins}`]),
        ...(at_most === undefined ? [] : [`${value} <= cast(:${measure}_at_most as numeric)${coins}`]),
      ];
    }),
    ...(atoms ? ['not exists (select 1 from too_few)'] : []),
  ];
  const sorted = [
    ...(currency && !grain ? nullsLast('c') : []),
    ...(order || !grain ? byMeasure(order ?? { measure: measures[0] ?? '', direction: 'most' }, sqlOf) : []),
    ...(grain ? nullsLast('t') : []),
    ...split.flatMap((dimension, at) => byDimension(dimension, at)),
    ...(currency && grain ? nullsLast('c') : []),
  ];
  const ctes = [
    `counted as (\n  select ${counted.join(',\n    ')}\n  from ${definition.view}${where(rows)}${groupBy(keys)}\n)`,
    ...named.map(({ at, cte }) => `${cte} as (\n  select ${nameSql(at)}\n)`),
    ...(atoms ? [`too_few as (\n  ${atoms}\n)`] : []),
  ];
  const joins = named.map(({ at, cte }) => `\nleft join ${cte} on ${cte}.k = k${at}`);
  const sorting = keys.length > 0 ? `\norder by ${sorted.join(', ')}` : '';
  return `with ${ctes.join(',\n')}\nselect ${shown.join(',\n  ')}\nfrom counted${joins.join('')}${where(kept)}${sorting}`;
}

/** The column in which the currency of the amounts stands that are asked for; undefined where none is. */
export function currencyOf(metric: Metric, measures: readonly string[]): string | undefined {
  return measures.flatMap((name) => metric.formats[name]?.currency ?? [])[0];
}

/** Whether the request is about the actor's own work alone, where members read the answer. */
function isOwn({ by, where }: MetricRequest, { definition }: Metric): boolean {
  return [...by, ...where.map(({ dimension }) => dimension)].some(
    (name) =>
      definition.dimensions[name]?.type === 'member' &&
      definition.dimensions[name]?.key === definition.people,
  );
}

const dimensionOf = ({ definition }: Metric, name: string): Dimension => {
  const found = Object.hasOwn(definition.dimensions, name) ? definition.dimensions[name] : undefined;
  if (!found) throw new Error(`The metric ${definition.name} has no dimension ${name}.`);
  return found;
};

const measureOf = ({ definition }: Metric, name: string): Measure => {
  const found = Object.hasOwn(definition.measures, name) ? definition.measures[name] : undefined;
  if (!found) throw new Error(`The metric ${definition.name} has no measure ${name}.`);
  return found;
};

function timeOf({ definition: { time } }: Metric, grain: Grain): string {
  if (grain === 'day') return time.day;
  return grain === 'year' ? `substr(${time.day}, 1, 4)` : (time[grain] ?? time.day);
}

const where = (conditions: readonly string[]) =>
  conditions.length === 0 ? '' : `\n  where ${conditions.join('\n    and ')}`;

const groupBy = (keys: readonly { sql: string }[]) =>
  keys.length === 0 ? '' : `\n  group by ${keys.map(({ sql }) => sql).join(', ')}`;

const nullsLast = (column: string) => [`case when ${column} is null then 1 else 0 end`, column];

/** As a dictionary sorts names. Those of members stand in no other view but their own. */
function byDimension({ type, show, sort }: Dimension, at: number): string[] {
  const key = `k${at}`;
  const names = sort ? [`o${at}`] : [];
  if (type === 'member') names.push(`(select m.sort_key from members m where m.id = ${key})`);
  else if (show && !sort) names.push(`s${at}`);
  return [`case when ${key} is null then 1 else 0 end`, ...names, key];
}

function byMeasure(
  { measure, direction }: { measure: string; direction: 'most' | 'least' },
  sqlOf: (name: string) => string,
): string[] {
  const value = sqlOf(measure);
  return [`case when ${value} is null then 1 else 0 end`, `${value}${direction === 'most' ? ' desc' : ''}`];
}

/** The measures that are counted in rows: those that are asked for, and the parts of ratios. */
function basesOf(metric: Metric, measures: readonly string[]): string[] {
  const parts = measures.flatMap((name) => {
    const measure = measureOf(metric, name);
    return measure.type === 'ratio' ? [measure.of, measure.over] : [name];
  });
  return [...new Set(parts)];
}

function baseSql(measure: Measure): string {
  const condition = conditionSql(measure);
  const only = (value: string) => (condition ? `case when ${condition} then ${value} end` : value);
  switch (measure.type) {
    case 'count':
      return condition ? `count(${only('1')})` : 'count(*)';
    case 'distinct':
      return `count(distinct ${only(measure.of)})`;
    case 'sum':
      return `sum(${only(measure.of)})`;
    case 'ratio':
      throw new Error('A ratio is made of measures.');
    default:
      return measure satisfies never;
  }
}

function valueSql(name: string, { metric, bases }: { metric: Metric; bases: readonly string[] }): string {
  const measure = measureOf(metric, name);
  const base = (of: string) => `m${bases.indexOf(of)}`;
  if (measure.type !== 'ratio') return base(name);
  const ratio = `1.0 * ${base(measure.of)} / nullif(${base(measure.over)}, 0)`;
  // Amounts are whole numbers of the smallest coins.
  return metric.formats[name]?.format === 'money' ? `cast(round(${ratio}) as bigint)` : ratio;
}

/** Which rows a measure counts; undefined for all. The values are checked letters and digits of the definition. */
function conditionSql(measure: Measure): string | undefined {
  if (measure.type === 'ratio') return undefined;
  const all = [
    ...Object.entries(measure.where ?? {}).map(([column, values]) => oneOf(column, values)),
    ...Object.entries(measure.not ?? {}).map(([column, values]) => noneOf(column, values)),
  ];
  return all.length > 0 ? all.join(' and ') : undefined;
}

type Values = Condition[string];

const quoted = (values: Values) =>
  values.flatMap((value) => (value === null ? [] : [`'${value.replaceAll("'", "''")}'`])).join(', ');

function oneOf(column: string, values: Values): string {
  const some = quoted(values);
  if (!values.includes(null)) return `${column} in (${some})`;
  return some ? `(${column} is null or ${column} in (${some}))` : `${column} is null`;
}

function noneOf(column: string, values: Values): string {
  const some = quoted(values);
  if (!values.includes(null)) return `(${column} is null or ${column} not in (${some}))`;
  return some ? `(${column} is not null and ${column} not in (${some}))` : `${column} is not null`;
}

/** The rows of the view that a request is about. */
function conditionsOf(
  request: MetricRequest,
  { metric, guarded }: { metric: Metric; guarded: boolean },
): string[] {
  return [
    ...periodOf(request, metric),
    ...request.where.map(({ dimension }) => `${dimensionOf(metric, dimension).key} in (:${dimension})`),
    ...(guarded ? ownOnly(request, metric) : []),
  ];
}

const periodOf = ({ period }: MetricRequest, { definition: { time } }: Metric): string[] =>
  period === 'all' ? [] : [`${time.day} between :period_from and :period_to`];

/** A split by colleague shows members themselves. */
function ownOnly({ by }: MetricRequest, metric: Metric): string[] {
  const keys = by.map((name) => dimensionOf(metric, name)).filter(({ type }) => type === 'member');
  return keys.map(({ key }) => `${key} = :viewer_id`);
}

/**
 * Finds a part of what is asked about behind which stand too few colleagues. Parts are cut by all that the request splits and
 * filters by, with those it leaves out, since two requests may be compared: their difference is then made of such parts, too.
 * Undefined where the request is about customers, or about the reader alone.
 */
function atomsOf(request: MetricRequest, metric: Metric): string | undefined {
  const { people, view } = metric.definition;
  const used = [...new Set([...request.by, ...request.where.map(({ dimension }) => dimension)])];
  const dimensions = used.map((name) => dimensionOf(metric, name));
  if (!people || !isOfTheTeam(request, metric)) return undefined;
  const conditions = new Set(
    basesOf(metric, request.measures).flatMap((name) => conditionSql(measureOf(metric, name)) ?? []),
  );
  const keys = [
    ...dimensions.map(({ key }) => key),
    ...(request.grain ? [timeOf(metric, request.grain)] : []),
    ...[...conditions].map((condition) => `case when ${condition} then 1 else 0 end`),
  ];
  const few = `count(distinct ${people}) < ${FEWEST_COLLEAGUES} and not (min(${people}) = :viewer_id and max(${people}) = :viewer_id)`;
  const rows = [...periodOf(request, metric), `${people} is not null`];
  return `select count(*) as found from ${view}${where(rows)}${groupBy(keys.map((sql) => ({ sql })))}\n  having ${few}`;
}

/** Whether members are shown an answer of colleagues only where several stand behind each part of it. */
export function isOfTheTeam(request: MetricRequest, metric: Metric): boolean {
  return metric.definition.people !== undefined && !isOwn(request, metric) && !isOpen(request, metric);
}

/** Whether a request is about customers: split by them, or about one of them. */
function isOpen({ by, where: filters }: MetricRequest, metric: Metric): boolean {
  const isAboutOne = filters.some(
    ({ dimension, values }) => values.length === 1 && dimensionOf(metric, dimension).open,
  );
  return isAboutOne || by.some((name) => dimensionOf(metric, name).open);
}

/** Each key with its name, numbered where another key has the same. */
function nameSql(at: number): string {
  const number = `row_number() over (partition by s${at} order by k${at})`;
  return `k${at} as k, s${at} || case when ${number} = 1 then '' else ' (' || ${number} || ')' end as name
  from (select distinct k${at}, s${at} from counted where k${at} is not null) d`;
}

/** How many of the smallest coins one of a currency is: bounds are said in whole ones. */
const COINS = coinsSql();

function coinsSql(): string {
  const odd = new Map<number, string[]>();
  for (const currency of Intl.supportedValuesOf('currency')) {
    const digits = fractionDigits(currency);
    if (digits !== 2) odd.set(digits, [...(odd.get(digits) ?? []), `'${currency}'`]);
  }
  const cases = [...odd].map(([digits, codes]) => `when c in (${codes.join(', ')}) then ${10 ** digits}`);
  return `case ${cases.join(' ')} else 100 end`;
}
