import { addDays } from '../clock.ts';
import { resolvePeriod } from '../reports/days-and-periods.ts';
import type { Before } from '../reports/result.ts';
import type { Scalar } from '../store/reporting/reporting.ts';
import { expectedRows, type Question, stepBy, type ViewRow } from './metric-oracle.ts';

/** What the time before must be told as, worked out by hand; undefined where nothing is compared. */
export function expectedBefore(visible: readonly ViewRow[], question: Question): Before | undefined {
  const { request, today } = question;
  const { period, grain, having, top } = request;
  if (period === 'all' || grain || having.length > 0 || top !== undefined) return undefined;
  const days = daysBefore(period, today);
  const [from, to] = [days[0], days.at(-1)];
  if (from === undefined || to === undefined) return undefined;
  const rows = expectedRows(visible, { ...question, request: { ...request, period: `${from}..${to}` } });
  return { from, to, totals: sumsOf(rows, question) };
}

/** Whether days are whole weeks, or whole months. */
export const isWhole = ({ from, to }: { from: string; to: string }): boolean =>
  ['week', 'month'].some((unit) =>
    [
      [from, addDays(from, -1)],
      [to, addDays(to, 1)],
    ].every(([within = '', beyond = '']) => stepBy(within, unit) !== stepBy(beyond, unit)),
  );

/** The days that are compared with those of a period: of a week, month … the one before, as far as the running one has come. */
function daysBefore(said: string, today: string): string[] {
  const { from, to } = resolvePeriod(said, today) ?? { from: today, to: '' };
  const end = to < today ? to : today;
  const now: string[] = [];
  for (let day = from; day <= end; day = addDays(day, 1)) now.push(day);
  const unit = unitOf(said);
  if (!unit) return now.map((_, at) => addDays(from, at - now.length));
  const all: string[] = [];
  const isIn = (day: string) => stepBy(day, unit) === stepBy(addDays(from, -1), unit);
  for (let day = addDays(from, -1); isIn(day); day = addDays(day, -1)) all.unshift(day);
  if (now.length === 0) return [];
  return to < today ? all : all.slice(0, now.length);
}

function unitOf(said: string): string | undefined {
  if (/^\d{4}-\d\d$/.test(said)) return 'month';
  if (/^\d{4}-q\d$/i.test(said)) return 'quarter';
  return /^(?:this|last|next)-(\w+)$/.exec(said)?.[1];
}

/** The sums that may be told of rows: of amounts in each currency by itself, and of what is no sum in one row alone. */
function sumsOf(rows: readonly Scalar[][], { request, metric }: Question): Record<string, number> {
  const { measures, by } = request;
  const hasMoney = measures.some((name) => metric.formats[name]?.currency);
  const sums: Record<string, number> = {};
  for (const [nth, name] of measures.entries()) {
    const { format } = metric.formats[name] ?? {};
    const type = metric.definition.measures[name]?.type;
    const isSum = type === 'count' || type === 'sum' || (by.length === 0 && !hasMoney);
    if (!isSum || format === 'percent') continue;
    for (const cell of rows.map((row) => row[by.length + nth] ?? null)) {
      if (cell === null) continue;
      const [value, currency] = String(cell).split(' ');
      const key = currency ? `${name} ${currency}` : name;
      sums[key] = (sums[key] ?? 0) + Number(value);
    }
  }
  // Amounts to the last coin, all else to hundredths.
  const parts = (key: string) => (key.includes(' ') ? 1_000 : 100);
  return Object.fromEntries(
    Object.entries(sums).map(([key, sum]) => [key, Math.round(sum * parts(key)) / parts(key)]),
  );
}
