import { formatCell } from './cell-format.ts';
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
    lines && [...lines.head, ...lines.rows].join('\n'),
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

/** A table as lines of text, for fonts whose characters are equally wide. */
export function renderLines({ columns, rows, locale }: Table): { head: string[]; rows: string[] } {
  const written = rows.map((row) =>
    columns.map(({ format }, at) => plain(formatCell(row[at] ?? null, format, locale))),
  );
  const labels = columns.map(({ label }) => plain(label));
  const widths = columns.map((_, at) =>
    [labels, ...written].reduce((most, cells) => Math.max(most, widthOf(cells[at] ?? '')), 1),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, at) => {
        const space = ' '.repeat((widths[at] ?? 0) - widthOf(cell));
        return ON_THE_RIGHT.has(columns[at]?.format ?? 'text') ? space + cell : cell + space;
      })
      .join(GAP)
      .trimEnd();
  return {
    head: [line(labels), widths.map((width) => '─'.repeat(width)).join(GAP)],
    rows: written.map(line),
  };
}

/** One line without anything that moves the cursor, changes colours, or turns the direction of writing. */
function plain(text: string): string {
  const line = text.replace(/\s+/g, ' ').replace(/[\p{Cc}\p{Bidi_Control}]/gu, '');
  return cutToWidth(line.trim(), CELL_WIDTH);
}
