import { expect, test } from 'vitest';
import { readSpan } from './report-spans.ts';

const TODAY = '2026-11-24';

test.each([
  ['last month', 'last-month', '2026-10-01', '2026-10-31'],
  ['this week', 'this-week', '2026-11-23', '2026-11-29'],
  ['previous quarter', 'last-quarter', '2026-07-01', '2026-09-30'],
  ['this year', 'this-year', '2026-01-01', '2026-12-31'],
  ['next week', 'next-week', '2026-11-30', '2026-12-06'],
  ['the last 30 days', '-30d', '-30d', undefined],
  ['the past three months', '-3m', '-3m', undefined],
  ['the past week', '-1w', '-1w', undefined],
  ['since -4w', '-4w', '-4w', undefined],
  ['since Monday', '2026-11-23..today', '2026-11-23', undefined],
  ['since September', '2026-09-01..today', '2026-09-01', undefined],
  ['since last month', '2026-10-01..today', '2026-10-01', undefined],
  ['in October', '2026-10', '2026-10-01', '2026-10-31'],
  ['in December', '2025-12', '2025-12-01', '2025-12-31'],
  ['in May 2025', '2025-05', '2025-05-01', '2025-05-31'],
  ['Q3', '2026-Q3', '2026-07-01', '2026-09-30'],
  ['Q4 2025', '2025-Q4', '2025-10-01', '2025-12-31'],
  ['in 2025', '2025', '2025-01-01', '2025-12-31'],
  ['between 5 and 9 October', '2026-10-05..2026-10-09', '2026-10-05', '2026-10-09'],
  ['yesterday', 'yesterday', 'yesterday', 'yesterday'],
  ['on Friday', '2026-11-20', '2026-11-20', '2026-11-20'],
  ['until Friday', undefined, undefined, '2026-11-27'],
])('“%s” is understood', (text, period, since, until) => {
  expect(readSpan(`calls by company ${text}`, TODAY)).toMatchObject({
    ...(period ? { period } : {}),
    ...(since ? { since } : {}),
    ...(until ? { until } : {}),
  });
});

test.each(['quiet customers', 'interactions per week', 'my week', 'may we see it', 'marching orders'])(
  '“%s” names no time',
  (text) => {
    expect(readSpan(text, TODAY)).toBeUndefined();
  },
);
