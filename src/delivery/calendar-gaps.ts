import { addDays } from '../clock.ts';
import type { Cell, CellFormat } from './document.ts';

/** A span of more days, weeks, months or quarters than this is not filled. */
const MOST_STEPS = 400;

const NEXT: Partial<Record<CellFormat, (cell: string) => string>> = {
  date: (day) => addDays(day, 1),
  week: (monday) => addDays(monday, 7),
  month: (month) => nextOf(month, /^(\d{4})-(\d\d)$/, { last: 12, sign: '-' }),
  quarter: (quarter) => nextOf(quarter, /^(\d{4})-Q(\d)$/, { last: 4, sign: '-Q' }),
};

const SHAPE = /^\d{4}-(?:\d\d-\d\d|\d\d|Q\d)$/;

/**
 * Adds the days, weeks, months or quarters that are missing between the first and the last one, so that a gap is shown and
 * not skipped.
 */
export function fillGaps(cells: readonly Cell[], format: CellFormat): Cell[] {
  const next = NEXT[format];
  const known = cells
    .filter((cell): cell is string => typeof cell === 'string' && SHAPE.test(cell))
    .toSorted();
  const [first, last] = [known[0], known.at(-1)];
  if (!next || first === undefined || last === undefined || known.length < cells.length) return [...cells];
  const filled: string[] = [];
  for (let cell = first; cell <= last; cell = next(cell)) {
    if (filled.push(cell) > MOST_STEPS) return [...cells];
  }
  return known.every((cell) => filled.includes(cell)) ? filled : [...cells];
}

function nextOf(cell: string, shape: RegExp, { last, sign }: { last: number; sign: string }): string {
  const [, year = 0, part = 0] = (shape.exec(cell) ?? []).map(Number);
  const [newYear, newPart] = part < last ? [year, part + 1] : [year + 1, 1];
  return `${newYear}${sign}${String(newPart).padStart(last === 12 ? 2 : 1, '0')}`;
}
