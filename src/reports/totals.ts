import { decimalOf, parseMoneyCell, sumByCurrency } from '../money.ts';
import type { Scalar } from '../store/reporting/reporting.ts';
import type { Result, Totals } from './result.ts';

type Table = Pick<Result, 'columns' | 'rows'>;

type Column = Pick<Result['columns'][number], 'format' | 'addsUp' | 'addsUpWithin'>;

/**
 * Whether the numbers of a column may be added up: not those of a share, and not where its definition says no. `by`: the columns whose
 * values stay apart in the sums.
 */
export const addsUp = (
  { format, addsUp, addsUpWithin: within }: Column,
  by: readonly (string | undefined)[] = [],
): boolean =>
  addsUp !== false &&
  (within === undefined || by.includes(within)) &&
  (format === 'integer' || format === 'number' || format === 'money');

/** Adds up the columns that can be added up; of money each currency by itself. */
export function totalsOf({ columns, rows }: Table): Totals {
  return Object.fromEntries(
    columns.flatMap((column, at): [string, number][] => {
      if (!addsUp(column)) return [];
      const cells = rows.map((row) => row[at] ?? null);
      if (column.format === 'money') return moneyTotals(column.name, cells);
      const numbers = cells.filter((cell) => typeof cell === 'number');
      return numbers.length > 0
        ? [[column.name, toHundredths(numbers.reduce((sum, each) => sum + each, 0))]]
        : [];
    }),
  );
}

function moneyTotals(name: string, cells: readonly Scalar[]): [string, number][] {
  const all = cells.flatMap((cell) => parseMoneyCell(cell) ?? []);
  return sumByCurrency(all).flatMap((sum): [string, number][] =>
    // A number that has lost its last coins is no total.
    Number.isSafeInteger(Number(sum.amount)) ? [[`${name} ${sum.currency}`, Number(decimalOf(sum))]] : [],
  );
}

const toHundredths = (value: number) => Math.round(value * 100) / 100;
