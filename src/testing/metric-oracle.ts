import { addDays, weekdayOf } from '../clock.ts';
import { fractionDigits, moneyCell } from '../money.ts';
import { resolvePeriod } from '../reports/days-and-periods.ts';
import type { Condition, Measure, Metric } from '../reports/metrics/metric.ts';
import type { MetricRequest } from '../reports/metrics/request.ts';
import type { Scalar } from '../store/reporting/reporting.ts';

/** A row of a reporting view, by column. */
export type ViewRow = Readonly<Record<string, Scalar>>;

/** A question, and what it is answered with. */
export type Question = {
  request: MetricRequest;
  metric: Metric;
  today: string;
  memberKeys: ReadonlyMap<string, string>;
};

/** What the answer must be, worked out by hand over the rows that the reader sees. Amounts as cells have them. */
export function expectedRows(
  visible: readonly ViewRow[],
  { request, metric, today, memberKeys }: Question,
): Scalar[][] {
  const { definition, formats } = metric;
  const { measures, by, grain } = request;
  const { time } = definition;
  const dimensions = by.map((name) => definition.dimensions[name] as (typeof definition.dimensions)[string]);
  const period = request.period === 'all' ? undefined : resolvePeriod(request.period, today);
  const currency = measures.flatMap((name) => formats[name]?.currency ?? [])[0];
  const rows = visible.filter((row) => {
    const day = row[time.day];
    if (period && (typeof day !== 'string' || day < period.from || day > period.to)) return false;
    return request.where.every(({ dimension, values }) =>
      values.includes(String(row[definition.dimensions[dimension]?.key ?? ''])),
    );
  });
  const groups = new Map<string, { key: Scalar[]; rows: ViewRow[] }>();
  if (by.length === 0 && !grain && !currency) groups.set('[]', { key: [], rows: [] });
  for (const row of rows) {
    const step = grain ? [stepBy(row[time.day] ?? null, grain)] : [];
    const key = [
      ...step,
      ...dimensions.map(({ key }) => row[key] ?? null),
      ...(currency ? [row[currency] ?? null] : []),
    ];
    const group = groups.get(JSON.stringify(key)) ?? { key, rows: [] };
    group.rows.push(row);
    groups.set(JSON.stringify(key), group);
  }
  const value = (name: string, of: readonly ViewRow[]): number | null => {
    const measure = definition.measures[name] as Measure;
    if (measure.type !== 'ratio') return count(measure, of);
    const [part, whole] = [value(measure.of, of), value(measure.over, of)];
    if (part === null || whole === null || whole === 0) return null;
    return formats[name]?.format === 'money' ? Math.round(part / whole) : part / whole;
  };
  let all = [...groups.values()].map(({ key, rows }) => {
    const first = (column: string | undefined) => (column ? (rows[0]?.[column] ?? null) : null);
    return {
      key,
      values: measures.map((name) => value(name, rows)),
      names: dimensions.map(({ key: id, show }) => first(show ?? id)),
      sorts: dimensions.map(({ type, key: id, show, sort }) =>
        type === 'member' ? (memberKeys.get(String(first(id))) ?? null) : first(sort ?? show ?? id),
      ),
    };
  });
  const at = grain ? 1 : 0;
  for (const [nth, { show }] of dimensions.entries()) {
    if (!show) continue;
    const known = new Map(all.map((each) => [each.key[at + nth] ?? null, each.names[nth] ?? null]));
    for (const each of all) {
      const [id, name] = [each.key[at + nth] ?? null, each.names[nth] ?? null];
      if (id === null) continue;
      const twins = [...known]
        .filter(([other, called]) => other !== null && called === name)
        .map(([other]) => String(other))
        .toSorted();
      const place = twins.indexOf(String(id)) + 1;
      if (place > 1) each.names[nth] = `${name} (${place})`;
    }
  }
  all = all.filter(({ key, values }) =>
    request.having.every(({ measure, at_least, at_most }) => {
      const found = values[measures.indexOf(measure)] ?? null;
      const unit = formats[measure]?.format === 'money' ? 10 ** fractionDigits(String(key.at(-1))) : 1;
      return (
        found !== null && found >= (at_least ?? -Infinity) * unit && found <= (at_most ?? Infinity) * unit
      );
    }),
  );
  type Row = (typeof all)[number];
  const order =
    request.order ?? (grain ? undefined : { measure: measures[0] ?? '', direction: 'most' as const });
  const sorters: ((one: Row, other: Row) => number)[] = [
    ...(currency && !grain ? [(a: Row, b: Row) => nullsLast(a.key.at(-1), b.key.at(-1))] : []),
    ...(order
      ? [
          (a: Row, b: Row) => {
            const [one, other] = [a, b].map(({ values }) => values[measures.indexOf(order.measure)]);
            const found = nullsLast(one, other);
            return order.direction === 'most' && one !== null && other !== null ? -found : found;
          },
        ]
      : []),
    ...(grain ? [(a: Row, b: Row) => nullsLast(a.key[0], b.key[0])] : []),
    ...dimensions.flatMap((_, nth) => [
      (a: Row, b: Row) => Number(a.key[at + nth] === null) - Number(b.key[at + nth] === null),
      (a: Row, b: Row) => nullsLast(a.sorts[nth], b.sorts[nth]),
      (a: Row, b: Row) => nullsLast(a.key[at + nth], b.key[at + nth]),
    ]),
    ...(currency && grain ? [(a: Row, b: Row) => nullsLast(a.key.at(-1), b.key.at(-1))] : []),
  ];
  all.sort((a, b) => sorters.reduce((found, sorter) => found || sorter(a, b), 0));
  const cells = all.map(({ key, values, names }): Scalar[] => [
    ...(grain ? [key[0] ?? null] : []),
    ...names,
    ...values,
    ...(currency ? [key.at(-1) ?? null] : []),
  ]);
  const finished =
    request.top === undefined ? filled(cells, { request, metric, today }) : topOf(cells, { request, metric });
  return finished.map((row) =>
    row.map((cell, place) => {
      const name = measures[place - at - by.length];
      const isMoney = name !== undefined && formats[name]?.format === 'money';
      const of = row.at(-1);
      return isMoney && typeof cell === 'number' && typeof of === 'string'
        ? moneyCell({ amount: cell, currency: of })
        : cell;
    }),
  );
}

