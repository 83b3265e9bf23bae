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

test('what is below zero makes bars of a pie, and the chart says why', () => {
  const rows: Cell[][] = [
    ['Acme', 5],
    ['Orbit', -3],
  ];
  expect(buildChart(byName(rows, 'pie'))).toMatchObject({
    type: 'bar',
    categories: ['Acme', 'Orbit'],
    series: [{ values: [5, -3] }],
    note: 'Bars, since a pie has no parts below zero.',
  });
});

const shares = (rows: Cell[][], type: 'bar' | 'pie' | 'line' = 'pie') =>
  source(rows, {
    chart: { type, x: 'company', y: 'kept' },
    columns: [column('company', 'text', 'Company'), column('kept', 'percent', 'Kept')],
  });

test('nine companies at 80 percent each are nine bars, and nothing is added up', () => {
  const rows = Array.from({ length: 9 }, (_, at): Cell[] => [`C${at}`, 0.8]);
  const chart = buildChart(shares(rows));
  expect(chart).toMatchObject({ type: 'bar', series: [{ name: 'Kept (%)' }] });
  expect(chart?.series[0]?.values).toEqual(Array.from({ length: 9 }, () => 80));
  expect(JSON.stringify(chart)).not.toMatch(/Others|320/);
});

test('shares that do not fit are left out, and the chart says so', () => {
  const rows = Array.from({ length: 25 }, (_, at): Cell[] => [`C${at}`, (at + 1) / 100]);
  expect(buildChart(shares(rows, 'bar'))).toMatchObject({
    title: 'Kept (%) by Company (20 biggest)',
    note: 'Company: the 20 biggest of 25 are drawn, the others are left out.',
  });
});

test.each([
  ['shares', { format: 'percent' as const, value: 0.8, drawn: 80 }],
  ['distinct counts', { format: 'integer' as const, addsUp: false as const, value: 3, drawn: 3 }],
])(
  'of more than 6 series of %s the biggest are drawn, without one of others',
  (_, { value, drawn, ...how }) => {
    const rows = Array.from({ length: 9 }, (_, at): Cell[] => ['2026-10-26', `M${at}`, value]);
    const chart = buildChart(
      source(rows, {
        columns: [
          column('week', 'week', 'Week'),
          column('member', 'text', 'Member'),
          { ...column('calls'), ...how },
        ],
      }),
    );
    expect(chart?.series).toEqual(
      Array.from({ length: 6 }, (_, at) => ({ name: `M${at}`, values: [drawn] })),
    );
    expect(chart?.note).toBe('Member: the 6 biggest of 9 are drawn, the others are left out.');
  },
);

test('two colleagues of one name are two bars, whether a key tells them apart or they are shares', () => {
  const two: Cell[][] = [
    ['Anna', 0.8],
    ['Anna', 0.9],
  ];
  expect(buildChart(shares(two, 'bar'))).toMatchObject({
    categories: ['Anna', 'Anna 2'],
    series: [{ values: [80, 90] }],
  });
  const counted: Cell[][] = [
    ['Anna', 3],
    ['Anna', 4],
  ];
  expect(buildChart({ ...byName(counted), keys: { company: ['01A', '01B'] } })).toMatchObject({
    categories: ['Anna', 'Anna 2'],
    series: [{ values: [3, 4] }],
  });
  const weekly: Cell[][] = [
    ['2026-10-26', 'Anna', 3],
    ['2026-10-26', 'Anna', 4],
    ['2026-11-02', 'Anna', 5],
  ];
  expect(buildChart({ ...source(weekly), keys: { member: ['01A', '01B', '01A'] } })?.series).toEqual([
    { name: 'Anna', values: [3, 5] },
    { name: 'Anna 2', values: [4, 0] },
  ]);
});

test('shares of one week in several rows cannot be drawn', () => {
  const rows: Cell[][] = [
    ['2026-10-26', 'Marta', 0.5],
    ['2026-10-26', 'Marta', 0.7],
  ];
  const columns = [column('week', 'week'), column('member'), column('calls', 'percent')];
  expect(buildChart(source(rows, { columns }))).toBeUndefined();
});

test('weeks without rows are 0 for counts, up to the last day that is looked at and not beyond today', () => {
  const rows: Cell[][] = [
    ['2026-11-02', 'Marta', 3],
    ['2026-11-16', 'Marta', 4],
  ];
  const span = { from: '2026-10-28', to: '2026-12-31' };
  expect(buildChart(source(rows, { span, today: '2026-11-24' }))).toMatchObject({
    categories: ['26 Oct', '2 Nov', '9 Nov', '16 Nov', '23 Nov (so far)'],
    series: [{ values: [0, 3, 0, 4, 0] }],
  });
});

test('weeks without a share are no 0 %: they are not there, or the chart says so', () => {
  const columns = [column('week', 'week', 'Week'), column('member'), column('calls', 'percent')];
  const rows: Cell[][] = [
    ['2026-11-02', 'Marta', 0.5],
    ['2026-11-16', 'Marta', 0.7],
  ];
  const chart = buildChart(source(rows, { columns, span: { from: '2026-10-01', to: '2026-11-20' } }));
  expect(chart).toMatchObject({ categories: ['2 Nov', '16 Nov'], series: [{ values: [50, 70] }] });
  expect(chart).not.toHaveProperty('note');
  const two = buildChart(source([...rows, ['2026-11-02', 'Tom', 0.2]], { columns }));
  expect(two?.series[1]).toEqual({ name: 'Tom', values: [20, null] });
  expect(two?.note).toBe('Where there is no number, 0 is drawn.');
});

test.each<[CellFormat, string, string]>([
  ['week', '2026-11-23', '23 Nov (so far)'],
  ['month', '2026-11', 'Nov 2026 (so far)'],
  ['quarter', '2026-Q4', 'Q4 2026 (so far)'],
])('the running %s is marked', (format, cell, label) => {
  const columns = [column('week', format), column('member'), column('calls', 'integer')];
  expect(buildChart(source([[cell, 'Marta', 1]], { columns, today: '2026-11-24' }))?.categories).toEqual([
    label,
  ]);
});

test('axes are named, in at most 50 characters', () => {
  const rows: Cell[][] = [['Acme', 1]];
  const columns = [column('company', 'text', 'C'.repeat(60)), column('calls', 'integer', 'D'.repeat(60))];
  const axes = buildChart({ ...byName(rows), columns })?.axes;
  expect([axes?.x.length, axes?.y.length]).toEqual([50, 50]);
  expect(buildChart(byName(rows, 'pie'))).not.toHaveProperty('axes');
});
