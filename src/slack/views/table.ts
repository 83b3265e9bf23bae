import type { ContextBlock, DataTableBlock, RawNumberElement, RawTextElement } from '@slack/types';
import type { Cell, Table, TableColumn } from '../../delivery/document.ts';
import { renderLines, writeCell } from '../../delivery/table-text.ts';
import { readMoneyCell } from '../../money.ts';
import { cut } from '../../text.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import { buildNote, takeFitting } from './text.ts';

type TableCell = RawTextElement | RawNumberElement;

const TOO_LARGE = 'The table is too large to be shown here.';
/** Characters of the line that tells of what was left out, and of what surrounds a code block. */
const AROUND = 80;

/** A table of at most `room` characters; a line below it says so where rows had to be left out. */
export function buildTable(table: Table, room: number): (DataTableBlock | ContextBlock)[] {
  const { caption, columns, rows, totals = [], locale } = table;
  const header = columns.map(({ label }): TableCell => ({ type: 'raw_text', text: label }));
  const sums = totals.map((row) => columns.map((column, at) => buildSum(row[at] ?? null, column, locale)));
  const cells = rows
    .slice(0, LIMITS.tableRows - sums.length)
    .map((row) => columns.map((column, at) => buildCell(row[at] ?? null, column, locale)));
  const around = AROUND + caption.length + [header, ...sums].reduce((sum, row) => sum + lengthOf(row), 0);
  const roomForRows = Math.min(room, LIMITS.tableText) - around;
  const fitting = takeFitting(cells, roomForRows, lengthOf);
  if (fitting.length === 0) return [buildNote(TOO_LARGE)];
  // On a page of their own, sums would be the last to be seen.
  const isOnOnePage = fitting.length + sums.length <= LIMITS.tablePage;
  const block: DataTableBlock = {
    type: 'data_table',
    caption,
    rows: [header, ...fitting, ...(isOnOnePage ? sums : [])],
    page_size: LIMITS.tablePage,
  };
  const left = rows.length - fitting.length;
  return [
    block,
    ...(isOnOnePage ? [] : totals.map((row) => buildNote(sumsInWords(row, table)))),
    ...(left > 0
      ? [buildNote(`Only the first ${fitting.length} of these ${rows.length} rows fit in here.`)]
      : []),
  ];
}

/** `Total: Interactions 37 · Meetings 14`. */
function sumsInWords(row: readonly Cell[], { columns, locale }: Table): string {
  const sums = columns.flatMap((column, at) => {
    const cell = row[at] ?? null;
    if (cell === null || !ADDED.has(column.format)) return [];
    return [`${column.label} ${writeCell(cell, column, locale)}`];
  });
  const label = row.find((cell, at) => cell !== null && !ADDED.has(columns[at]?.format ?? 'text'));
  return `${label}: ${sums.join(' · ')}`;
}

const ADDED: ReadonlySet<string> = new Set(['integer', 'number', 'money']);
const NUMBERS: ReadonlySet<string> = new Set(['integer', 'number', 'percent']);

/** The text of a cell is literal. A number keeps its value, so that Slack can sort by it. */
function buildCell(cell: Cell, column: TableColumn, locale: string): TableCell {
  const { format } = column;
  const text = cut(writeCell(cell, column, locale), LIMITS.tableCell);
  if (format === 'money') {
    const money = readMoneyCell(cell);
    if (money) return { type: 'raw_number', value: Number(money.decimal), text };
  }
  const isNumber = Number.isFinite(cell) && NUMBERS.has(format);
  return isNumber ? { type: 'raw_number', value: Number(cell), text } : { type: 'raw_text', text };
}

/** A cell of a row of sums; Slack takes no empty text where there is none. */
function buildSum(cell: Cell, column: TableColumn, locale: string): TableCell {
  return cell === null ? { type: 'raw_text', text: NO_SUM } : buildCell(cell, column, locale);
}
const NO_SUM = '\u00a0';

function lengthOf(cells: TableCell[]): number {
  return cells.reduce((sum, { text }) => sum + text.length, 0);
}

const FENCE = '```';

/** A table as a code block of at most `room` characters, whole rows only. */
export function renderCode(table: Table, room: number): string {
  const { head, rows, foot } = renderLines(table);
  const [top, lines, bottom] = [head.map(toCode), rows.map(toCode), foot.map(toCode)];
  const length = (line: string) => line.length + 1;
  const roomForRows = room - AROUND - [...top, ...bottom].reduce((sum, line) => sum + length(line), 0);
  const fitting = takeFitting(lines, roomForRows, length);
  if (fitting.length === 0) return TOO_LARGE;
  const left = lines.length - fitting.length;
  const rest = left > 0 ? [`… and ${left} more ${left === 1 ? 'row' : 'rows'}`] : [];
  return [FENCE, ...top, ...fitting, ...bottom, FENCE, ...rest].join('\n');
}

/** A line of a code block: nothing in it may end the block. */
const toCode = (line: string) => escapeText(line.replaceAll('`', "'"));
