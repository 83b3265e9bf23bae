import { isJson } from '../json.ts';
import type { Json } from '../workspace-types.ts';
import { firstProblem, type Problem } from './text-rules.ts';

/** https://docs.slack.dev/reference/block-kit/blocks/data-table-block and table-block */
const RULES = { rows: 100, columns: 20, pageSize: 100 } as const;

type Table = { rows: unknown[][]; columns: number };

export function dataTableProblem(block: Json): Problem {
  if (typeof block.caption !== 'string' || block.caption === '') return 'missing required field: caption';
  const table = readTable(block.rows);
  if (typeof table === 'string') return table;
  if (table.rows.length < 2) return 'must have a header and at least one row';
  if (table.rows.length > RULES.rows + 1) return `no more than ${RULES.rows + 1} rows`;
  const [header = []] = table.rows;
  if (header.some((cell) => isJson(cell) && cell.type === 'rich_text'))
    return 'a header cell cannot be rich_text';
  const { page_size: size, row_header_column_index: column } = block;
  if (size !== undefined && !isWithin(size, 1, RULES.pageSize))
    return `page_size must be between 1 and ${RULES.pageSize}`;
  if (column !== undefined && !isWithin(column, 0, table.columns - 1))
    return `row_header_column_index must be between 0 and ${table.columns - 1}`;
  return undefined;
}

export function plainTableProblem(block: Json): Problem {
  const table = readTable(block.rows);
  if (typeof table === 'string') return table;
  return table.rows.length > RULES.rows ? `no more than ${RULES.rows} rows` : undefined;
}

/** Rows of the same length with cells in them, or what is wrong with them. */
function readTable(rows: unknown): Table | string {
  if (!Array.isArray(rows) || rows.length === 0) return 'missing required field: rows';
  if (!rows.every((row): row is unknown[] => Array.isArray(row))) return 'a row must be an array of cells';
  const columns = rows[0]?.length ?? 0;
  if (columns === 0) return 'a row must have at least one cell';
  if (columns > RULES.columns) return `no more than ${RULES.columns} columns`;
  if (rows.some((row) => row.length !== columns)) return 'all rows must have the same number of cells';
  return firstProblem(rows.flat(), cellProblem) ?? { rows, columns };
}

function cellProblem(cell: unknown): Problem {
  if (!isJson(cell)) return 'a cell must be an object';
  switch (cell.type) {
    case 'raw_text':
      return typeof cell.text === 'string' && cell.text !== '' ? undefined : EMPTY_TEXT;
    case 'raw_number':
      if (!Number.isFinite(cell.value)) return 'the value of a raw_number cell must be a number';
      return typeof cell.text === 'string' && cell.text !== '' ? undefined : EMPTY_TEXT;
    case 'rich_text':
      return Array.isArray(cell.elements) ? undefined : 'missing required field: elements';
    default:
      return `unsupported cell: ${cell.type}`;
  }
}

const EMPTY_TEXT = 'the text of a cell must be more than 0 characters';

const isWithin = (value: unknown, min: number, max: number) =>
  Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
