import { addDays, weekdayOf } from '../clock.ts';
import type { Period } from '../reports/days-and-periods.ts';
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

const WEEK = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const STEPS: Partial<Record<CellFormat, (day: string) => string>> = {
  date: (day) => day,
  week: (day) => addDays(day, -WEEK.indexOf(weekdayOf(day))),
  month: (day) => day.slice(0, 7),
  quarter: (day) => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`,
};

/** Whether cells of a format are days, weeks, months or quarters. */
export const isTime = (format: CellFormat): boolean => NEXT[format] !== undefined;

/** The day, week (by its Monday), month or quarter of a day, as cells of that format hold it. */
export const stepOf = (day: string, format: CellFormat): string | undefined => STEPS[format]?.(day);

/**
 * Adds the days, weeks, months or quarters that are missing between the first and the last one, so that a gap is shown and
 * not skipped. `span`: the days that are looked at, which may begin before the first one and end after the last one.
 */
export function fillGaps(cells: readonly Cell[], format: CellFormat, span?: Period): Cell[] {
  const next = NEXT[format];
  const known = cells
    .filter((cell): cell is string => typeof cell === 'string' && SHAPE.test(cell))
    .toSorted();
  const edges = span ? [stepOf(span.from, format), stepOf(span.to, format)] : [];
  const ends = [...known, ...edges.filter((edge) => edge !== undefined)].toSorted();
  const [first, last] = known.length > 0 ? [ends[0], ends.at(-1)] : [];
  if (!next || first === undefined || last === undefined || known.length < cells.length) return [...cells];
  const filled: string[] = [];
  for (let cell = first; cell <= last; cell = next(cell)) {
    if (filled.push(cell) > MOST_STEPS) return span ? fillGaps(cells, format) : [...cells];
  }
  return known.every((cell) => filled.includes(cell)) ? filled : [...cells];
}

function nextOf(cell: string, shape: RegExp, { last, sign }: { last: number; sign: string }): string {
  const [, year = 0, part = 0] = (shape.exec(cell) ?? []).map(Number);
  const [newYear, newPart] = part < last ? [year, part + 1] : [year + 1, 1];
  return `${newYear}${sign}${String(newPart).padStart(last === 12 ? 2 : 1, '0')}`;
}
