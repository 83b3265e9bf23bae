import { expect, test } from 'vitest';
import type { Result } from '../reports/result.ts';
import type { Action } from './document.ts';
import { buildReportDocument } from './report-document.ts';
import { buildSummary } from './report-summary.ts';
import { renderLines } from './table-text.ts';

const READER = { locale: 'en-GB', timeZone: 'Europe/Lisbon' };
const TODAY = '2026-11-22';
const CSV: Action = { id: 'report_csv', label: 'CSV', value: 'run' };

function result(more: Partial<Result> = {}): Result {
  return {
    runId: 'run',
    report: {
      name: 'weekly-interactions',
      title: 'Interactions per week',
      description: 'How many interactions each member logged.',
      roles: ['member'],
      chart: { type: 'bar', x: 'week', y: 'interactions' },
    },
    takesParams: true,
    params: [{ name: 'since', value: '-4w (since Mon 26 Oct 2026)' }],
    columns: [
      { name: 'week', label: 'Week', format: 'week' },
      { name: 'interactions', label: 'Interactions', format: 'integer' },
    ],
    rows: [
      ['2026-10-26', 3],
      ['2026-11-02', 4],
    ],
    truncated: false,
    ranAt: new Date('2026-11-22T17:04:00Z'),
    ...more,
  };
}

const rows = (count: number) => Array.from({ length: count }, (_, at) => ['2026-10-26', at]);

test('a report shows its rows as a chart and a table, and says what was asked when', () => {
  expect(buildReportDocument(result(), READER)).toEqual({
    title: 'Interactions per week',
    text: 'Interactions: 4 in the week of 2 Nov; in the week before: 3, so +33.3%.',
    chart: {
      type: 'bar',
      title: 'Interactions by Week',
      categories: ['26 Oct', '2 Nov'],
      series: [{ name: 'Interactions', values: [3, 4] }],
      axes: { x: 'Week', y: 'Interactions' },
    },
    table: {
      caption: '2 rows',
      columns: [{ ...result().columns[0], running: '2026-11-16' }, result().columns[1]],
      rows: result().rows,
      totals: [['Total', 7]],
      locale: 'en-GB',
    },
    note: 'since: -4w (since Mon 26 Oct 2026) · run Sun 22 Nov 2026, 17:04',
  });
});

test('the time of the run is told in the reader’s zone', () => {
  const { note } = buildReportDocument(result({ params: [] }), { locale: 'en-GB', timeZone: 'Asia/Tokyo' });
  expect(note).toBe('run Mon 23 Nov 2026, 02:04');
});

test.each<[string, Partial<Result>, Action[], string]>([
  ['one row', { rows: rows(1) }, [], ''],
  ['a hundred rows', { rows: rows(100) }, [CSV], ''],
  ['240 rows and a CSV', { rows: rows(240) }, [CSV], 'The first 100 of 240 rows are shown; the CSV has all.'],
  ['240 rows and no CSV', { rows: rows(240) }, [], 'The first 100 of 240 rows are shown.'],
  [
    'a run that was cut off',
    { rows: rows(1_000), truncated: true },
    [CSV],
    'There are more than 1,000 rows; only the first 1,000 were read. The first 100 are shown; the CSV has all that were read.',
  ],
  ['no rows', { rows: [] }, [], 'Nothing found for since = -4w (since Mon 26 Oct 2026).'],
  ['no rows and no params', { rows: [], params: [] }, [], 'Nothing found.'],
  ['a first row that is too large', { rows: [], truncated: true }, [], 'The rows are too large to be shown.'],
])('for %s the reader is told so', (_, more, actions, text) => {
  expect(buildReportDocument(result(more), { ...READER, actions }).text).toBe(text);
});

test('an empty result has neither chart nor table', () => {
  const document = buildReportDocument(result({ rows: [] }), READER);
  expect(document).not.toHaveProperty('chart');
  expect(document).not.toHaveProperty('table');
});

test('only a hundred rows go into the document, with the beginning of long texts', () => {
  const long = [['x'.repeat(5_000), 1], ...rows(9_999)];
  const { table } = buildReportDocument(result({ rows: long }), READER);
  expect(table?.rows).toHaveLength(100);
  expect(JSON.stringify(table).length).toBeLessThan(5_000);
});

test('the language model is told of the result in short', () => {
  expect(buildSummary(result({ rows: [...rows(30), ['2026-11-02', 652.5]] }), TODAY)).toEqual({
    report: 'weekly-interactions',
    title: 'Interactions per week',
    params: { since: '-4w (since Mon 26 Oct 2026)' },
    columns: { week: 'Week', interactions: 'Interactions' },
    row_count: 31,
    truncated: false,
    empty: false,
    rows_shown: 20,
    first_rows: rows(20).map(([week, interactions]) => ({ week, interactions })),
    totals: { interactions: 1_087.5 },
    // 0 to 29 in the week before.
    changes: [
      { of: 'interactions', to: 652.5, in: '2026-11-02', from: 435, before: '2026-10-26', percent: 50 },
    ],
  });
});

