import { moneyCell, parseMoneyCell, sumByCurrency } from '../money.ts';
import type { Result } from '../reports/result.ts';
import { addsUp, totalsOf } from '../reports/totals.ts';
import type { Cell } from './document.ts';

type Table = Pick<Result, 'columns' | 'rows' | 'truncated'>;

/** Formats of columns in which no label can stand. */
const NUMBERS: ReadonlySet<string> = new Set(['integer', 'number', 'percent', 'money', 'boolean']);

/**
 * The rows below a table: its sums, in the columns that can be added up. Amounts of several currencies have a row each. None where
 * there is one row, where rows are missing, or where nothing adds up.
 */
export function buildTotals({ columns, rows, truncated }: Table): Cell[][] | undefined {
  const labelAt = columns.findIndex(({ format }) => !NUMBERS.has(format));
  if (rows.length < 2 || truncated || labelAt < 0 || !columns.some((column) => addsUp(column)))
    return undefined;
  const amounts = columns.map((column, at) =>
    column.format === 'money' && addsUp(column)
      ? sumByCurrency(rows.flatMap((row) => parseMoneyCell(row[at] ?? null) ?? []))
      : [],
  );
  const currencies = [...new Set(amounts.flat().map(({ currency }) => currency))];
  const numbers = totalsOf({ columns, rows });
  const rowOf = (label: string, cellAt: (name: string, at: number) => Cell | undefined): Cell[] =>
    columns.map(({ name }, at) => (at === labelAt ? label : (cellAt(name, at) ?? null)));
  const amountOf = (at: number, currency: string) => {
    const sum = amounts[at]?.find((each) => each.currency === currency);
    return sum && moneyCell(sum);
  };
  const [only, another] = currencies;
  const whole = rowOf(
    'Total',
    (name, at) => numbers[name] ?? (only && !another ? amountOf(at, only) : undefined),
  );
  const ofCurrencies = another
    ? currencies.map((currency) => rowOf(`Total ${currency}`, (_, at) => amountOf(at, currency)))
    : [];
  const isEmpty = whole.every((cell, at) => at === labelAt || cell === null);
  const all = [...(isEmpty ? [] : [whole]), ...ofCurrencies];
  return all.length > 0 ? all : undefined;
}
