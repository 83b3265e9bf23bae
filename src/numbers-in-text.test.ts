import { describe, expect, test } from 'vitest';
import { numbersIn, quotesOnly } from './numbers-in-text.ts';

const RESULT =
  '{"row_count":4,"totals":{"calls":1234},"first_rows":[{"week":"2026-10-26","calls":41,"share":0.256}]}';

describe('an answer after a report', () => {
  test.each([
    'There were 1,234 calls in 4 rows.',
    'Es waren 1.234 Anrufe.',
    'The week of 26 Oct had 41 calls, 25.6 % of all (26%).',
    'Since October 26, 2026: 41.',
    '1. Ana: 41\n2. Tom: 4',
    'Nothing to add.',
    'About 26 percent, oder 26 Prozent.',
  ])('may quote what is in the result: %s', (text) => {
    expect(quotesOnly(text, RESULT)).toBe(true);
  });

  test.each([
    'There were 4711 calls.',
    'There were 26 calls.',
    'There were 4,100 calls.',
    'There were ４７ calls.',
    'There were ٩٩ calls.',
    '99. calls were made',
    'About 90 %.',
    'About 90 percent.',
  ])('may not say a number that is not: %s', (text) => {
    expect(quotesOnly(text, RESULT)).toBe(false);
  });
});

describe('days', () => {
  test.each([
    '16–22 November',
    '12 May, 13 May 2026 and 14 May was busy',
    'from 16 to 22 November 2026',
    'November 16-22, 2026',
    '29 October, since May 2026 and 2026-Q4',
    '29. Oktober 2026, 3. Dez. und 16. bis 22. März',
    'le 3 décembre, du 1er au 15 août',
    '29 de octubre de 2026, 3 de dezembro',
    '3 december, 4 maj',
    '28.11.2026 and 11/28/2026',
    '2026年11月28日、11月28日',
    'Q4 2026',
  ])('are no numbers: %s', (text) => {
    expect(numbersIn(text)).toEqual([]);
  });

  test.each([
    ['In May 30 calls more than 12', ['12']],
    ['16 calls in November', ['16']],
    ['It may be 45 or 3 more', ['45', '3']],
    ['4.5 of 10.', ['4.5', '10']],
    ['12 out of 40, 30 days ago', ['12', '40', '30']],
    ['99 May be lost, 98 dec, 45. Oktober', ['99', '98', '45']],
    ['12 May be lost, and 3 may renew', ['12', '3']],
    ['In May 4711 calls, and 99.45.2026', ['4711', '99.45', '2026']],
  ])('do not hide the numbers beside them: %s', (text, numbers) => {
    expect(numbersIn(text).map((each) => each.text)).toEqual(numbers);
  });
});

describe('words that multiply', () => {
  test.each([
    ['12 million', '12000000'],
    ['12k, 12K and 12 thousand', '12000'],
    ['12.3 million, 12,3 Mio. und 12,3 Millionen', '12345678'],
    ['2 dozen', '24'],
    ['1.2 bn', '1200000000'],
    ['120万', '1200000'],
    ['a deal of 12,000,000', 'We spoke of 12 million'],
  ])('are part of the number: %s', (text, source) => {
    expect(quotesOnly(text, source)).toBe(true);
  });

  test.each(['12 million', '12k', '12M', '12 thousand', '12 Mio.', '12 tausend', '12 mil', '12万', '12 bn'])(
    '%s is not 12',
    (text) => {
      expect(quotesOnly(text, '12')).toBe(false);
      expect(quotesOnly('12', '12')).toBe(true);
    },
  );

  test.each(['12 kilos', '12 months', '12 mails', '12 milestones', '12 big ones'])(
    'are no beginnings of others: %s',
    (text) => {
      expect(quotesOnly(text, '12')).toBe(true);
    },
  );
});

test('a text of many empty lines is read at once', () => {
  const before = performance.now();
  expect(numbersIn('\n'.repeat(100_000))).toEqual([]);
  expect(performance.now() - before).toBeLessThan(1_000);
});