/**
 * Whether a part of what is asked stands for fewer than three colleagues, and not for the reader alone: parts by all that the
 * request splits and filters by, and by what each of its measures counts.
 */
export function standsForFew(
  visible: readonly ViewRow[],
  { request, metric, today, reader }: Omit<Question, 'memberKeys'> & { reader: string },
): boolean {
  const { time, people = '', measures, dimensions } = metric.definition;
  const period = request.period === 'all' ? undefined : resolvePeriod(request.period, today);
  const parts = new Map<string, Set<Scalar>>();
  const counted = request.measures.flatMap((name) => {
    const measure = measures[name] as Measure;
    const all = measure.type === 'ratio' ? [measure.of, measure.over] : [name];
    return all.map((each) => measures[each] as Exclude<Measure, { type: 'ratio' }>);
  });
  for (const row of visible) {
    const day = row[time.day];
    if (period && (typeof day !== 'string' || day < period.from || day > period.to)) continue;
    const used = [...request.by, ...request.where.map(({ dimension }) => dimension)];
    const part = JSON.stringify([
      ...used.map((name) => row[dimensions[name]?.key ?? ''] ?? null),
      request.grain ? stepBy(day ?? null, request.grain) : null,
      ...counted.map((measure) => count({ ...measure, type: 'count' } as typeof measure, [row])),
    ]);
    const colleague = row[people] ?? null;
    if (colleague !== null) parts.set(part, (parts.get(part) ?? new Set()).add(colleague));
  }
  return [...parts.values()].some((all) => all.size < 3 && !(all.size === 1 && all.has(reader)));
}

function count(measure: Exclude<Measure, { type: 'ratio' }>, rows: readonly ViewRow[]): number | null {
  const has = (row: ViewRow, condition: Condition | undefined, wanted: boolean) =>
    Object.entries(condition ?? {}).every(
      ([column, values]) => values.includes((row[column] ?? null) as string | null) === wanted,
    );
  const counted = rows.filter((row) => has(row, measure.where, true) && has(row, measure.not, false));
  if (measure.type === 'count') return counted.length;
  const values = counted.flatMap((row) => row[measure.of] ?? []);
  if (measure.type === 'distinct') return new Set(values).size;
  return values.length === 0 ? null : values.reduce<number>((sum, each) => sum + Number(each), 0);
}

