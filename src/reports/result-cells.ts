import { isCurrency, moneyCell } from '../money.ts';
import type { Scalar } from '../store/reporting/reporting.ts';
import type { ReportDefinition } from './definition.ts';
import { statementColumns } from './report.ts';
import type { Result, ResultColumn } from './result.ts';

/** The columns that are shown, their cells, and beside them the keys; `rows` are those of the statement. */
export function readTable(
  definition: ReportDefinition,
  rows: Scalar[][],
): Pick<Result, 'columns' | 'rows' | 'keys'> {
  const given = statementColumns(definition);
  const shown = Object.keys(definition.columns).length;
  const keys = Object.entries(definition.columns).flatMap(([name, { key }]) => {
    const at = key ? given.indexOf(key) : -1;
    return at < 0 ? [] : [[name, rows.map((row) => row[at] ?? null)] as const];
  });
  return {
    columns: columnsOf(definition),
    rows: withMoney(definition, given.length > shown ? rows.map((row) => row.slice(0, shown)) : rows),
    ...(keys.length > 0 ? { keys: Object.fromEntries(keys) } : {}),
  };
}

const columnsOf = ({ columns }: ReportDefinition): ResultColumn[] =>
  Object.entries(columns).map(
    ([name, { label, format, adds_up: addsUp, adds_up_within: within, moves }]) => ({
      name,
      label,
      format,
      ...(addsUp ? {} : { addsUp: false as const }),
      ...(within ? { addsUpWithin: within } : {}),
      ...(moves ? { moves: true as const } : {}),
    }),
  );

const NUMERIC = new Set(['integer', 'number', 'percent', 'money', 'boolean']);

const isNumeric = ({ columns }: ReportDefinition, name: string) => NUMERIC.has(columns[name]?.format ?? '');

/** Sums and counts may come as text, so that no digit is lost; reports show numbers, but for amounts that are more than a number can say. */
export function withNumbers(definition: ReportDefinition, rows: Scalar[][]): Scalar[][] {
  const names = Object.keys(definition.columns);
  const numeric = names.map((name) => isNumeric(definition, name));
  const isMoney = names.map((name) => definition.columns[name]?.format === 'money');
  return numeric.includes(true)
    ? rows.map((row) =>
        row.map((cell, at) => (numeric[at] && !(isMoney[at] && isTooLong(cell)) ? toNumber(cell) : cell)),
      )
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

const WHOLE = /^-?\d+$/;

/** Whether the digits of a whole number are more than a number can say to the last one. */
const isTooLong = (cell: Scalar) =>
  typeof cell === 'string' && WHOLE.test(cell) && !Number.isSafeInteger(Number(cell));

function toMoney(amount: Scalar, currency: Scalar | undefined): Scalar {
  if (typeof currency !== 'string' || !isCurrency(currency) || amount === null) return amount;
  // What is more than a number can say has come as its digits.
  const isExact = typeof amount === 'number' ? Number.isSafeInteger(amount) : WHOLE.test(amount);
  return isExact ? moneyCell({ amount: BigInt(amount), currency }) : amount;
}

function toNumber(cell: Scalar): Scalar {
  if (typeof cell !== 'string') return cell;
  const number = Number(cell);
  return cell.trim() !== '' && Number.isFinite(number) ? number : cell;
}
