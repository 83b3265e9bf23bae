import type { Result } from '../reports/result.ts';
import { totalsOf } from '../reports/totals.ts';
import { cut } from '../text.ts';
import { fillGaps, stepOf } from './calendar-gaps.ts';
import type { Cell } from './document.ts';
import { type Change, listChanges, periodColumn } from './report-changes.ts';

/** How much of a result the language model is given. */
const SUMMARY = {
  /** Rows, and periods without rows. */
  rows: 20,
  /** Characters of one cell. */
  cellText: 300,
} as const;

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
  /** Whether nothing was found; false where rows may have been withheld. */
  empty: boolean;
  /** How many of the rows are in `first_rows`. */
  rows_shown: number;
  /** At most 20 rows, with cells by the names of the columns. */
  first_rows: Record<string, Cell>[];
  /** Weeks, months or quarters that were looked at and are in no row. */
  nothing_in?: string[];
  /** The week, month or quarter that is not over. */
  not_over?: string;
  /** Sums over all rows that were read, for the columns with numbers that can be added up; of money `amount EUR`. */
  totals: Record<string, number>;
  /** The same sums over the time before. */
  time_before?: { from: string; to: string; totals: Record<string, number> };
  /** The change that the document tells of, in percent. */
  changes?: Change[];
};

/** Builds the summary of a result for the language model. `today`: the reader's day. */
export function buildSummary(result: Result, today: string): ReportSummary {
  const { report, params, columns, rows, truncated, before, counted, mayBeWithheld } = result;
  const changes = listChanges(result, today);
  return {
    report: report.name,
    title: report.title,
    params: Object.fromEntries(params.map(({ name, value }) => [name, value])),
    ...(counted ? { counted } : {}),
    columns: Object.fromEntries(columns.map(({ name, label }) => [name, label])),
    row_count: rows.length,
    truncated,
    empty: rows.length === 0 && !truncated && !mayBeWithheld,
    rows_shown: Math.min(rows.length, SUMMARY.rows),
    first_rows: rows
      .slice(0, SUMMARY.rows)
      .map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, shorten(row[at] ?? null)]))),
    ...namePeriods(result, today),
    totals: totalsOf({ columns, rows }),
    ...(before ? { time_before: before } : {}),
    ...(changes.length > 0 ? { changes } : {}),
  };
}

const shorten = (cell: Cell) => (typeof cell === 'string' ? cut(cell, SUMMARY.cellText) : cell);

/** Names the periods without rows, which a reader would have to notice by their absence, and the one that is not over. */
function namePeriods(
  { columns, rows, span, truncated }: Result,
  today: string,
): Pick<ReportSummary, 'nothing_in' | 'not_over'> {
  const column = periodColumn({ columns });
  if (!column || truncated) return {};
  const at = columns.indexOf(column);
  const told = rows.map((row) => row[at] ?? null);
  const looked = span && { ...span, to: span.to < today ? span.to : today };
  const all = fillGaps(told, column.format, looked);
  const empty = all.filter((time) => typeof time === 'string' && !told.includes(time)).map(String);
  const running = stepOf(today, column.format);
  return {
    ...(empty.length > 0 ? { nothing_in: empty.slice(0, SUMMARY.rows) } : {}),
    ...(running && all.includes(running) ? { not_over: running } : {}),
  };
}
