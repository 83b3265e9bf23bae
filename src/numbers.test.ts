import { describe, expect, test } from 'vitest';
import { quotesOnly } from './numbers.ts';

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
  ])('may not say a number that is not: %s', (text) => {
    expect(quotesOnly(text, RESULT)).toBe(false);
  });
});
