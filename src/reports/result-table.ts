import { isCurrency, moneyCell } from '../money.ts';
import type { ReportRows, Scalar } from '../store/reporting/reporting.ts';
import type { ReportDefinition } from './definition.ts';
import type { Result } from './result.ts';

type Read = Pick<ReportRows, 'rows' | 'columns'>;

/** The columns and rows that are shown, and beside them the keys; `columns` are those of the statement. */
export function readTable(
  definition: ReportDefinition,
  { rows, columns }: Read,
): Pick<Result, 'columns' | 'rows' | 'keys'> {
  const shown = Object.keys(definition.columns).length;
  const keys = Object.entries(definition.columns).flatMap(([name, { key }]) => {
    const at = key ? columns.indexOf(key) : -1;
    return at < 0 ? [] : [[name, rows.map((row) => row[at] ?? null)] as const];
  });
  return {
    columns: columnsOf(definition),
    rows: withMoney(definition, columns.length > shown ? rows.map((row) => row.slice(0, shown)) : rows),
    ...(keys.length > 0 ? { keys: Object.fromEntries(keys) } : {}),
  };
}

const columnsOf = ({ columns }: ReportDefinition) =>
  Object.entries(columns).map(([name, { label, format, adds_up: addsUp, moves }]) => ({
    name,
    label,
    format,
    ...(addsUp ? {} : { addsUp: false as const }),
    ...(moves ? { moves: true as const } : {}),
  }));

const NUMERIC = new Set(['integer', 'number', 'percent', 'money', 'boolean']);

const isNumeric = ({ columns }: ReportDefinition, name: string) => NUMERIC.has(columns[name]?.format ?? '');

/** Postgres gives sums and counts as text, so that no digit is lost; reports show numbers. */
export function readNumbers(definition: ReportDefinition, { rows, columns }: Read): Scalar[][] {
  const numeric = columns.map((name) => isNumeric(definition, name));
  return numeric.includes(true)
    ? rows.map((row) => row.map((cell, at) => (numeric[at] ? toNumber(cell) : cell)))
    : rows;
}

/** Writes amounts with their currency, which stands in another column, so that no cell is ever read in another one. */
function withMoney({ columns }: ReportDefinition, rows: Scalar[][]): Scalar[][] {
  const names = Object.keys(columns);
  const of = Object.values(columns).map(({ format, currency }) =>
    format === 'money' && currency ? names.indexOf(currency) : -1,
  );
  if (of.every((at) => at < 0)) return rows;
  return rows.map((row) => row.map((cell, at) => toMoney(cell, row[of[at] ?? -1])));
}

function toMoney(amount: Scalar, currency: Scalar | undefined): Scalar {
  if (typeof currency !== 'string' || !isCurrency(currency) || !Number.isSafeInteger(amount)) return amount;
  return moneyCell({ amount: Number(amount), currency });
}

function toNumber(cell: Scalar): Scalar {
  if (typeof cell !== 'string') return cell;
  const number = Number(cell);
  return cell.trim() !== '' && Number.isFinite(number) ? number : cell;
}
