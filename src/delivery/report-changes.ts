import { addDays } from '../clock.ts';
import type { Period } from '../reports/days-and-periods.ts';
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

/** How a number has changed. `of`: the column, of money with its currency; `percent` is left out where there was nothing before. */
export type Change = { of: string; to: number; in?: string; from: number; before: string; percent?: number };

/** The part of all that a number has grown by; undefined where there was nothing before. */
const growth = ({ from, to }: Pick<Change, 'from' | 'to'>) => (from > 0 ? (to - from) / from : undefined);

/**
 * How the numbers have changed, in sentences: against the time before where the report was run over that, too; otherwise the last week,
 * month or quarter that is over against the one before. Empty where nothing adds up, or rows are missing.
 */
export function describeChanges(result: Result, reader: Reader): string[] {
  const measure = mainColumn(result);
  if (!measure) return [];
  const { before } = result;
  if (before)
    return totalChanges(result, measure).map((each) =>
      totalInWords(each, { measure, before }, reader.locale),
    );
  const found = stepChange(result, measure, reader.today);
  return found ? [stepInWords(found, measure, reader.locale)] : [];
}

/** The same changes as numbers, for the language model, which is not to work them out. `today`: the reader’s day. */
export function listChanges(result: Result, today: string): Change[] {
  const measure = mainColumn(result);
  if (!measure) return [];
  if (result.before) {
    const { from, to } = result.before;
    return totalChanges(result, measure).map((each) => asChange(each, { before: `${from}..${to}` }));
  }
  const found = stepChange(result, measure, today);
  return found ? [asChange({ ...found, of: measure.name }, { in: found.last, before: found.earlier })] : [];
}

type Numbers = Pick<Change, 'of' | 'from' | 'to'>;

function asChange({ of, from, to }: Numbers, when: Pick<Change, 'in' | 'before'>): Change {
  const share = growth({ from, to });
  return {
    of,
    to,
    from,
    ...when,
    ...(share === undefined ? {} : { percent: Math.round(share * 1_000) / 10 }),
  };
}

/** The column of which changes are told: the one that is drawn, or the first that can be added up. None where rows are missing. */
function mainColumn({ columns, truncated, report: { chart } }: Result): Column | undefined {
  if (truncated) return undefined;
  const drawn = columns.find(({ name }) => name === chart?.y);
  return drawn && addsUp(drawn) ? drawn : columns.find((column) => addsUp(column));
}

/** The sums of a column now and in the time before, of money in each currency, where there is anything. */
function totalChanges(result: Result, { name, format }: Column): Numbers[] {
  const { before } = result;
  if (!before) return [];
  const now = totalsOf(result);
  return [...new Set([...Object.keys(now), ...Object.keys(before.totals)])]
    .filter((each) => each === name || (format === 'money' && each.startsWith(`${name} `)))
    .map((each) => ({ of: each, to: now[each] ?? 0, from: before.totals[each] ?? 0 }))
    .filter(({ to, from }) => to !== 0 || from !== 0);
}

function totalInWords(
  { of, from, to }: Numbers,
  { measure: { name, label, format }, before }: { measure: Column; before: Period },
  locale: string,
): string {
  const currency = of.slice(name.length + 1);
  const write = (value: number) =>
    currency
      ? formatCell(`${value} ${currency}`, 'money', locale)
      : formatCell(value, format === 'integer' ? 'integer' : 'number', locale);
  const then = periodInWords(before, locale);
  return `${label}: ${write(to)}; in the time before (${then}): ${write(from)}${change({ from, to }, locale)}.`;
}

/** `, so +94.7%`; nothing where there was nothing before. */
function change(numbers: Pick<Change, 'from' | 'to'>, locale: string): string {
  if (numbers.from === numbers.to) return ', the same';
  const share = growth(numbers);
  return share === undefined ? '' : `, so ${formatChange(share, locale)}`;
}

function periodInWords({ from, to }: Period, locale: string): string {
  const last = formatCell(to, 'week', locale);
  if (from === to) return last;
  const isOneYear = from.slice(0, 4) === to.slice(0, 4);
  return `${isOneYear ? formatLabel(from, 'date', locale) : formatCell(from, 'week', locale)} – ${last}`;
}

/** The last two steps that are over, with their sums, and that of the running one. */
type Steps = {
  time: Column;
  earlier: string;
  from: number;
  last: string;
  to: number;
  running?: { step: string; sum: number };
};

function stepChange(result: Result, measure: Column, today: string): Steps | undefined {
  const { columns, rows, span } = result;
  const time = periodColumn(result);
  if (!time || measure.format === 'money') return undefined;
  const [at, timeAt] = [columns.indexOf(measure), columns.indexOf(time)];
  const sums = new Map<string, number>();
  for (const row of rows) {
    const [step, value] = [row[timeAt], row[at]];
    if (typeof step === 'string' && typeof value === 'number') sums.set(step, (sums.get(step) ?? 0) + value);
  }
  const running = stepOf(today, time.format) ?? '';
  const steps = fillGaps([...sums.keys()], time.format, span && { ...span, to: min(span.to, today) });
  const whole = steps.filter((step) => typeof step === 'string' && isWhole(step, { time, span }));
  const [earlier, last] = whole.filter((step) => step !== null && step < running).slice(-2) as string[];
  if (earlier === undefined || last === undefined) return undefined;
  const [from, to] = [sums.get(earlier) ?? 0, sums.get(last) ?? 0];
  if (from === 0 && to === 0) return undefined;
  const soFar = steps.includes(running) ? { running: { step: running, sum: sums.get(running) ?? 0 } } : {};
  return { time, earlier, from, last, to, ...soFar };
}

function stepInWords(
  { time, earlier, from, last, to, running }: Steps,
  { label, format }: Column,
  locale: string,
): string {
  const write = (value: number) => formatCell(value, format, locale);
  const nameOf = (step: string) =>
    time.format === 'week'
      ? `the week of ${formatLabel(step, 'week', locale)}`
      : formatCell(step, time.format, locale);
  const before = time.format === 'week' ? 'the week before' : nameOf(earlier);
  const soFar = running ? ` So far in ${nameOf(running.step)}: ${write(running.sum)}.` : '';
  return `${label}: ${write(to)} in ${nameOf(last)}; in ${before}: ${write(from)}${change({ from, to }, locale)}.${soFar}`;
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
