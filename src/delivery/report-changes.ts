import { addDays } from '../clock.ts';
import type { Result } from '../reports/result.ts';
import { addsUp, totalsOf } from '../reports/totals.ts';
import { fillGaps, stepOf } from './calendar-gaps.ts';
import { formatCell, formatChange, formatLabel } from './cell-format.ts';
import type { CellFormat } from './document.ts';

type Column = Result['columns'][number];
/** `today`: the reader's day, `YYYY-MM-DD`. */
type Reader = { locale: string; today: string };

/** Formats in which rows are split by time. */
const PERIODS: readonly CellFormat[] = ['week', 'month', 'quarter'];

/** The column of a result with its weeks, months or quarters. */
export const periodColumn = ({ columns }: Pick<Result, 'columns'>): Column | undefined =>
  columns.find(({ format }) => PERIODS.includes(format));

/**
 * How the numbers have changed, in sentences: against the time before where the report was run over that, too; otherwise the last week,
 * month or quarter that is over against the one before. Empty where nothing adds up, or rows are missing.
 */
export function describeChanges(result: Result, reader: Reader): string[] {
  const measure = mainColumn(result);
  if (!measure || result.truncated) return [];
  if (result.before) return compareTotals(result, measure, reader);
  const time = periodColumn(result);
  return time && measure.format !== 'money' ? compareSteps(result, { measure, time }, reader) : [];
}

/** The column of which changes are told: the one that is drawn, or the first that can be added up. */
function mainColumn({ columns, report: { chart } }: Result): Column | undefined {
  const drawn = columns.find(({ name }) => name === chart?.y);
  return drawn && addsUp(drawn) ? drawn : columns.find((column) => addsUp(column));
}

function compareTotals(result: Result, { name, label, format }: Column, { locale }: Reader): string[] {
  const { before } = result;
  if (!before) return [];
  const now = totalsOf(result);
  const names = [...new Set([...Object.keys(now), ...Object.keys(before.totals)])].filter(
    (each) => each === name || (format === 'money' && each.startsWith(`${name} `)),
  );
  const days = periodInWords(before, locale);
  return names.flatMap((each) => {
    const [to, from] = [now[each] ?? 0, before.totals[each] ?? 0];
    if (to === 0 && from === 0) return [];
    const currency = each.slice(name.length + 1);
    const write = (value: number) =>
      currency
        ? formatCell(`${value} ${currency}`, 'money', locale)
        : formatCell(value, format === 'integer' ? 'integer' : 'number', locale);
    return [
      `${label}: ${write(to)}; in the time before (${days}): ${write(from)}${change(from, to, locale)}.`,
    ];
  });
}

/** `, so +94.7%`; nothing where there was nothing before. */
function change(from: number, to: number, locale: string): string {
  if (from === to) return ', the same';
  return from > 0 ? `, so ${formatChange((to - from) / from, locale)}` : '';
}

function periodInWords({ from, to }: { from: string; to: string }, locale: string): string {
  const last = formatCell(to, 'week', locale);
  if (from === to) return last;
  const isOneYear = from.slice(0, 4) === to.slice(0, 4);
  return `${isOneYear ? formatLabel(from, 'date', locale) : formatCell(from, 'week', locale)} – ${last}`;
}

function compareSteps(
  result: Result,
  { measure, time }: { measure: Column; time: Column },
  { locale, today }: Reader,
): string[] {
  const { columns, rows, span } = result;
  const [at, timeAt] = [columns.indexOf(measure), columns.indexOf(time)];
  const sums = new Map<string, number>();
  for (const row of rows) {
    const [step, value] = [row[timeAt], row[at]];
    if (typeof step === 'string' && typeof value === 'number') sums.set(step, (sums.get(step) ?? 0) + value);
  }
  const running = stepOf(today, time.format) ?? '';
  const steps = fillGaps([...sums.keys()], time.format, span && { ...span, to: min(span.to, today) });
  const whole = steps.filter((step) => typeof step === 'string' && isWhole(step, { time, span }));
  const [before, last] = whole.filter((step) => step !== null && step < running).slice(-2) as string[];
  if (before === undefined || last === undefined) return [];
  const [from, to] = [sums.get(before) ?? 0, sums.get(last) ?? 0];
  if (from === 0 && to === 0) return [];
  const write = (value: number) => formatCell(value, measure.format, locale);
  const nameOf = (step: string) =>
    time.format === 'week'
      ? `the week of ${formatLabel(step, 'week', locale)}`
      : formatCell(step, time.format, locale);
  const earlier = time.format === 'week' ? 'the week before' : nameOf(before);
  const soFar = steps.includes(running)
    ? ` So far in ${nameOf(running)}: ${write(sums.get(running) ?? 0)}.`
    : '';
  return [
    `${measure.label}: ${write(to)} in ${nameOf(last)}; in ${earlier}: ${write(from)}${change(from, to, locale)}.${soFar}`,
  ];
}

/** Whether all days of a week, month or quarter are among those that the report is about. */
function isWhole(step: string, { time, span }: { time: Column; span: Result['span'] }): boolean {
  if (!span) return true;
  const { format } = time;
  const isCutBefore = stepOf(span.from, format) === step && stepOf(addDays(span.from, -1), format) === step;
  const isCutAfter = stepOf(span.to, format) === step && stepOf(addDays(span.to, 1), format) === step;
  return !isCutBefore && !isCutAfter;
}

const min = (one: string, other: string) => (one < other ? one : other);
