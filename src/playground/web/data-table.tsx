import { useState } from 'react';
import { listOf } from '../../emulator/json.ts';
import type { Json } from '../../emulator/workspace-types.ts';

const DEFAULT_PAGE = 5;
const SHORT = 24;

/** Slack's data_table, which the block library does not draw. */
export function DataTable({ block }: { block: Json }) {
  const [page, setPage] = useState(0);
  const rows = Array.isArray(block.rows) ? block.rows.map(listOf) : [];
  const [head = [], ...body] = rows;
  const size = Number(block.page_size) || DEFAULT_PAGE;
  const pages = Math.ceil(body.length / size);
  const shown = body.slice(page * size, (page + 1) * size);
  const rowHead = Number(block.row_header_column_index ?? 0);
  return (
    <div className="data-table">
      <table>
        <caption>{String(block.caption ?? '')}</caption>
        <thead>
          <tr>
            {keyed(head).map(({ key, value }) => (
              <th key={key} scope="col" className={classOf(body[0]?.[key] ?? value)}>
                {cellText(value)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keyed(shown).map(({ key, value: row }) => (
            <tr key={key}>
              {keyed(row).map(({ key: column, value }) =>
                column === rowHead ? (
                  <th key={column} scope="row" className={classOf(value)}>
                    {cellText(value)}
                  </th>
                ) : (
                  <td key={column} className={classOf(value)}>
                    {cellText(value)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {pages > 1 && (
        <div className="data-table-pages">
          <button
            type="button"
            className="plain-button"
            disabled={page === 0}
            onClick={() => setPage(page - 1)}
          >
            Previous
          </button>
          <span>
            {page + 1} of {pages}
          </span>
          <button
            type="button"
            className="plain-button"
            disabled={page + 1 >= pages}
            onClick={() => setPage(page + 1)}
          >
            Next
          </button>
        </div>
      )}
    </div>
  );
}

const keyed = <T,>(values: T[]) => values.map((value, key) => ({ key, value }));

/** Numbers stand below each other; what is short stays on one line. */
function classOf(cell: Json): string | undefined {
  if (cell.type === 'raw_number') return 'number';
  return cellText(cell).length <= SHORT ? 'short' : undefined;
}

function cellText(cell: Json): string {
  if (cell.text !== undefined) return String(cell.text);
  if (cell.value !== undefined) return String(cell.value);
  return listOf(cell.elements).map(cellText).join('');
}
