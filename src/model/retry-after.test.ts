import { describe, expect, test } from 'vitest';
import { retryAfter } from './retry-after.ts';

describe('how long a server asks to wait', () => {
  test.each<[string, Record<string, string>, string, number]>([
    ['seconds', { 'retry-after': '2' }, '', 2_000],
    ['milliseconds', { 'retry-after-ms': '70', 'retry-after': '2' }, '', 70],
    [
      'a day, by the server’s own clock',
      { 'retry-after': 'Sat, 28 Nov 2026 10:00:05 GMT', date: 'Sat, 28 Nov 2026 10:00:00 GMT' },
      '',
      5_000,
    ],
    ['a field of the body', {}, '{"retryDelay": "34s"}', 34_000],
    ['a sentence', {}, 'Please try again in 1m7.66s.', 67_660],
    ['a sentence beside a header that is none', { 'retry-after': '1.2.3' }, 'Try again in 3s.', 3_000],
  ])('is read from %s', (_, headers, body, ms) => {
    expect(retryAfter(headers, body)).toBe(ms);
  });

  test.each<[string, Record<string, string>, string]>([
    ['a number with two dots', { 'retry-after': '1.2.3' }, ''],
    ['a dot', { 'retry-after': '.' }, ''],
    ['more digits than a number has', { 'retry-after': '9'.repeat(400) }, ''],
    ['words', { 'retry-after': 'soon', 'retry-after-ms': 'soon' }, ''],
    ['a sentence without a number', {}, 'Please try again in .s'],
    ['a field without a number', {}, '{"retryDelay": "1.2.3s"}'],
    ['nothing', {}, ''],
  ])('is not known from %s', (_, headers, body) => {
    expect(retryAfter(headers, body)).toBeUndefined();
  });
});
