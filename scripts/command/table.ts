import type { Cell, CellFormat } from '../../src/delivery/document.ts';
import { renderLines } from '../../src/delivery/table-text.ts';

/** Prints rows as reports are printed: aligned columns, numbers on the right. */
export function printTable(columns: Record<string, CellFormat>, rows: readonly (readonly Cell[])[]): void {
  const named = Object.entries(columns).map(([label, format]) => ({ name: label, label, format }));
  const written = rows.map((row) => [...row]);
  const { head, rows: lines } = renderLines({ caption: '', columns: named, rows: written, locale: 'en' });
  for (const line of [...head, ...lines]) console.log(line);
}
