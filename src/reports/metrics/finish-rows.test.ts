import { expect, test } from 'vitest';
import { DEFAULT_CRM } from '../../crm-settings.ts';
import { metricText } from '../../testing/metric-desk.ts';
import { finishRows, stepOf } from './finish-rows.ts';
import type { Metric } from './metric.ts';
import { judgeMetric } from './metric-text.ts';
import { MetricRequest } from './request.ts';

const judged = judgeMetric({ text: metricText(), fileName: 'touches.yaml', crm: DEFAULT_CRM });
const { metric } = judged as { metric: Metric };
const today = '2026-11-24';

const finish = (
  rows: (string | number | null)[][],
  part: Record<string, unknown>,
  { truncated = false, mayBeWithheld = false, period = { from: '2026-11-02', to: '2026-11-29' } } = {},
) => {
  const request = MetricRequest.parse({ metric: 'touches', measures: ['touches'], period: 'all', ...part });
  return finishRows({ rows, truncated }, { request, metric, period, today, mayBeWithheld });
};

test('a day is in its week from Monday, its month, quarter and year', () => {
  const steps = (['day', 'week', 'month', 'quarter', 'year'] as const).map((grain) =>
    stepOf('2027-01-01', grain),
  );
  expect(steps).toEqual(['2027-01-01', '2026-12-28', '2027-01', '2027-Q1', '2027']);
});

test('weeks are filled up to the running one, and to the last one of a period that is over or to come', () => {
  const weeks = (period: { from: string; to: string }) =>
    finish([], { grain: 'week' }, { period }).rows.map(([week]) => week);
  expect(weeks({ from: '2026-11-09', to: '2026-12-31' })).toEqual(['2026-11-09', '2026-11-16', '2026-11-23']);
  expect(weeks({ from: '2026-10-01', to: '2026-10-11' })).toEqual(['2026-09-28', '2026-10-05']);
  expect(weeks({ from: '2026-12-01', to: '2026-12-13' })).toEqual(['2026-11-30', '2026-12-07']);
});

test('nothing is filled where rows were cut off, or may have been withheld', () => {
  expect(finish([['2026-11-02', 3]], { grain: 'week' }, { truncated: true }).rows).toHaveLength(1);
  expect(finish([], { grain: 'week' }, { mayBeWithheld: true }).rows).toEqual([]);
});

test('of rows that were cut off no sum of the others is made, and that there are more is said', () => {
  const rows = Array.from({ length: 5 }, (_, at) => [`kind ${at}`, 9 - at]);
  const whole = finish(rows, { by: ['kind'], top: 2 });
  expect(whole.rows).toEqual([
    ['kind 0', 9],
    ['kind 1', 8],
    ['Others (3)', 18],
  ]);
  const cut = finish(rows, { by: ['kind'], top: 2 }, { truncated: true });
  expect(cut).toEqual({
    rows: rows.slice(0, 2),
    notes: ['Top 2 of more than 5; the others are left out'],
  });
  expect(finish(rows, { by: ['kind'], top: 9 })).toEqual({ rows, notes: [] });
});
