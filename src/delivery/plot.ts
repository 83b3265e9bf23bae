import { readMoneyCell } from '../money.ts';
import { addsUp } from '../reports/totals.ts';
import { isTime } from './calendar-gaps.ts';
import type { Cell, Chart, TableColumn } from './document.ts';

/**
 * The rows that a chart shows. `x`, `y` and `series` are names of columns. Where y can be added up, rows with the same x and
 * series are.
 */
export type PlotSource = {
  chart: { type: Chart['type']; x: string; y: string; series?: string | undefined };
  columns: readonly (TableColumn & { addsUp?: false; addsUpWithin?: string })[];
  rows: readonly Cell[][];
  /** By the names of columns, for each row what tells two of one name apart. */
  keys?: Readonly<Record<string, readonly Cell[]>>;
};

/** What a category or a series is known by: two of one name are two. */
export type Id = string;
export type Point = { category: Id; series: Id; value: number };

/** The points of a chart, and the cells with the names of its categories and series. */
export type Plot = {
  points: Point[];
  categories: ReadonlyMap<Id, Cell>;
  series: ReadonlyMap<Id, Cell>;
  x: TableColumn;
  y: TableColumn;
  by: TableColumn | undefined;
  isInTime: boolean;
  /** Whether points may be added up. */
  isAdditive: boolean;
};

/**
 * Reads the points of a chart out of rows. Undefined where there is no chart: of what does not add up, one point in time cannot have
 * several numbers.
 */
export function readPlot({ chart, columns, rows, keys = {} }: PlotSource): Plot | undefined {
  const at = (name: string | undefined) => columns.findIndex((column) => column.name === name);
  const [xAt, yAt, byAt] = [at(chart.x), at(chart.y), at(chart.series)];
  const [x, y, by] = [columns[xAt], columns[yAt], columns[byAt]];
  if (!x || !y) return undefined;
  const isInTime = isTime(x.format);
  const isAdditive = addsUp(y, [chart.x, chart.series]);
  const categories = new Map<Id, Cell>();
  const series = new Map<Id, Cell>();
  const taken = new Map<Id, number>();
  const points: Point[] = [];
  for (const [nth, row] of rows.entries()) {
    const value = numberIn(row[yAt], y);
    const [cell, group] = [row[xAt] ?? null, row[byAt] ?? null];
    if (value === undefined || (isInTime && cell === null)) continue;
    const of = idOf(keys[chart.series ?? '']?.[nth] ?? group);
    const whole = idOf(keys[chart.x]?.[nth] ?? cell);
    const before = taken.get(`${whole} ${of}`) ?? 0;
    taken.set(`${whole} ${of}`, before + 1);
    if (before > 0 && !isAdditive && isInTime) return undefined;
    const category = before > 0 && !isAdditive ? `${whole} ${before}` : whole;
    categories.set(category, cell);
    series.set(of, group);
    points.push({ category, series: of, value });
  }
  return { points, categories, series, x, y, by, isInTime, isAdditive };
}

/** A cell as what it is known by: the number 1 is not the text. */
const idOf = (cell: Cell): Id => JSON.stringify(cell);

/** The number in a cell: shares in percent, amounts in whole units of their currency. */
function numberIn(cell: Cell | undefined, { format }: TableColumn): number | undefined {
  const money = format === 'money' ? readMoneyCell(cell) : undefined;
  const value = format === 'money' ? money && Number(money.decimal) : cell;
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return format === 'percent' ? tidy(value * 100) : value;
}

/** Adds points up by one of their ids. */
export function sums(points: readonly Point[], idOf: (point: Point) => Id): Map<Id, number> {
  const found = new Map<Id, number>();
  for (const point of points) found.set(idOf(point), (found.get(idOf(point)) ?? 0) + point.value);
  return new Map([...found].map(([key, value]) => [key, tidy(value)]));
}

/** How big categories or series are beside each other: their sums, or the biggest of their numbers where these do not add up. */
export function sizes({ isAdditive }: Plot, points: readonly Point[], idOf: (point: Point) => Id) {
  if (isAdditive) return sums(points, idOf);
  const found = new Map<Id, number>();
  for (const point of points) {
    const size = Math.abs(point.value);
    found.set(idOf(point), Math.max(found.get(idOf(point)) ?? 0, size));
  }
  return found;
}

/** The biggest ones, in the order in which they came. */
export function biggest(all: ReadonlyMap<Id, number>, count: number): Id[] {
  const ranked = [...all].toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a)).slice(0, count);
  const kept = new Set(ranked.map(([key]) => key));
  return [...all.keys()].filter((key) => kept.has(key));
}

/** Rounds away the error of adding fractions: 0.1 + 0.2 is 0.3. A sum beyond all numbers is the biggest one. */
export const tidy = (value: number) =>
  Number(Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE).toPrecision(12));
