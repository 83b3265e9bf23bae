import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decimalOf,
  formatMoney,
  fractionDigits,
  isMoney,
  MOST_MONEY,
  type Money,
  parseMoney,
  sumByCurrency,
} from './money.ts';

const CURRENCIES = ['EUR', 'USD', 'GBP', 'JPY', 'KWD', 'CHF', 'INR', 'SEK', 'BRL', 'CLP', 'BHD'];
const LOCALES = ['en-GB', 'en-US', 'de-DE', 'fr-FR', 'pt-PT', 'en-IN', 'sv-SE', 'ja-JP', 'de-CH', 'es-ES'];
const anyMoney = fc.record({
  amount: fc.integer({ min: 0, max: MOST_MONEY }),
  currency: fc.constantFrom(...CURRENCIES),
});

test.each<[text: string, currency: string | undefined, money: Money]>([
  ['85k', 'EUR', { amount: 8_500_000, currency: 'EUR' }],
  ['€40k', undefined, { amount: 4_000_000, currency: 'EUR' }],
  ['EUR 85,000', 'USD', { amount: 8_500_000, currency: 'EUR' }],
  ['40.000,50 EUR', undefined, { amount: 4_000_050, currency: 'EUR' }],
  ['40.000 EUR', undefined, { amount: 4_000_000, currency: 'EUR' }],
  ['0,5 Mio EUR', undefined, { amount: 50_000_000, currency: 'EUR' }],
  ["CHF 1'234.50", undefined, { amount: 123_450, currency: 'CHF' }],
  ['₹1,23,456.70', undefined, { amount: 12_345_670, currency: 'INR' }],
  ['US$ 1.5 mn', undefined, { amount: 150_000_000, currency: 'USD' }],
  ['$5', 'CAD', { amount: 500, currency: 'CAD' }],
  ['$5', undefined, { amount: 500, currency: 'USD' }],
  ['5000 kr', 'NOK', { amount: 500_000, currency: 'NOK' }],
  ['¥5,000', 'JPY', { amount: 5_000, currency: 'JPY' }],
  ['5000.00 JPY', undefined, { amount: 5_000, currency: 'JPY' }],
  ['1234.567 KWD', undefined, { amount: 1_234_567, currency: 'KWD' }],
  ['1.1', 'EUR', { amount: 110, currency: 'EUR' }],
])('%s, where %s is expected, is %j', (text, currency, money) => {
  expect(parseMoney(text, { currency })).toEqual(money);
});

test.each([
  ['85k', undefined, 'no_currency'],
  ['¥5000', undefined, 'no_currency'],
  ['500 kr', undefined, 'no_currency'],
  ['85k ARR', 'EUR', 'no_amount'],
  ['a lot', 'EUR', 'no_amount'],
  ['', 'EUR', 'no_amount'],
  ['5-6 EUR', undefined, 'no_amount'],
  ['€5 USD', undefined, 'two_currencies'],
  ['5.5 JPY', undefined, 'too_many_decimals'],
  ['0.30000000000000004 EUR', undefined, 'too_many_decimals'],
  ['1.234 KWD', undefined, 'unclear_separator'],
  ['1.234k EUR', undefined, 'unclear_separator'],
  ['1..5', 'EUR', 'unclear_separator'],
  ['99999999999999999', 'EUR', 'too_much'],
])('%s, where %s is expected, is not guessed: %s', (text, currency, problem) => {
  const read = parseMoney(text, { currency });
  expect(isMoney(read) ? undefined : read.problem).toBe(problem);
});

test('what is written for a reader is read back exactly, in every currency and locale', () => {
  fc.assert(
    fc.property(anyMoney, fc.constantFrom(...LOCALES), (money, locale) => {
      expect(parseMoney(formatMoney(money, locale), { currency: money.currency, locale })).toEqual(money);
      expect(parseMoney(`${decimalOf(money)} ${money.currency}`, { locale: 'en-GB' })).toEqual(money);
    }),
  );
});

test('sums are exact, and amounts of two currencies are never added up', () => {
  fc.assert(
    fc.property(fc.array(anyMoney, { maxLength: 8 }), (all) => {
      const sums = sumByCurrency(all);
      expect(new Set(sums.map(({ currency }) => currency)).size).toBe(sums.length);
      for (const { amount, currency } of sums) {
        const own = all.filter((each) => each.currency === currency);
        expect(BigInt(amount)).toBe(own.reduce((sum, each) => sum + BigInt(each.amount), 0n));
      }
      expect(new Set(sums.map(({ currency }) => currency))).toEqual(
        new Set(all.map(({ currency }) => currency)),
      );
    }),
  );
});

test('currencies have the digits of ISO 4217', () => {
  expect(['EUR', 'JPY', 'KWD', 'nonsense'].map(fractionDigits)).toEqual([2, 0, 3, 2]);
  expect(decimalOf({ amount: 5, currency: 'KWD' })).toBe('0.005');
  expect(decimalOf({ amount: -1234, currency: 'EUR' })).toBe('-12.34');
  expect(decimalOf({ amount: 5000, currency: 'JPY' })).toBe('5000');
  expect(formatMoney({ amount: 8_500_000, currency: 'EUR' }, 'en-GB')).toBe('€85,000');
  expect(formatMoney({ amount: 4_000_050, currency: 'EUR' }, 'de-DE').normalize('NFKC')).toBe('40.000,50 €');
  expect(formatMoney({ amount: 150, currency: '??' }, 'not a locale')).toBe('1.50');
});
