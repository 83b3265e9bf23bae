import { readMoneyCell } from '../money.ts';
import { cut } from '../text.ts';
import { fillGaps } from './calendar-gaps.ts';
import { formatCell, formatLabel } from './cell-format.ts';
import type { Cell, CellFormat, Chart, TableColumn } from './document.ts';

/**
 * The rows that a chart shows. `x`, `y` and `series` are names of columns; y is summed over rows with the same x and
 * series.
 */
export type ChartSource = {
  chart: { type: Chart['type']; x: string; y: string; series?: string | undefined };
  columns: readonly TableColumn[];
  rows: readonly Cell[][];
  locale: string;
};

/** How much fits into a chart: categories, series and segments are counted, label and title measured in characters. */
export type ChartLimits = {
  categories: number;
  series: number;
  segments: number;
  label: number;
  title: number;
};
const LIMITS: ChartLimits = { categories: 20, series: 6, segments: 6, label: 20, title: 50 };

type Point = { category: Cell; series: Cell; value: number };
type Plot = { points: Point[]; x: TableColumn; y: TableColumn; series: TableColumn | undefined };

const IN_TIME: ReadonlySet<CellFormat> = new Set(['date', 'week', 'month', 'quarter']);
const OTHERS = Symbol('all smaller ones together');
type Key = Cell | typeof OTHERS;

/**
 * Builds the chart of a result. Of too many points in time the latest are shown, of too many other categories the
 * biggest; too many series or segments end in `Others`. Undefined when there are no numbers, or nothing but zeros.
 */
export function buildChart(source: ChartSource, limits: ChartLimits = LIMITS): Chart | undefined {
  const plot = readPlot(source);
  if (!plot?.points.some(({ value }) => value !== 0)) return undefined;
  return source.chart.type === 'pie' ? buildPie(plot, source, limits) : buildAxes(plot, source, limits);
}

function readPlot({ chart, columns, rows }: ChartSource): Plot | undefined {
  const [xAt, yAt, seriesAt] = [chart.x, chart.y, chart.series].map((name) =>
    columns.findIndex((column) => column.name === name),
  ) as [number, number, number];
  const [x, y, series] = [columns[xAt], columns[yAt], columns[seriesAt]];
  if (!x || !y) return undefined;
  const factor = y.format === 'percent' ? 100 : 1;
  const points = rows.flatMap((row): Point[] => {
    const [category = null, cell, group = null] = [row[xAt], row[yAt], row[seriesAt]];
    const value = y.format === 'money' ? moneyIn(cell) : cell;
    if (typeof value !== 'number' || !Number.isFinite(value)) return [];
    if (IN_TIME.has(x.format) && category === null) return [];
    return [{ category, series: group, value: value * factor }];
  });
  return { points, x, y, series };
}

/** The amount in a cell of money, in whole units of its currency. */
function moneyIn(cell: Cell | undefined): number | undefined {
  const money = readMoneyCell(cell);
  return money && Number(money.decimal);
}

function buildAxes(plot: Plot, { chart, locale }: ChartSource, limits: ChartLimits): Chart {
  const { x, y, series } = plot;
  const all = sums(plot.points, ({ category }) => category);
  const inTime = IN_TIME.has(x.format);
  const times = inTime ? fillGaps([...all.keys()], x.format) : [];
  const categories = inTime ? latest(times, limits.categories) : biggest(all, limits.categories);
  const points = plot.points.filter(({ category }) => categories.includes(category));

  const totals = sums(points, (point) => point.series);
  const shown = totals.size > limits.series ? biggest(totals, limits.series - 1) : [...totals.keys()];
  const keyOf = (point: Point): Key => (shown.includes(point.series) ? point.series : OTHERS);
  // Other currencies are left out: they do not add up.
  const hasOthers = totals.size > shown.length && y.format !== 'money';
  const keys: Key[] = hasOthers ? [...shown, OTHERS] : shown;
  const names = series ? keys.map((key) => nameOf(key, series, locale)) : [measureOf(y)];

  const labels = unique(names, limits.label);
  return {
    type: chart.type,
    title: titleOf(plot, {
      limits,
      left: categories.length < (inTime ? times.length : all.size) && (inTime ? 'latest' : 'biggest'),
    }),
    categories: unique(labelsOf(categories, x, locale), limits.label),
    series: keys.map((key, index) => {
      const own = sums(
        points.filter((point) => keyOf(point) === key),
        ({ category }) => category,
      );
      return { name: labels[index] ?? '', values: categories.map((category) => own.get(category) ?? null) };
    }),
  };
}