function nullsLast(one: Scalar | undefined, other: Scalar | undefined): number {
  if ((one ?? null) === null || (other ?? null) === null)
    return Number((one ?? null) === null) - Number((other ?? null) === null);
  return (one as string) < (other as string) ? -1 : Number((one as string) > (other as string));
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** The week (by its Monday), month … of a day. */
export function stepBy(day: Scalar, grain: string): Scalar {
  if (typeof day !== 'string') return null;
  const quarter = `${day.slice(0, 4)}-Q${Math.floor((Number(day.slice(5, 7)) - 1) / 3) + 1}`;
  const week = addDays(day, -DAYS.indexOf(weekdayOf(day)));
  return { day, week, month: day.slice(0, 7), quarter, year: day.slice(0, 4) }[grain] ?? null;
}

type Shape = Pick<Question, 'request' | 'metric'>;

const types = ({ request, metric }: Shape) =>
  request.measures.map((name) => metric.definition.measures[name]?.type);

/** The weeks and so on in which nothing was: a 0 for each count. */
function filled(rows: Scalar[][], { request, metric, today }: Shape & { today: string }): Scalar[][] {
  const { grain, by, order, having, period } = request;
  const kinds = types({ request, metric });
  const hasMoney = request.measures.some((name) => metric.formats[name]?.currency);
  if (!grain || order || having.length > 0 || hasMoney || !kinds.includes('count')) return rows;
  const found = rows
    .flatMap(([step]) => (step === null || step === undefined ? [] : [String(step)]))
    .toSorted();
  const bounds = period === 'all' ? undefined : resolvePeriod(period, today);
  const steps = new Set<string>();
  if (bounds) {
    const until = bounds.from <= today && today <= bounds.to ? today : bounds.to;
    for (let day = bounds.from; day <= until; day = addDays(day, 1)) steps.add(String(stepBy(day, grain)));
    for (let day = until; day <= bounds.to; day = addDays(day, 1))
      if (String(stepBy(day, grain)) <= (found.at(-1) ?? '')) steps.add(String(stepBy(day, grain)));
  } else
    for (let day = '2026-01-01'; day <= '2027-12-31'; day = addDays(day, 1)) {
      const step = String(stepBy(day, grain));
      if (found[0] && step >= found[0] && step <= String(found.at(-1))) steps.add(step);
    }
  const others = new Map(
    rows.map((row) => [JSON.stringify(row.slice(1, 1 + by.length)), row.slice(1, 1 + by.length)]),
  );
  if (by.length === 0) others.set('[]', []);
  if (steps.size * others.size > 1_000) return rows;
  const zeros = kinds.map((type) => (type === 'count' ? 0 : null));
  const all = [...steps].flatMap((step) => [...others.values()].map((other) => [step, ...other]));
  const known = new Map(rows.map((row) => [JSON.stringify(row.slice(0, 1 + by.length)), row]));
  return [
    ...all.map((key) => known.get(JSON.stringify(key)) ?? [...key, ...zeros]),
    ...rows.filter(([step]) => step === null),
  ];
}

function topOf(rows: Scalar[][], { request, metric }: Shape): Scalar[][] {
  const { top = 0, by, measures } = request;
  const hasMoney = measures.some((name) => metric.formats[name]?.currency);
  const adds = types({ request, metric }).every((type) => type === 'count' || type === 'sum');
  const currencies = hasMoney ? [...new Set(rows.map((row) => row.at(-1) ?? null))] : [null];
  return currencies.flatMap((currency) => {
    const own = hasMoney ? rows.filter((row) => (row.at(-1) ?? null) === currency) : rows;
    const rest = own.slice(top);
    if (!adds || rest.length === 0) return own.slice(0, top);
    const sums = measures.map((_, at) => {
      const numbers = rest.flatMap((row) =>
        typeof row[by.length + at] === 'number' ? [Number(row[by.length + at])] : [],
      );
      return numbers.length === 0 ? null : numbers.reduce((sum, each) => sum + each, 0);
    });
    const label = by.map((_, at) => (at === 0 ? `Others (${rest.length})` : null));
    return [...own.slice(0, top), [...label, ...sums, ...(hasMoney ? [currency] : [])]];
  });
}
