import { expect, test } from 'vitest';
import { judgeText } from '../reports/lint-text.ts';
import { readTable, withNumbers } from '../reports/result-cells.ts';
import { totalsOf as numbersOf } from '../reports/totals.ts';
import { buildChart } from './chart.ts';
import { renderCsv } from './csv.ts';
import { buildReportDocument } from './report-document.ts';
import { buildSummary } from './report-summary.ts';
import { renderTable } from './table-text.ts';
import { buildTotals } from './table-totals.ts';

const file = (columns: string, chart = '') => ({
  fileName: 'sales.yaml',
  text: `name: sales
title: Sales
description: What is sold.
roles: [member]
columns:
${columns}
${chart}
sql: select stage, amount, currency from deals
`,
});

const GOOD = `  stage: { label: Stage }
  amount: { label: Worth, format: money, currency: currency }
  currency: { label: Currency }`;

test.each([
  [GOOD, '', undefined],
  [GOOD, 'chart: { type: bar, x: stage, y: amount, series: currency }', undefined],
  [GOOD, 'chart: { type: bar, x: stage, y: amount }', /drawn by currency/],
  [GOOD, 'chart: { type: pie, x: stage, y: amount, series: currency }', /no pie/],
  [GOOD.replace(', currency: currency', ''), '', /needs currency/],
  [GOOD.replace('currency: currency', 'currency: nowhere'), '', /no column “nowhere”/],
  [GOOD.replace('label: Stage', 'label: Stage, currency: currency'), '', /only money has a currency/],
])('an amount has the column of its currency beside it, and is drawn by it: %#', (columns, chart, reason) => {
  const judged = judgeText(file(columns, chart));
  if (!reason) expect(judged).toHaveProperty('definition');
  else expect(JSON.stringify(judged)).toMatch(reason);
});

const columns = [
  { name: 'stage', label: 'Stage', format: 'text' as const },
  { name: 'amount', label: 'Worth', format: 'money' as const },
  { name: 'currency', label: 'Currency', format: 'text' as const },
];
const rows = [
  ['Lead', '85000.10 EUR', 'EUR'],
  ['Won', '0.20 EUR', 'EUR'],
  ['Won', '5000 JPY', 'JPY'],
  ['Won', '1.234 KWD', 'KWD'],
  ['Lost', null, null],
];
const result = {
  runId: 'x',
  report: { name: 'sales', title: 'Sales', description: '', roles: ['member' as const], chart: undefined },
  takesParams: false,
  params: [],
  columns,
  rows,
  truncated: false,
  ranAt: new Date(0),
};

test('the model is told a total for each currency, and cells with theirs', () => {
  const { totals, first_rows: first } = buildSummary(result, '2026-11-22');
  expect(totals).toEqual({ 'amount EUR': 85_000.3, 'amount JPY': 5_000, 'amount KWD': 1.234 });
  expect(first[0]).toEqual({ stage: 'Lead', amount: '85000.10 EUR', currency: 'EUR' });
});

test('people read amounts as they write them', () => {
  const text = renderTable(buildReportDocument(result, { locale: 'de-DE', timeZone: 'UTC' })).normalize(
    'NFKC',
  );
  expect(text).toMatch(/85\.000,10 €/);
  expect(text).toMatch(/5\.000 ¥/);
  expect(text).toMatch(/1,234 KWD/);
});

const totalsOf = (some: typeof result) =>
  buildReportDocument(some, { locale: 'en-GB', timeZone: 'UTC' }).table?.totals;

test('where each amount says its currency, no column repeats it: a CSV file has that', () => {
  const labels = (some: typeof rows) =>
    buildReportDocument({ ...result, rows: some }, { locale: 'en', timeZone: 'UTC' }).table?.columns.map(
      ({ label }) => label,
    );
  expect(labels(rows)).toEqual(['Stage', 'Worth']);
  expect(labels([...rows, ['Won', null, 'CHF']])).toEqual(['Stage', 'Worth', 'Currency']);
  const [, worth, currency] = columns;
  const named = {
    ...result,
    columns: [worth, currency],
    rows: rows.map(([, ...rest]) => rest),
  } as typeof result;
  expect(totalsOf(named)?.[0]).toEqual(['85000.30 EUR', 'Total EUR']);
  expect(renderCsv(columns, rows)).toContain('Lead,85000.10,EUR');
});