test('the language model is told which weeks are in no row, and gets no sum of what cannot be added up', () => {
  const [week, interactions] = result({}).columns;
  if (!week || !interactions) throw new Error('There are two columns.');
  const columns = [week, { ...interactions, addsUp: false as const }];
  const summary = buildSummary(
    result({
      columns,
      rows: [
        ['2026-11-02', 3],
        ['2026-11-23', 4],
      ],
    }),
    TODAY,
  );
  expect(summary).toMatchObject({ nothing_in: ['2026-11-09', '2026-11-16'], rows_shown: 2, totals: {} });
});

test('the model is told of the weeks of the whole span, and which is not over', () => {
  const span = { from: '2026-10-26', to: '2026-12-31' };
  expect(buildSummary(result({ span }), '2026-11-22')).toMatchObject({
    nothing_in: ['2026-11-09', '2026-11-16'],
    not_over: '2026-11-16',
  });
});

test('the model is told the sums of the time before', () => {
  const before = { from: '2026-09-28', to: '2026-10-25', totals: { interactions: 5 } };
  expect(buildSummary(result({ before }), TODAY)).toMatchObject({ time_before: before });
});

test('the language model is told that there is nothing', () => {
  expect(buildSummary(result({ rows: [] }), TODAY)).toMatchObject({
    row_count: 0,
    empty: true,
    first_rows: [],
    totals: {},
  });
});

const textOf = (more: Partial<Result>) => buildReportDocument(result(more), READER).text;

test('the running week is set apart, and weeks without rows count as none', () => {
  const span = { from: '2026-10-26', to: '2026-11-22' };
  const ranAt = new Date('2026-11-20T09:00:00Z');
  const table = [
    ['2026-10-26', 3],
    ['2026-11-02', 4],
    ['2026-11-16', 2],
  ];
  expect(textOf({ span, ranAt, rows: table })).toBe(
    'Interactions: 0 in the week of 9 Nov; in the week before: 4, so -100%. So far in the week of 16 Nov: 2.',
  );
});

test('a week of which not all days are looked at is compared with none', () => {
  const span = { from: '2026-10-28', to: '2026-11-10' };
  expect(textOf({ span })).toBe('');
  expect(textOf({ span: { from: '2026-10-26', to: '2026-11-08' } })).toMatch(/4 in the week of 2 Nov/);
});

test('months are compared by their names, the running one apart', () => {
  const columns = [
    { name: 'month', label: 'Month', format: 'month' as const },
    { name: 'interactions', label: 'Interactions', format: 'integer' as const },
  ];
  const months = [
    ['2026-09', 19],
    ['2026-10', 37],
    ['2026-11', 12],
  ];
  expect(textOf({ columns, rows: months })).toBe(
    'Interactions: 37 in Oct 2026; in Sept 2026: 19, so +94.7%. So far in Nov 2026: 12.',
  );
});

test.each([
  [5, 'Interactions: 7; in the time before (28 Sept – 25 Oct 2026): 5, so +40%.'],
  [7, 'Interactions: 7; in the time before (28 Sept – 25 Oct 2026): 7, the same.'],
  [0, 'Interactions: 7; in the time before (28 Sept – 25 Oct 2026): 0.'],
])('sums are compared with those of the time before: %i', (interactions, text) => {
  const before = { from: '2026-09-28', to: '2026-10-25', totals: { interactions } };
  expect(textOf({ before })).toBe(text);
});

test('nothing is compared that does not add up, or of which rows are missing', () => {
  const [week, interactions] = result().columns;
  if (!week || !interactions) throw new Error('There are two columns.');
  expect(textOf({ columns: [week, { ...interactions, addsUp: false }] })).toBe('');
  expect(textOf({ columns: [week, { ...interactions, format: 'percent' }] })).toBe('');
  expect(textOf({ truncated: true })).not.toMatch(/before/);
});

test('the title of a report stands once', () => {
  const { title, text, table, chart } = buildReportDocument(result(), READER);
  expect(JSON.stringify([text, table, chart]).includes(title ?? '')).toBe(false);
});

test('the running week is marked in its table', () => {
  const ranAt = new Date('2026-11-04T09:00:00Z');
  const { table } = buildReportDocument(result({ ranAt }), READER);
  expect(table && renderLines(table).rows.at(-1)).toMatch(/^2 Nov 2026 \(so far\) +4$/);
});

test('two colleagues of one name are two bars where the report has their keys', () => {
  const chart = { type: 'bar' as const, x: 'member', y: 'interactions' };
  const columns = [
    { name: 'member', label: 'Member', format: 'text' as const },
    { name: 'interactions', label: 'Interactions', format: 'integer' as const },
  ];
  const annas = [
    ['Anna', 3],
    ['Anna', 4],
  ];
  const report = { ...result().report, chart };
  const document = buildReportDocument(
    result({ report, columns, rows: annas, keys: { member: ['1', '2'] } }),
    READER,
  );
  expect(document.chart).toMatchObject({ categories: ['Anna', 'Anna 2'], series: [{ values: [3, 4] }] });
});
