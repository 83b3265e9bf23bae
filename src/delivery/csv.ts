import { stringify } from 'csv-stringify/sync';
import { readMoneyCell } from '../money.ts';
import type { Cell, CellFormat } from './document.ts';

/** Characters with which spreadsheets begin a formula; `−` is the sign for minus. */
const FORMULA = new Set([...'=+-@|%−']);

/**
 * Rows as a CSV file for spreadsheets and programs: labels first, then raw cells (`2026-11-27`, `0.25`, `-5`), money as its
 * plain decimals since its currency has a column of its own, UTF-8
 * with a byte order mark, lines ended by CRLF. Text that a spreadsheet would take for a formula gets an apostrophe in
 * front.
 */
export function renderCsv(
  columns: readonly { label: string; format?: CellFormat }[],
  rows: readonly Cell[][],
): string {
  const cells = rows.map((row) =>
    row.map((cell, at) => (columns[at]?.format === 'money' ? (readMoneyCell(cell)?.decimal ?? cell) : cell)),
  );
  return BOM + renderCsvLines([columns.map(({ label }) => label), ...cells], columns);
}

const BOM = '\uFEFF';

/** The lines of a CSV file, where it is written in parts: the first part is one of `renderCsv`. */
export function renderCsvLines(
  rows: readonly (readonly Cell[])[],
  columns: readonly { format?: CellFormat }[] = [],
): string {
  // The option escape_formulas looks at the first character only, and knows neither | nor %.
  return stringify([...rows], {
    record_delimiter: '\r\n',
    quote_record_delimiter: true,
    // Some spreadsheets take these for delimiters too.
    quoted_match: /[;\t]/,
    cast: {
      string: (text, { column }) =>
        columns[Number(column)]?.format === 'money' && PLAIN_DECIMAL.test(text) ? text : escapeFormula(text),
    },
  });
}

const PLAIN_DECIMAL = /^-?\d+(?:\.\d+)?$/;

function escapeFormula(text: string): string {
  return /^[\t\r\n]/.test(text) || FORMULA.has(firstVisible(text)) ? `'${text}` : text;
}

/** The first character that is no space and nothing invisible; `＝`, `﹢` and their like as `=` and `+`. */
function firstVisible(text: string): string {
  return /[^\s\p{C}]/u.exec(text)?.[0].normalize('NFKC').charAt(0) ?? '';
}
