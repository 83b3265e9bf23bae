import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildChart, type ChartSource } from './chart.ts';
import type { Cell, CellFormat } from './document.ts';

const column = (name: string, format: CellFormat = 'text', label = name) => ({ name, label, format });

function source(rows: Cell[][], more: Partial<ChartSource> = {}): ChartSource {
  return {
    chart: { type: 'bar', x: 'week', y: 'calls', series: 'member' },
    columns: [column('week', 'week', 'Week'), column('member'), column('calls', 'integer', 'Calls')],
    rows,
    locale: 'en-GB',
    ...more,
  };
}

/** One number for each name. */
const byName = (rows: Cell[][], type: 'bar' | 'pie' = 'bar') =>
  source(rows, {
    chart: { type, x: 'company', y: 'calls' },
    columns: [column('company', 'text', 'Company'), column('calls', 'integer', 'Calls')],
  });

test('rows become categories in time and one series for each member', () => {
  const rows = [
    ['2026-11-02', 'Marta', 3],
    ['2026-10-26', 'Tom', 2],
    ['2026-10-26', 'Marta', 1],
    [null, 'Marta', 9],
  ];
  expect(buildChart(source(rows))).toEqual({
    type: 'bar',
    title: 'Calls by Week',
    categories: ['26 Oct', '2 Nov'],
    series: [
      { name: 'Marta', values: [1, 3] },
      { name: 'Tom', values: [2, 0] },
    ],
    axes: { x: 'Week', y: 'Calls' },
  });
});

test('several rows of the same point are added up, without the dust of fractions', () => {
  const chart = buildChart(
    byName([
      ['Acme', 0.1],
      ['Acme', 0.2],
    ]),
  );
  expect(chart?.series).toEqual([{ name: 'Calls', values: [0.3] }]);
});

test('of more than 20 weeks the latest are shown, and the title says so', () => {
  const days = Array.from({ length: 24 }, (_, at) => new Date(Date.UTC(2026, 5, 1 + at * 7)).toISOString());
  const chart = buildChart(source(days.map((day, at) => [day.slice(0, 10), 'Marta', at + 1])));
  expect(chart?.title).toBe('Calls by Week (20 latest)');
  expect(chart?.categories).toHaveLength(20);
  expect(chart?.series[0]?.values).toEqual(Array.from({ length: 20 }, (_, at) => at + 5));
});

test('of more than 20 names the biggest are shown, in their order', () => {
  const rows = Array.from({ length: 25 }, (_, at): Cell[] => [`Company ${at}`, at === 0 ? 100 : at]);
  const chart = buildChart(byName(rows));
  expect(chart?.title).toBe('Calls by Company (20 biggest)');
  expect(chart?.categories).toHaveLength(20);
  expect(chart?.categories.slice(0, 2)).toEqual(['Company 0', 'Company 6']);
});

test('more than 6 series end in one that adds up the others', () => {
  const rows = Array.from({ length: 8 }, (_, at): Cell[] => ['2026-10-26', `M${at}`, at + 1]);
  const series = buildChart(source(rows))?.series ?? [];
  expect(series.map(({ name }) => name)).toEqual(['M3', 'M4', 'M5', 'M6', 'M7', 'Others']);
  expect(series.at(-1)?.values).toEqual([1 + 2 + 3]);
});

test('a member who is called Others is not mixed up with the others', () => {
  const rows = Array.from({ length: 8 }, (_, at): Cell[] => [
    '2026-10-26',
    at === 7 ? 'Others' : `M${at}`,
    at + 1,
  ]);
  const series = buildChart(source(rows))?.series ?? [];
  expect(series.slice(-2)).toEqual([
    { name: 'Others', values: [8] },
    { name: 'Others 2', values: [6] },
  ]);
});

test('a pie has at most 6 segments, the biggest first, of what is above zero', () => {
  const rows: Cell[][] = [['None', 0], ...Array.from({ length: 8 }, (_, at) => [`C${at}`, at + 1])];
  expect(buildChart(byName(rows, 'pie'))).toEqual({
    type: 'pie',
    title: 'Calls by Company',
    categories: ['C7', 'C6', 'C5', 'C4', 'C3', 'Others'],
    series: [{ name: 'Calls', values: [8, 7, 6, 5, 4, 6] }],
  });
});

test('shares are drawn as percent', () => {
  const chart = buildChart(
    source([['Acme', 0.25]], {
      chart: { type: 'bar', x: 'company', y: 'share' },
      columns: [column('company', 'text', 'Company'), column('share', 'percent', 'Share')],
    }),
  );
  expect(chart).toMatchObject({
    title: 'Share (%) by Company',
    series: [{ name: 'Share (%)', values: [25] }],
  });
});

test('days of several years keep their years where they would look the same', () => {
  const rows = [
    ['2025-11-24', 'Marta', 1],
    ['2026-11-24', 'Marta', 2],
  ];
  expect(buildChart(source(rows))?.categories).toEqual(['24 Nov 2025', '24 Nov 2026']);
});

test.each<[string, Cell[][]]>([
  ['no rows', []],
  ['no numbers', [['2026-10-26', 'Marta', 'many']]],
  ['nothing but zeros', [['2026-10-26', 'Marta', 0]]],
])('there is no chart of %s', (_, rows) => {
  expect(buildChart(source(rows))).toBeUndefined();
});

test('numbers that add up to more than any number are drawn as big as one can be', () => {
  const rows = [Number.MAX_VALUE, Number.MAX_VALUE].map((value) => ['2026-11-24', 'Marta', value]);
  expect(buildChart(source(rows))?.series).toEqual([{ name: 'Marta', values: [1.79769313486e308] }]);
});

test('whatever the rows, a chart keeps its limits and its labels differ', () => {
  const name = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constant(null), fc.integer());
  const rows = fc.array(fc.tuple(name, name, fc.oneof(fc.double(), fc.integer(), fc.string())));
  fc.assert(
    fc.property(rows, fc.constantFrom('bar' as const, 'line' as const, 'pie' as const), (given, type) => {
      const chart = buildChart(
        source(given, {
          chart: { type, x: 'x', y: 'y', series: 'series' },
          columns: [
            column('x'),
            column('series'),
            column('y', 'number', 'A long name for what is measured here, longer'),
          ],
        }),
      );
      if (!chart) return;
      const names = chart.series.map((each) => each.name);
      expect(chart.title.length).toBeLessThanOrEqual(50);
      expect(chart.categories.length).toBeLessThanOrEqual(chart.type === 'pie' ? 6 : 20);
      expect(names.length).toBeLessThanOrEqual(6);
      for (const labels of [chart.categories, names]) {
        expect(new Set(labels).size).toBe(labels.length);
        expect(labels.every((label) => label.length > 0 && label.length <= 20 && label.isWellFormed())).toBe(
          true,
        );
      }
      for (const { values } of chart.series) {
        expect(values).toHaveLength(chart.categories.length);
        expect(values.every((value) => value === null || Number.isFinite(value))).toBe(true);
      }
    }),
  );
});
