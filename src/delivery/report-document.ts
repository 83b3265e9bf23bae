import { dateIn, formatDate, timeIn } from '../clock.ts';
import { decimalOf, parseMoneyCell, sumByCurrency } from '../money.ts';
import type { Result } from '../reports/result.ts';
import { cut } from '../text.ts';
import { fillGaps } from './calendar-gaps.ts';
import { formatCell } from './cell-format.ts';
import { buildChart } from './chart.ts';
import type { Action, Cell, Document } from './document.ts';

/** How much of a result its readers are given. */
const READABLE = {
  /** Rows that a person is shown; the CSV has them all. */
  rows: 100,
  /** Rows that the language model is given, and periods without rows. */
  summaryRows: 20,
  /** Characters of one cell. */
  cellText: 300,
} as const;

type Reader = { locale: string; timeZone: string };

/**
 * Builds the document of a result: how many rows there are, a chart where there is something to see, a table of at most
 * 100 rows, and which params were used when. Numbers and days are written as the reader's locale does.
 */
export function buildReportDocument(
  result: Result,
  { locale, timeZone, actions = [] }: Reader & { actions?: Action[] },
): Document {
  const { report, columns, rows } = result;
  const chart = report.chart && buildChart({ chart: report.chart, columns, rows, locale });
  const shown = rows.slice(0, READABLE.rows).map((row) => row.map(shorten));
  const hasCsv = actions.some(({ id }) => id === 'report_csv');
  return {
    title: report.title,
    text: countRows(result, { locale, hasCsv }),
    ...(chart ? { chart } : {}),
    ...(shown.length > 0 ? { table: { caption: report.title, columns, rows: shown, locale } } : {}),
    note: origin(result, timeZone),
    ...(actions.length > 0 ? { actions } : {}),
  };
}

/** The buttons under a report that was run. Whoever clicks acts as themselves, with their own rights. */
export function reportActions({ runId, takesParams }: Pick<Result, 'runId' | 'takesParams'>): Action[] {
  return [
    { id: 'report_run_again', label: 'Run again', value: runId },
    ...(takesParams ? [{ id: 'report_change' as const, label: 'Change', value: runId }] : []),
    { id: 'report_csv', label: 'CSV', value: runId },
  ];
}

const shorten = (cell: Cell) => (typeof cell === 'string' ? cut(cell, READABLE.cellText) : cell);

/** The text of the document, which notifications show. */
function countRows(
  { params, rows, truncated }: Result,
  { locale, hasCsv }: { locale: string; hasCsv: boolean },
): string {
  if (rows.length === 0 && truncated) return 'The rows are too large to be shown.';
  if (rows.length === 0) {
    const asked = params.map(({ name, value }) => `${name} = ${value}`).join(', ');
    return `Nothing found${asked ? ` for ${asked}` : ''}.`;
  }
  const all = formatCell(rows.length, 'integer', locale);
  const isPart = rows.length > READABLE.rows;
  if (truncated) {
    const read = `There are more than ${all} rows; only the first ${all} were read.`;
    if (!isPart) return read;
    return `${read} The first ${READABLE.rows} are shown${hasCsv ? '; the CSV has all that were read' : ''}.`;
  }
  if (isPart)
    return `The first ${READABLE.rows} of ${all} rows are shown${hasCsv ? '; the CSV has all' : ''}.`;
  return rows.length === 1 ? '1 row.' : `${all} rows.`;
}

/** `since: -4w (since Mon 26 Oct 2026) · run Sun 22 Nov 2026, 17:04`. */
function origin({ params, ranAt, counted }: Result, timeZone: string): string {
  const run = `run ${formatDate(dateIn(timeZone, ranAt))}, ${timeIn(timeZone, ranAt)}`;
  if (counted) return [...counted, run].join(' · ');
  return [...params.map(({ name, value }) => `${name}: ${value}`), run].join(' · ');
}

/** The result of a run for the language model. Cells are raw. */
type ReportSummary = {
  report: string;
  title: string;
  params: Record<string, string>;
  /** How the numbers of a question in metrics were counted. */
  counted?: string[];
  /** Labels by the names of the columns. */
  columns: Record<string, string>;
  row_count: number;
  /** Whether there are more rows than were read. */
  truncated: boolean;
  empty: boolean;
  /** How many of the rows are in `first_rows`. */
  rows_shown: number;
  /** At most 20 rows, with cells by the names of the columns. */
  first_rows: Record<string, Cell>[];
  /** Weeks, months or quarters between the first and the last one that are in no row. */
  nothing_in?: string[];
  /** Sums over all rows that were read, for the columns with numbers that can be added up; of money `amount EUR`. */
  totals: Record<string, number>;
};

/** Builds the summary of a result for the language model. */
export function buildSummary({ report, params, columns, rows, truncated, counted }: Result): ReportSummary {
  return {
    report: report.name,
    title: report.title,
    params: Object.fromEntries(params.map(({ name, value }) => [name, value])),
    ...(counted ? { counted } : {}),
    columns: Object.fromEntries(columns.map(({ name, label }) => [name, label])),
    row_count: rows.length,
    truncated,
    empty: rows.length === 0 && !truncated,
    rows_shown: Math.min(rows.length, READABLE.summaryRows),
    first_rows: rows
      .slice(0, READABLE.summaryRows)
      .map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, shorten(row[at] ?? null)]))),
    ...nameEmptyPeriods({ columns, rows }),
    totals: Object.fromEntries(
      columns.flatMap(({ name, format, addsUp }, at) => {
        if (format === 'money' && addsUp !== false)
          return moneyTotals(
            name,
            rows.map((row) => row[at] ?? null),
          );
        if ((format !== 'integer' && format !== 'number') || addsUp === false) return [];
        const numbers = rows.flatMap((row) => (typeof row[at] === 'number' ? [row[at]] : []));
        return numbers.length > 0 ? [[name, toHundredths(numbers.reduce((sum, each) => sum + each, 0))]] : [];
      }),
    ),
  };
}

/** The sums of a column of money, each currency by itself. */
function moneyTotals(name: string, cells: readonly Cell[]): [string, number][] {
  const all = cells.flatMap((cell) => {
    const money = parseMoneyCell(cell);
    return money ? [money] : [];
  });
  return sumByCurrency(all).map((sum) => [`${name} ${sum.currency}`, Number(decimalOf(sum))]);
}

/** Names the periods without rows, which a reader would have to notice by their absence. */
function nameEmptyPeriods({
  columns,
  rows,
}: Pick<Result, 'columns' | 'rows'>): Pick<ReportSummary, 'nothing_in'> {
  const at = columns.findIndex(({ format }) => PERIODS.includes(format));
  const { format } = columns[at] ?? {};
  if (!format) return {};
  const told = rows.map((row) => row[at] ?? null);
  const empty = fillGaps(told, format).filter((time) => typeof time === 'string' && !told.includes(time));
  return empty.length > 0 ? { nothing_in: empty.slice(0, READABLE.summaryRows).map(String) } : {};
}

const PERIODS: readonly string[] = ['week', 'month', 'quarter'];

const toHundredths = (value: number) => Math.round(value * 100) / 100;