test('a chart draws each currency by itself, and adds none up', () => {
  const chart = { type: 'bar' as const, x: 'stage', y: 'amount', series: 'currency' };
  const drawn = buildChart({ chart, columns, rows, locale: 'en-GB' });
  expect(drawn?.series).toEqual([
    { name: 'EUR', values: [85_000.1, 0.2] },
    { name: 'JPY', values: [0, 5_000] },
    { name: 'KWD', values: [0, 1.234] },
  ]);
  const many = ['USD', 'GBP', 'CHF', 'SEK', 'NOK', 'DKK', 'PLN'].map((code) => [
    'Lead',
    `7.00 ${code}`,
    code,
  ]);
  const names = buildChart({ chart, columns, rows: many, locale: 'en-GB' })?.series.map(({ name }) => name);
  expect(names).not.toContain('Others');
});

test('amounts of several currencies have a sum each, and those of one have one', () => {
  expect(totalsOf(result)).toEqual([
    ['Total EUR', '85000.30 EUR'],
    ['Total JPY', '5000 JPY'],
    ['Total KWD', '1.234 KWD'],
  ]);
  expect(totalsOf({ ...result, rows: rows.slice(0, 2) })).toEqual([['Total', '85000.30 EUR']]);
});

test('there is no sum of one row, of rows of which some are missing, and of what does not add up', () => {
  expect(totalsOf({ ...result, rows: rows.slice(0, 1) })).toBeUndefined();
  expect(totalsOf({ ...result, truncated: true })).toBeUndefined();
  expect(
    totalsOf({ ...result, columns: columns.map((each) => ({ ...each, addsUp: false as const })) }),
  ).toBeUndefined();
});

test('changes of amounts are told by currency', () => {
  const before = { from: '1969-11-01', to: '1969-11-30', totals: { 'amount EUR': 50_000, 'amount USD': 7 } };
  const { text } = buildReportDocument({ ...result, before }, { locale: 'en-GB', timeZone: 'UTC' });
  expect(text.split('\n')).toEqual([
    'Worth: €85,000.30; in the time before (1 Nov – 30 Nov 1969): €50,000, so +70%.',
    'Worth: JP¥5,000; in the time before (1 Nov – 30 Nov 1969): JP¥0.',
    'Worth: KWD\u00a01.234; in the time before (1 Nov – 30 Nov 1969): KWD\u00a00.',
    'Worth: US$0; in the time before (1 Nov – 30 Nov 1969): US$7, so -100%.',
  ]);
});

test('what adds up only within a column is drawn by it, and has no sum over all', () => {
  const [stage, amount, currency] = columns;
  if (!stage || !amount || !currency) throw new Error('There are three columns.');
  const within = [stage, { ...amount, addsUpWithin: 'stage' }, currency];
  const some = [
    ['Won', '5.00 EUR', 'EUR'],
    ['Won', '7.00 EUR', 'EUR'],
    ['Lost', '9.00 EUR', 'EUR'],
  ];
  expect(totalsOf({ ...result, columns: within, rows: some })).toBeUndefined();
  expect(buildSummary({ ...result, columns: within, rows: some }, '2026-11-22').totals).toEqual({});
  const chart = { type: 'bar' as const, x: 'stage', y: 'amount', series: 'currency' };
  const drawn = buildChart({ chart, columns: within, rows: some, locale: 'en-GB' });
  expect(drawn).toMatchObject({ categories: ['Won', 'Lost'], series: [{ values: [12, 9] }] });
});

test('a sum that is more than a number can say is shown, and added up, to the last coin', () => {
  const definition = {
    columns: Object.fromEntries(
      columns.map(({ name, ...column }) => [
        name,
        { ...column, adds_up: true, ...(column.format === 'money' ? { currency: 'currency' } : {}) },
      ]),
    ),
  };
  const given = [
    ['Lead', '11999999999999988', 'EUR'],
    ['Won', '11999999999999999', 'EUR'],
    ['Won', 5, 'JPY'],
  ];
  const read = readTable(definition as never, withNumbers(definition as never, given));
  expect(read.rows.map(([, amount]) => amount)).toEqual([
    '119999999999999.88 EUR',
    '119999999999999.99 EUR',
    '5 JPY',
  ]);
  expect(buildTotals({ ...read, truncated: false })).toEqual([
    ['Total EUR', '239999999999999.87 EUR', null],
    ['Total JPY', '5 JPY', null],
  ]);
  expect(numbersOf(read)).toEqual({ 'amount JPY': 5 });
});