/** One series, the biggest segment first. Only what is above zero can be part of a pie. */
function buildPie(plot: Plot, { locale }: ChartSource, limits: ChartLimits): Chart | undefined {
  const { x, y, points } = plot;
  const parts = [...sums(points, ({ category }) => category)]
    .filter(([, value]) => value > 0)
    .toSorted(([, a], [, b]) => b - a);
  if (parts.length === 0) return undefined;
  const shown = parts.length > limits.segments ? parts.slice(0, limits.segments - 1) : parts;
  const rest = parts.slice(shown.length).reduce((sum, [, value]) => sum + value, 0);
  const segments: [Key, number][] = rest > 0 ? [...shown, [OTHERS, tidy(rest)]] : shown;
  const names = segments.map(([key]) => nameOf(key, x, locale));
  return {
    type: 'pie',
    title: titleOf(plot, { limits, left: false }),
    categories: unique(names, limits.label),
    series: [{ name: cut(measureOf(y), limits.label), values: segments.map(([, value]) => value) }],
  };
}

function sums(points: readonly Point[], keyOf: (point: Point) => Cell): Map<Cell, number> {
  const found = new Map<Cell, number>();
  for (const point of points) found.set(keyOf(point), (found.get(keyOf(point)) ?? 0) + point.value);
  return new Map([...found].map(([key, value]) => [key, tidy(value)]));
}

/** Rounds away the error of adding fractions: 0.1 + 0.2 is 0.3. */
const tidy = (value: number) => Number(value.toPrecision(12));

/** The latest points in time; their names sort as text. */
function latest(keys: Cell[], count: number): Cell[] {
  return keys.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)).slice(-count);
}

/** The biggest categories or series, in the order in which they came. */
function biggest(totals: Map<Cell, number>, count: number): Cell[] {
  const ranked = [...totals].toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a)).slice(0, count);
  const kept = new Set(ranked.map(([key]) => key));
  return [...totals.keys()].filter((key) => kept.has(key));
}

const measureOf = ({ label, format }: TableColumn) => (format === 'percent' ? `${label} (%)` : label);

/** `Interactions by Company (20 biggest)`: the title says that categories are left out. */
function titleOf({ x, y }: Plot, { limits, left }: { limits: ChartLimits; left: string | false }): string {
  const suffix = left ? ` (${limits.categories} ${left})` : '';
  return cut(`${measureOf(y)} by ${x.label}`, limits.title - suffix.length) + suffix;
}

function nameOf(key: Key, column: TableColumn, locale: string): string {
  return key === OTHERS ? 'Others' : formatLabel(key, column.format, locale);
}

/** Short labels where these differ, full ones otherwise. */
function labelsOf(cells: Cell[], { format }: TableColumn, locale: string): string[] {
  const short = cells.map((cell) => formatLabel(cell, format, locale));
  if (new Set(short).size === short.length) return short;
  return cells.map((cell) => formatCell(cell, format, locale));
}

/** Names cut to `max` characters, and numbered where they would then be the same. */
function unique(names: string[], max: number): string[] {
  const used = new Set<string>();
  for (const name of names) {
    let label = cut(name, max);
    for (let number = 2; used.has(label); number += 1) {
      const suffix = ` ${number}`;
      label = cut(name, max - suffix.length) + suffix;
    }
    used.add(label);
  }
  return [...used];
}
