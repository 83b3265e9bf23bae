import { dateIn, formatDate, timeIn } from '../clock.ts';
import type { Actor } from '../context.ts';
import { readMoneyCell } from '../money.ts';
import { FEWEST_COLLEAGUES } from '../reports/metrics/question-sql.ts';
import type { Result } from '../reports/result.ts';
import { cut } from '../text.ts';
import { stepOf } from './calendar-gaps.ts';
import { formatCell } from './cell-format.ts';
import { buildChart } from './chart.ts';
import type { Action, Cell, Document, Table } from './document.ts';
import { describeChanges, periodColumn } from './report-changes.ts';
import { buildTotals } from './table-totals.ts';

/** How much of a result its readers are given. */
const READABLE = {
  /** Rows that a person is shown; the CSV has them all. */
  rows: 100,
  /** Characters of one cell. */
  cellText: 300,
} as const;

type Reader = { locale: string; timeZone: string };

/**
 * Builds the document of a result: how its numbers have changed, a chart where there is something to see, a table of at most 100 rows
 * with its sums, and which params were used when. Numbers are written as the reader's locale does.
 */
export function buildReportDocument(
  result: Result,
  { locale, timeZone, actions = [] }: Reader & { actions?: Action[] },
): Document {
  const { report, columns, rows, keys, span } = result;
  const today = dateIn(timeZone, result.ranAt);
  const source = { columns, rows, locale, today, span, ...(keys ? { keys } : {}) };
  const chart = report.chart && buildChart({ chart: report.chart, ...source });
  const hasCsv = actions.some(({ id }) => id === 'report_csv');
  const said = [whatIsMissing(result, { locale, hasCsv }), ...describeChanges(result, { locale, today })];
  return {
    title: report.title,
    text: said.filter(Boolean).join('\n'),
    ...(chart ? { chart } : {}),
    ...(rows.length > 0 ? { table: buildTable(result, { locale, today }) } : {}),
    note: origin(result, timeZone),
    ...(actions.length > 0 ? { actions } : {}),
  };
}

/** The title stands above the document already, so the caption says how many rows there are. */
function buildTable(result: Result, { locale, today }: { locale: string; today: string }): Table {
  const { columns, rows, truncated } = result;
  const totals = buildTotals(result);
  const time = periodColumn(result);
  const running = time && stepOf(today, time.format);
  const drawn = drawnColumns(result, totals);
  const pick = <Each>(all: readonly Each[]) => all.filter((_, at) => drawn.has(at));
  return {
    caption: truncated ? `The first ${countOf(rows, locale)}` : countOf(rows, locale),
    columns: pick(columns).map(({ name, label, format }) => ({
      name,
      label,
      format,
      ...(running && name === time?.name ? { running } : {}),
    })),
    rows: rows.slice(0, READABLE.rows).map((row) => pick(row).map(shorten)),
    ...(totals ? { totals: totals.map(pick) } : {}),
    locale,
  };
}

/**
 * Which columns are drawn: not that with the currency of amounts, where an amount says it in each row. A CSV file has it. The first
 * column stays, and the one that names the sums.
 */
function drawnColumns({ columns, rows }: Result, totals: readonly Cell[][] = []): ReadonlySet<number> {
  const money = columns.flatMap(({ format }, at) => (format === 'money' ? [at] : []));
  const isSaid = (row: readonly Cell[], at: number) =>
    money.some((each) => readMoneyCell(row[each] ?? null)?.currency === row[at]);
  const isBesides = (at: number) => {
    if (at === 0 || totals.some((row) => (row[at] ?? null) !== null)) return false;
    const filled = rows.filter((row) => (row[at] ?? null) !== null);
    return filled.length > 0 && filled.every((row) => isSaid(row, at));
  };
  return new Set([...columns.keys()].filter((at) => !isBesides(at)));
}

const countOf = ({ length }: { length: number }, locale: string) =>
  length === 1 ? '1 row' : `${formatCell(length, 'integer', locale)} rows`;

/** The buttons under a report that was run. Whoever clicks acts as themselves, with their own rights. `reader`: who alone reads it. */
export function reportActions(
  { runId, takesParams, counted, kept }: Pick<Result, 'runId' | 'takesParams' | 'counted' | 'kept'>,
  reader?: Pick<Actor, 'memberId' | 'role'>,
): Action[] {
  return [
    { id: 'report_run_again', label: 'Run again', value: runId },
    ...(takesParams ? [{ id: 'report_change' as const, label: 'Change', value: runId }] : []),
    { id: 'report_csv', label: 'CSV', value: runId },
    ...(counted ? [{ id: 'report_schedule' as const, label: 'Schedule', value: runId }] : []),
    ...(counted && !kept
      ? [{ id: 'question_keep' as const, label: 'Keep this as a report', value: runId }]
      : []),
    ...(kept && reader?.role === 'admin' ? keptActions(kept, reader) : []),
  ];
}

/** What an admin can do about a question that is kept: answer for it as it is counted now, or take it back. */
function keptActions(
  { id, hasChanged, decidedBy }: NonNullable<Result['kept']>,
  { memberId }: Pick<Actor, 'memberId'>,
): Action[] {
  const again = { id: 'question_certify_again' as const, label: 'Certify anew', value: id };
  const confirm = {
    title: 'Withdraw it?',
    text: 'Nobody can run it any more, and its schedules are paused.',
    yes: 'Withdraw',
    no: 'Cancel',
  };
  return [
    ...(hasChanged || decidedBy !== memberId ? [again] : []),
    { id: 'question_withdraw', label: 'Withdraw', value: id, confirm },
  ];
}

const shorten = (cell: Cell) => (typeof cell === 'string' ? cut(cell, READABLE.cellText) : cell);

/** Which of the two it is, is not for the reader. */
const WITHHELD = `Nothing to show: nothing was counted, or fewer than ${FEWEST_COLLEAGUES} colleagues stand behind a part of it.`;

/** That there is nothing, or that rows are missing; undefined where all are shown. */
function whatIsMissing(
  { params, rows, truncated, counted, mayBeWithheld }: Result,
  { locale, hasCsv }: { locale: string; hasCsv: boolean },
): string | undefined {
  if (rows.length === 0 && truncated) return 'The rows are too large to be shown.';
  if (mayBeWithheld) return WITHHELD;
  // How the numbers of a question were counted names what was asked for.
  if (rows.length === 0 && counted) return 'Nothing found.';
  if (rows.length === 0) {
    const asked = params.map(({ name, value }) => `${name.replaceAll('_', ' ')} = ${value}`).join(', ');
    return `Nothing found${asked ? ` for ${asked}` : ''}.`;
  }
  const all = formatCell(rows.length, 'integer', locale);
  const isPart = rows.length > READABLE.rows;
  if (truncated) {
    const read = `There are more than ${all} rows; only the first ${all} were read.`;
    if (!isPart) return read;
    return `${read} The first ${READABLE.rows} are shown${hasCsv ? '; the CSV has all that were read' : ''}.`;
  }
  return isPart
    ? `The first ${READABLE.rows} of ${all} rows are shown${hasCsv ? '; the CSV has all' : ''}.`
    : undefined;
}

/** `since: -4w (since Mon 26 Oct 2026) · run Sun 22 Nov 2026, 17:04`. */
function origin({ params, ranAt, counted }: Result, timeZone: string): string {
  const run = `run ${formatDate(dateIn(timeZone, ranAt))}, ${timeIn(timeZone, ranAt)}`;
  if (counted) return [...counted, run].join(' · ');
  return [...params.map(({ name, value }) => `${name}: ${value}`), run].join(' · ');
}
