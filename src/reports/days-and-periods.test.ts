import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, weekdayOf } from '../clock.ts';
import { COMMON_PERIODS, periodInWords, resolveDay, resolvePeriod } from './days-and-periods.ts';

// biome-ignore format: one line for each case
test.each([
  // today        word               day
  ['2026-11-24', 'today',           '2026-11-24'],
  ['2026-11-24', 'yesterday',       '2026-11-23'],
  ['2026-11-30', 'tomorrow',        '2026-12-01'],
  ['2026-01-01', 'yesterday',       '2025-12-31'],
  ['2028-02-28', 'tomorrow',        '2028-02-29'],
  ['2026-02-28', 'tomorrow',        '2026-03-01'],
  ['2026-11-24', '-4w',             '2026-10-26'],
  ['2026-11-23', '-4w',             '2026-10-26'],
  ['2026-11-29', '-4w',             '2026-10-26'],
  ['2026-11-24', '+1w',             '2026-12-01'],
  ['2026-11-24', '+3d',             '2026-11-27'],
  ['2026-03-31', '-1m',             '2026-02-28'],
  ['2028-03-31', '-1m',             '2028-02-29'],
  ['2026-01-31', '+1m',             '2026-02-28'],
  ['2026-01-31', '+2m',             '2026-03-31'],
  ['2026-05-31', '-3m',             '2026-02-28'],
  ['2026-05-31', '-1q',             '2026-02-28'],
  ['2026-12-31', '+2q',             '2027-06-30'],
  ['2028-02-29', '-1y',             '2027-02-28'],
  ['2028-02-29', '+4y',             '2032-02-29'],
  ['2026-01-15', '-1m',             '2025-12-15'],
  ['2026-11-24', '-0d',             '2026-11-24'],
  ['2026-11-24', 'start-of-week',   '2026-11-23'],
  ['2026-11-23', 'start-of-week',   '2026-11-23'],
  ['2026-11-22', 'start-of-week',   '2026-11-16'],
  ['2027-01-01', 'start-of-week',   '2026-12-28'],
  ['2026-11-24', 'end-of-week',     '2026-11-29'],
  ['2026-11-29', 'end-of-week',     '2026-11-29'],
  ['2026-11-24', 'start-of-month',  '2026-11-01'],
  ['2028-02-10', 'end-of-month',    '2028-02-29'],
  ['2026-02-10', 'end-of-month',    '2026-02-28'],
  ['2026-11-24', 'start-of-quarter', '2026-10-01'],
  ['2026-05-01', 'end-of-quarter',  '2026-06-30'],
  ['2026-11-24', 'start-of-year',   '2026-01-01'],
  ['2026-11-24', 'end-of-year',     '2026-12-31'],
  ['2026-11-24', '2026-02-28',      '2026-02-28'],
  ['2026-11-24', '2028-02-29',      '2028-02-29'],
  ['2026-11-24', ' -4W ',           '2026-10-26'],
  ['2026-11-24', 'Start-Of-Month',  '2026-11-01'],
  ['2026-11-24', '1970-01-01',      '1970-01-01'],
  ['2026-11-24', '2199-12-31',      '2199-12-31'],
])('on %s, %j is %s', (today, word, day) => {
  expect(resolveDay(word, today)).toBe(day);
});

// biome-ignore format: one line for each case
test.each([
  ['2026-11-24', 'this-week',     '2026-11-23', '2026-11-29'],
  ['2026-11-22', 'this-week',     '2026-11-16', '2026-11-22'],
  ['2026-11-24', 'last-week',     '2026-11-16', '2026-11-22'],
  ['2027-01-03', 'this-week',     '2026-12-28', '2027-01-03'],
  ['2027-01-04', 'last-week',     '2026-12-28', '2027-01-03'],
  ['2026-12-31', 'next-week',     '2027-01-04', '2027-01-10'],
  ['2026-03-31', 'last-month',    '2026-02-01', '2026-02-28'],
  ['2028-03-31', 'last-month',    '2028-02-01', '2028-02-29'],
  ['2026-01-31', 'last-month',    '2025-12-01', '2025-12-31'],
  ['2026-01-31', 'next-month',    '2026-02-01', '2026-02-28'],
  ['2026-12-05', 'next-month',    '2027-01-01', '2027-01-31'],
  ['2026-01-01', 'last-quarter',  '2025-10-01', '2025-12-31'],
  ['2026-05-31', 'last-quarter',  '2026-01-01', '2026-03-31'],
  ['2026-11-30', 'next-quarter',  '2027-01-01', '2027-03-31'],
  ['2028-02-29', 'last-year',     '2027-01-01', '2027-12-31'],
  ['2026-11-24', 'this-year',     '2026-01-01', '2026-12-31'],
  ['2026-11-24', 'yesterday',     '2026-11-23', '2026-11-23'],
  ['2026-11-24', '-1d',           '2026-11-24', '2026-11-24'],
  ['2026-11-24', '-7d',           '2026-11-18', '2026-11-24'],
  ['2026-11-24', '-1w',           '2026-11-16', '2026-11-24'],
  ['2026-11-29', '-1w',           '2026-11-23', '2026-11-29'],
  ['2026-11-24', '+1w',           '2026-11-24', '2026-11-30'],
  ['2026-03-31', '-1m',           '2026-03-01', '2026-03-31'],
  ['2028-02-29', '-1y',           '2027-03-01', '2028-02-29'],
  ['2026-11-24', '+7d',           '2026-11-24', '2026-11-30'],
  ['2026-11-24', '2028-02',       '2028-02-01', '2028-02-29'],
  ['2026-11-24', '2026-Q4',       '2026-10-01', '2026-12-31'],
  ['2026-11-24', '2026-q1',       '2026-01-01', '2026-03-31'],
  ['2026-11-24', '2026',          '2026-01-01', '2026-12-31'],
  ['2026-11-24', '2026-02-28',    '2026-02-28', '2026-02-28'],
  ['2026-11-24', '2026-01-01..2026-03-31', '2026-01-01', '2026-03-31'],
  ['2026-11-24', 'start-of-month..today',  '2026-11-01', '2026-11-24'],
  ['2026-11-24', '-2w..-1w',      '2026-11-09', '2026-11-16'],
])('on %s, the period %j is from %s to %s', (today, word, from, to) => {
  expect(resolvePeriod(word, today)).toEqual({ from, to });
});

