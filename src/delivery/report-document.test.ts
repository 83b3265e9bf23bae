import { expect, test } from 'vitest';
import type { Result } from '../reports/result.ts';
import type { Action } from './document.ts';
import { buildReportDocument, buildSummary } from './report-document.ts';

const READER = { locale: 'en-GB', timeZone: 'Europe/Lisbon' };
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
    text: '2 rows.',
    chart: {
      type: 'bar',
      title: 'Interactions by Week',
      categories: ['26 Oct', '2 Nov'],
      series: [{ name: 'Interactions', values: [3, 4] }],
    },
    table: {
      caption: 'Interactions per week',
      columns: result().columns,
      rows: result().rows,
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
  ['one row', { rows: rows(1) }, [], '1 row.'],
  ['a hundred rows', { rows: rows(100) }, [CSV], '100 rows.'],
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
  expect(buildSummary(result({ rows: [...rows(30), ['2026-11-02', 0.105]] }))).toEqual({
    report: 'weekly-interactions',
    title: 'Interactions per week',
    params: { since: '-4w (since Mon 26 Oct 2026)' },
    columns: { week: 'Week', interactions: 'Interactions' },
    row_count: 31,
    truncated: false,
    empty: false,
    rows_shown: 20,
    first_rows: rows(20).map(([week, interactions]) => ({ week, interactions })),
    totals: { interactions: 435.11 },
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
  );
  expect(summary).toMatchObject({ nothing_in: ['2026-11-09', '2026-11-16'], rows_shown: 2, totals: {} });
});

test('the language model is told that there is nothing', () => {
  expect(buildSummary(result({ rows: [] }))).toMatchObject({
    row_count: 0,
    empty: true,
    first_rows: [],
    totals: {},
  });
});
