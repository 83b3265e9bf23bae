import type { ContextBlock, DataTableBlock, RawNumberElement, RawTextElement } from '@slack/types';
import { formatCell } from '../../delivery/cell-format.ts';
import type { Cell, Table, TableColumn } from '../../delivery/document.ts';
import { renderLines } from '../../delivery/table-text.ts';
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
export function buildTable(
  { caption, columns, rows, locale }: Table,
  room: number,
): (DataTableBlock | ContextBlock)[] {
  const header = columns.map(({ label }): TableCell => ({ type: 'raw_text', text: label }));
  const cells = rows
    .slice(0, LIMITS.tableRows)
    .map((row) => columns.map((column, at) => buildCell(row[at] ?? null, column, locale)));
  const roomForRows = Math.min(room - AROUND - caption.length, LIMITS.tableText) - lengthOf(header);
  const fitting = takeFitting(cells, roomForRows, lengthOf);
  if (fitting.length === 0) return [buildNote(TOO_LARGE)];
  const table: DataTableBlock = {
    type: 'data_table',
    caption,
    rows: [header, ...fitting],
    page_size: LIMITS.tablePage,
  };
  if (fitting.length === rows.length) return [table];
  return [table, buildNote(`Only the first ${fitting.length} of these ${rows.length} rows fit in here.`)];
}

const NUMBERS: ReadonlySet<string> = new Set(['integer', 'number', 'percent']);

/** The text of a cell is literal. A number keeps its value, so that Slack can sort by it. */
function buildCell(cell: Cell, { format }: TableColumn, locale: string): TableCell {
  const text = cut(formatCell(cell, format, locale), LIMITS.tableCell);
  if (format === 'money') {
    const money = readMoneyCell(cell);
    if (money) return { type: 'raw_number', value: Number(money.decimal), text };
  }
  const isNumber = Number.isFinite(cell) && NUMBERS.has(format);
  return isNumber ? { type: 'raw_number', value: Number(cell), text } : { type: 'raw_text', text };
}

function lengthOf(cells: TableCell[]): number {
  return cells.reduce((sum, { text }) => sum + text.length, 0);
}

const FENCE = '```';

/** A table as a code block of at most `room` characters, whole rows only. */
export function renderCode(table: Table, room: number): string {
  const { head, rows } = renderLines(table);
  const [top, lines] = [head.map(toCode), rows.map(toCode)];
  const length = (line: string) => line.length + 1;
  const roomForRows = room - AROUND - top.reduce((sum, line) => sum + length(line), 0);
  const fitting = takeFitting(lines, roomForRows, length);
  if (fitting.length === 0) return TOO_LARGE;
  const left = lines.length - fitting.length;
  const rest = left > 0 ? [`… and ${left} more ${left === 1 ? 'row' : 'rows'}`] : [];
  return [FENCE, ...top, ...fitting, FENCE, ...rest].join('\n');
}

/** A line of a code block: nothing in it may end the block. */
const toCode = (line: string) => escapeText(line.replaceAll('`', "'"));