const NO_DAYS = [
  '',
  ' ',
  'soon',
  'now',
  '2026-02-29',
  '2026-04-31',
  '1969-12-31',
  '2200-01-01',
  '-4x',
  '4w',
  '-12345d',
  '-2000y',
  '+9999m',
  'monday',
  'last-month',
  '2026-11',
  'constructor',
  '__proto__',
  'toString',
];

test.each(NO_DAYS)('%j is no day', (word) => {
  expect(resolveDay(word, '2026-11-24')).toBeUndefined();
});

const NO_PERIODS = [
  '',
  'soon',
  '0d',
  '-0d',
  '+0w',
  '2026-13',
  '2026-00',
  '2026-Q5',
  '2026-02-30',
  '1969',
  '2200',
  '2026-03-01..2026-02-01',
  '..',
  '2026..2027',
  'last-month..today',
  'this-day',
  'last-decade',
  'start-of-month',
  '-9999y',
  'constructor',
  '__proto__',
];

test.each(NO_PERIODS)('%j is no period', (word) => {
  expect(resolvePeriod(word, '2026-11-24')).toBeUndefined();
});

const anyDay = fc
  .integer({ min: Date.UTC(1990, 0, 1) / 864e5, max: Date.UTC(2150, 0, 1) / 864e5 })
  .map((day) => new Date(day * 864e5).toISOString().slice(0, 10));

test('on any day, all periods that a list offers are whole, and in the order of time', () => {
  fc.assert(
    fc.property(anyDay, (today) => {
      for (const word of COMMON_PERIODS) {
        const period = resolvePeriod(word, today);
        expect(period && period.from <= period.to, `${word} on ${today}`).toBe(true);
      }
      for (const unit of ['week', 'month', 'quarter', 'year']) {
        const [last, now, next] = ['last', 'this', 'next'].map((which) =>
          resolvePeriod(`${which}-${unit}`, today),
        );
        expect(now && now.from <= today && today <= now.to).toBe(true);
        expect(addDays(last?.to ?? '', 1)).toBe(now?.from);
        expect(addDays(now?.to ?? '', 1)).toBe(next?.from);
      }
      expect(weekdayOf(resolvePeriod('this-week', today)?.from ?? '')).toBe('Monday');
    }),
  );
});

test('on any day, moving by days goes there and back, and by weeks to the Monday of the week', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 0, max: 2_000 }), (today, count) => {
      const there = resolveDay(`+${count}d`, today);
      expect(there && resolveDay(`-${count}d`, there)).toBe(today);
      const later = resolveDay(`+${count}w`, today);
      expect(later && resolveDay(`-${count}w`, later)).toBe(resolveDay('start-of-week', today));
    }),
  );
});

test('any text is a day of the calendar, or none', () => {
  const anyWord = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[+-]?\d{0,5}[dwmqy]?$/),
    fc.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
  );
  fc.assert(
    fc.property(anyWord, anyDay, (word, today) => {
      for (const day of [resolveDay(word, today), ...Object.values(resolvePeriod(word, today) ?? {})]) {
        if (day !== undefined) expect(addDays(day, 0)).toBe(day);
      }
    }),
  );
});

test.each([
  ['last-quarter', 'last quarter'],
  ['today', 'today'],
  ['-30d', 'last 30 days'],
  ['-8w', 'last 8 weeks'],
  ['+1m', 'next 1 month'],
  ['2026-q4', '2026-Q4'],
  ['2026-01-01..2026-03-31', '2026-01-01 to 2026-03-31'],
  ['2026-10-01..today', 'since 2026-10-01'],
])('the period %j is called %j', (period, words) => {
  expect(periodInWords(period)).toBe(words);
});
