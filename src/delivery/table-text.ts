import { formatCell, SO_FAR } from './cell-format.ts';
import type { Cell, CellFormat, Document, Table, TableColumn } from './document.ts';
import { cutToWidth, widthOf } from './text-width.ts';

/** Width of the widest cell, in columns of the terminal. */
const CELL_WIDTH = 40;
const GAP = '  ';

const ON_THE_RIGHT: ReadonlySet<CellFormat> = new Set(['integer', 'number', 'percent', 'money']);

/** A document as terminal text: its words, its table in aligned columns, its facts, its note. */
export function renderTable({ title, text, table, facts = [], note }: Document): string {
  const lines = table && renderLines(table);
  const parts = [
    [title, text].filter(Boolean).join('\n'),
    lines && [...lines.head, ...lines.rows, ...lines.foot].join('\n'),
    facts.map(({ label, value }) => `${label}: ${value}`).join('\n'),
    note,
  ];
  return parts.filter(Boolean).join('\n\n');
}

/** Rows as a JSON array of objects, raw cells by the names of their columns. */
export function renderJson(columns: readonly Pick<TableColumn, 'name'>[], rows: readonly Cell[][]): string {
  const objects = rows.map((row) =>
    Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])),
  );
  return JSON.stringify(objects, null, 2);
}

/** A table as lines of text, for fonts whose characters are equally wide; `foot` are its sums. */
export function renderLines({ columns, rows, totals = [], locale }: Table): Lines {
  const write = (row: Cell[]) =>
    columns.map((column, at) => plain(writeCell(row[at] ?? null, column, locale)));
  const written = rows.map(write);
  const sums = totals.map((row) => write(row).map((cell, at) => (row[at] === null ? '' : cell)));
  const labels = columns.map(({ label }) => plain(label));
  const widths = columns.map((_, at) =>
    [labels, ...written, ...sums].reduce((most, cells) => Math.max(most, widthOf(cells[at] ?? '')), 1),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, at) => {
        const space = ' '.repeat((widths[at] ?? 0) - widthOf(cell));
        return ON_THE_RIGHT.has(columns[at]?.format ?? 'text') ? space + cell : cell + space;
      })
      .join(GAP)
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join(GAP);
  return {
    head: [line(labels), rule],
    rows: written.map(line),
    foot: sums.length > 0 ? [rule, ...sums.map(line)] : [],
  };
}

type Lines = { head: string[]; rows: string[]; foot: string[] };

/** A cell as the reader writes it; the week, month or quarter that is not over says so. */
export function writeCell(cell: Cell, { format, running }: TableColumn, locale: string): string {
  const text = formatCell(cell, format, locale);
  return running !== undefined && cell === running ? text + SO_FAR : text;
}

/** One line without anything that moves the cursor, changes colours, or turns the direction of writing. */
function plain(text: string): string {
  const line = text.replace(/\s+/g, ' ').replace(/[\p{Cc}\p{Bidi_Control}]/gu, '');
  return cutToWidth(line.trim(), CELL_WIDTH);
}
