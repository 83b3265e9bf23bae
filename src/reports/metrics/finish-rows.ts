import { addDays, weekdayOf } from '../../clock.ts';
import { type Scalar, wholeCell } from '../../store/reporting/reporting.ts';
import type { Period } from '../days-and-periods.ts';
import { addsUp, type Grain, type Metric } from './metric.ts';
import { currencyOf } from './question-sql.ts';
import type { MetricRequest } from './request.ts';

/** More rows than these are not filled up with the weeks and months in which nothing was. */
const MOST_FILLED = 1_000;
/** Days that are gone through to find the weeks and months of a period. */
const MOST_DAYS = 20_000;

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** The week (by its Monday), month, quarter or year of a day, as the columns of the views write it. */
export function stepOf(day: string, grain: Grain): string {
  switch (grain) {
    case 'day':
      return day;
    case 'week':
      return addDays(day, -DAYS.indexOf(weekdayOf(day)));
    case 'month':
      return day.slice(0, 7);
    case 'quarter':
      return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
    case 'year':
      return day.slice(0, 4);
    default:
      return grain satisfies never;
  }
}

export type Finished = { rows: Scalar[][]; notes: string[] };

type Read = { rows: Scalar[][]; truncated: boolean };
type Question = {
  request: MetricRequest;
  metric: Metric;
  /** Undefined for all days. */
  period: Period | undefined;
  today: string;
  /** Whether there may be no rows because too few colleagues stand behind them. */
  mayBeWithheld: boolean;
};

/** What code does with the rows that were counted: adds the weeks in which nothing was, and leaves the first ones of a top list. */
export function finishRows(read: Read, question: Question): Finished {
  const { request } = question;
  if (request.top !== undefined) return cutToTop(read, { ...question, top: request.top });
  return { rows: fillTime(read, question), notes: [] };
}

/** The columns of a row: what it is split by, its measures, and the currency at its end. */
function shapeOf({ request, metric }: Question) {
  const { grain, by, measures } = request;
  const keys = (grain ? 1 : 0) + by.length;
  return { keys, measures, hasCurrency: currencyOf(metric, measures) !== undefined };
}

/** Only the first rows, of each currency where there are amounts; the others in one row where all measures can be added up. */
function cutToTop({ rows, truncated }: Read, question: Question & { top: number }): Finished {
  const { top, metric } = question;
  const { keys, measures, hasCurrency } = shapeOf(question);
  const canAdd =
    !truncated &&
    measures.every((name) => {
      const measure = metric.definition.measures[name];
      return measure !== undefined && addsUp(measure);
    });
  const ofCurrency = new Map<Scalar, Scalar[][]>();
  for (const row of rows) {
    const currency = hasCurrency ? (row.at(-1) ?? null) : null;
    ofCurrency.set(currency, [...(ofCurrency.get(currency) ?? []), row]);
  }
  const kept: Scalar[][] = [];
  for (const [currency, group] of ofCurrency) {
    kept.push(...group.slice(0, top));
    const rest = group.slice(top);
    if (!canAdd || rest.length === 0) continue;
    const sums = measures.map((_, at) => sumOf(rest.map((row) => row[keys + at] ?? null)));
    const label: Scalar[] = Array.from({ length: keys }, (_, at) =>
      at === 0 ? `Others (${rest.length})` : null,
    );
    kept.push([...label, ...sums, ...(hasCurrency ? [currency] : [])]);
  }
  const all = `${truncated ? 'more than ' : ''}${rows.length}`;
  const isCut =
    rows.length > [...ofCurrency.values()].reduce((sum, { length }) => sum + Math.min(length, top), 0);
  const note = canAdd
    ? `Top ${top} of ${all}; the others are one row`
    : `Top ${top} of ${all}; the others are left out`;
  return { rows: kept, notes: isCut ? [hasCurrency ? `${note}, in each currency` : note] : [] };
}

function sumOf(cells: readonly Scalar[]): Scalar {
  const known = cells.filter((cell) => cell !== null);
  // Amounts may be more than a number can say: they come as their digits, and are added up to the last coin.
  if (known.some((cell) => typeof cell === 'string') || known.every(Number.isSafeInteger))
    return known.length === 0 ? null : wholeCell(known.reduce<bigint>((sum, cell) => sum + BigInt(cell), 0n));
  const numbers = known.filter((cell) => typeof cell === 'number');
  return Number(numbers.reduce((sum, each) => sum + each, 0).toPrecision(15));
}

/** Adds the steps of time in which nothing was counted, with 0 for counts and nothing for all else; in the order of time. */
function fillTime({ rows, truncated }: Read, question: Question): Scalar[][] {
  const { grain, having, order, measures } = question.request;
  const { metric, mayBeWithheld } = question;
  if (rows.length === 0 && mayBeWithheld) return rows;
  const isCount = (name: string) => metric.definition.measures[name]?.type === 'count';
  const { keys, hasCurrency } = shapeOf(question);
  if (!grain || order || having.length > 0 || truncated || hasCurrency || !measures.some(isCount))
    return rows;
  const steps = stepsOf(rows, { ...question, grain });
  const others = new Map(rows.map((row) => [JSON.stringify(row.slice(1, keys)), row.slice(1, keys)]));
  if (keys === 1) others.set('[]', []);
  if (steps.length * others.size > MOST_FILLED) return rows;
  const known = new Map(rows.map((row) => [JSON.stringify(row.slice(0, keys)), row]));
  const filled = steps.flatMap((step) =>
    [...others.values()].map(
      (other) =>
        known.get(JSON.stringify([step, ...other])) ?? [
          step,
          ...other,
          ...measures.map((name) => (isCount(name) ? 0 : null)),
        ],
    ),
  );
  return [...filled, ...rows.filter(([step]) => step === null)];
}

/** The weeks, months … of the period, up to the running one where it has begun, and further where rows are. */
function stepsOf(rows: Scalar[][], { period, today, grain }: Question & { grain: Grain }): string[] {
  const found = rows.flatMap(([step]) => (typeof step === 'string' ? [step] : [])).toSorted();
  const [first, last] = [found[0], found.at(-1)];
  if (!period) return first === undefined || last === undefined ? [] : stepsBetween(first, last, grain);
  const isToCome = period.from > today;
  const to = isToCome || period.to < today ? period.to : today;
  const end = stepOf(to, grain);
  return stepsBetween(stepOf(period.from, grain), last !== undefined && last > end ? last : end, grain);
}

function stepsBetween(first: string, last: string, grain: Grain): string[] {
  const steps = new Set<string>();
  let day = firstDayOf(first);
  for (let count = 0; count < MOST_DAYS; count += 1) {
    const step = stepOf(day, grain);
    if (step > last) return [...steps];
    steps.add(step);
    day = addDays(day, 1);
  }
  return [];
}

/** The first day of a step as it is written: 2026-11-23, 2026-11, 2026-Q4, 2026. */
function firstDayOf(step: string): string {
  const quarter = /^(\d{4})-Q(\d)$/.exec(step);
  if (quarter) return `${quarter[1]}-${String(Number(quarter[2]) * 3 - 2).padStart(2, '0')}-01`;
  return `${step}${'-01-01'.slice(step.length - 4)}`;
}
