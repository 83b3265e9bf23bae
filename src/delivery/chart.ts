import type { Period } from '../reports/days-and-periods.ts';
import { cut } from '../text.ts';
import { fillGaps, stepOf } from './calendar-gaps.ts';
import { formatCell, formatLabel, SO_FAR } from './cell-format.ts';
import type { Cell, Chart, TableColumn } from './document.ts';
import { biggest, type Id, type Plot, type PlotSource, readPlot, sizes, sums, tidy } from './plot.ts';

/** `span`: the days that are looked at. `today`: the day on which weeks and months are over or not. */
export type ChartSource = PlotSource & { locale: string; span?: Period | undefined; today?: string };

/** How much fits into a chart: categories, series and segments are counted, label, title and axis measured in characters. */
export type ChartLimits = {
  categories: number;
  series: number;
  segments: number;
  label: number;
  title: number;
  axis: number;
};
const LIMITS: ChartLimits = { categories: 20, series: 6, segments: 6, label: 20, title: 50, axis: 50 };

type Drawing = { plot: Plot; source: ChartSource; limits: ChartLimits };

/**
 * Builds the chart of a result. Of too many points in time the latest are shown, of too many other categories the biggest. Too many
 * series or segments end in `Others` where numbers can be added up; otherwise they are left out, and the chart says so.
 * Undefined when there are no numbers, or nothing but zeros.
 */
export function buildChart(source: ChartSource, limits: ChartLimits = LIMITS): Chart | undefined {
  const plot = readPlot(source);
  if (!plot?.points.some(({ value }) => value !== 0)) return undefined;
  const drawing = { plot, source, limits };
  if (source.chart.type !== 'pie') return buildAxes(drawing, source.chart.type);
  const parts = sums(plot.points, ({ category }) => category);
  const isBelowZero = [...parts.values()].some((value) => value < 0);
  if (plot.isAdditive && !isBelowZero) return buildPie(drawing, parts);
  return buildAxes(drawing, 'bar', isBelowZero ? ['Bars, since a pie has no parts below zero.'] : []);
}

function buildAxes(drawing: Drawing, type: Chart['type'], notes: readonly string[] = []): Chart {
  const { plot, source, limits } = drawing;
  const { x, y, by, isAdditive, isInTime } = plot;
  const all = isInTime ? timesOf(drawing) : sizes(plot, plot.points, ({ category }) => category);
  const categories = isInTime ? [...all.keys()].slice(-limits.categories) : biggest(all, limits.categories);
  const points = plot.points.filter(({ category }) => categories.includes(category));

  const groups = sizes(plot, points, (point) => point.series);
  // Shares do not add up, and neither do currencies, which are the series of amounts.
  const mayAdd = isAdditive && y.format !== 'money';
  const isFull = groups.size > limits.series;
  const shown = isFull ? biggest(groups, limits.series - (mayAdd ? 1 : 0)) : [...groups.keys()];
  const names = shown.map((id) => (by ? labelOf(plot.series.get(id), by, source) : measureOf(y)));
  const series = shown.map((id) => ({ of: (point: Point) => point.series === id }));
  if (isFull && mayAdd) {
    names.push('Others');
    series.push({ of: (point) => !shown.includes(point.series) });
  }
  const labels = unique(names, limits.label);
  const drawn = series.map(({ of }, index) => {
    const own = sums(points.filter(of), ({ category }) => category);
    const values = categories.map((category) => own.get(category) ?? (isAdditive ? 0 : null));
    return { name: labels[index] ?? '', values };
  });
  const isCut = categories.length < all.size;
  const note = [
    ...notes,
    ...(isCut && !isInTime ? [leftOut(categories.length, all.size, x)] : []),
    ...(isFull && !mayAdd && by ? [leftOut(shown.length, groups.size, by)] : []),
    ...(drawn.some(({ values }) => values.includes(null)) ? ['Where there is no number, 0 is drawn.'] : []),
  ].join(' ');
  return {
    type,
    title: titleOf(drawing, isCut && (isInTime ? 'latest' : 'biggest')),
    categories: categoryLabels(categories, drawing),
    series: drawn,
    axes: { x: cut(x.label, limits.axis), y: cut(measureOf(y), limits.axis) },
    ...(note ? { note } : {}),
  };
}

type Point = Plot['points'][number];

const leftOut = (shown: number, all: number, { label }: TableColumn) =>
  `${label}: the ${shown} biggest of ${all} are drawn, the others are left out.`;

/** The points in time, in their order: those without rows, too, where nothing is there means 0. */
function timesOf({ plot, source }: Drawing): Map<Id, number> {
  const known = new Map([...plot.categories].map(([id, cell]) => [cell, id]));
  const cells = plot.isAdditive
    ? fillGaps([...known.keys()], plot.x.format, spanSoFar(source))
    : [...known.keys()];
  const inOrder = cells.toSorted((a, b) => (String(a) < String(b) ? -1 : 1));
  return new Map(inOrder.map((cell) => [known.get(cell) ?? JSON.stringify(cell), 0]));
}

/** The days that are looked at, up to today: in a week to come there is nothing yet. */
function spanSoFar({ span, today }: ChartSource): Period | undefined {
  if (!span || !today || span.to <= today) return span;
  return span.from <= today ? { from: span.from, to: today } : undefined;
}

/** One series, the biggest segment first. What is zero is no part of a pie. */
function buildPie({ plot, source, limits }: Drawing, all: ReadonlyMap<Id, number>): Chart {
  const { x, y, categories } = plot;
  const parts = [...all].filter(([, value]) => value > 0).toSorted(([, a], [, b]) => b - a);
  const shown = parts.length > limits.segments ? parts.slice(0, limits.segments - 1) : parts;
  const rest = tidy(parts.slice(shown.length).reduce((sum, [, value]) => sum + value, 0));
  const names = shown.map(([id]) => labelOf(categories.get(id), x, source));
  return {
    type: 'pie',
    title: titleOf({ plot, source, limits }, false),
    categories: unique([...names, ...(rest > 0 ? ['Others'] : [])], limits.label),
    series: [
      {
        name: cut(measureOf(y), limits.label),
        values: [...shown.map(([, value]) => value), ...(rest > 0 ? [rest] : [])],
      },
    ],
  };
}

const measureOf = ({ label, format }: TableColumn) => (format === 'percent' ? `${label} (%)` : label);

/** `Interactions by Company (20 biggest)`: the title says that categories are left out. */
function titleOf({ plot: { x, y }, limits }: Drawing, left: string | false): string {
  const suffix = left ? ` (${limits.categories} ${left})` : '';
  return cut(`${measureOf(y)} by ${x.label}`, limits.title - suffix.length) + suffix;
}

const labelOf = (cell: Cell | undefined, { format }: TableColumn, { locale }: ChartSource) =>
  formatLabel(cell ?? null, format, locale);

/** Short labels where these differ, full ones otherwise; the week or month that is not over is marked. */
function categoryLabels(ids: Id[], { plot, source, limits }: Drawing): string[] {
  const { x, isInTime, categories } = plot;
  const cells = ids.map((id) => categories.get(id) ?? (JSON.parse(id) as Cell));
  const short = cells.map((cell) => labelOf(cell, x, source));
  const isClear = !isInTime || new Set(short).size === short.length;
  const names = isClear ? short : cells.map((cell) => formatCell(cell, x.format, source.locale));
  const running = isInTime && source.today ? stepOf(source.today, x.format) : undefined;
  return unique(
    names.map((name, at) =>
      cells[at] === running ? cut(name, limits.label - SO_FAR.length) + SO_FAR : name,
    ),
    limits.label,
  );
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
