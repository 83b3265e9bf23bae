import { dateIn, dayOf } from '../../clock.ts';

/** Which of two numbers comes first in `03/04/2026`: the day or the month. */
export const DAY_ORDERS = ['dmy', 'mdy'] as const;
export type DayOrder = (typeof DAY_ORDERS)[number];

const ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d])/;
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;
const NUMBERS = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/;
const DAY_FIRST = /^(\d{1,2})(?:st|nd|rd|th|\.)?\s+(\p{L}+)\.?,?\s+(\d{4})/u;
const MONTH_FIRST = /^(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})/u;

/** What a text says of the order of days and months in its file; `either`: it can be read in both. Undefined: it has no need of one. */
export function orderIn(text: string): DayOrder | 'either' | undefined {
  const [, first, sign, second] = NUMBERS.exec(text.trim()) ?? [];
  if (sign === undefined || sign === '.') return undefined;
  if (Number(first) > 12) return 'dmy';
  if (Number(second) > 12) return 'mdy';
  return first === second ? undefined : 'either';
}

/** Years that a customer list may speak of: others are slips, such as 0202. */
const YEARS = { first: '1900', last: '2199' };

/**
 * The day, `YYYY-MM-DD`, that a text begins with; an instant of UTC is that of the zone. Undefined where it is none. Without an order, a day
 * that can be read in one way only is read so.
 */
export function readDay(
  text: string,
  reading: { order: DayOrder | undefined; timeZone: string },
): string | undefined {
  const day = readAnyDay(text, reading);
  const year = day?.slice(0, 4) ?? '';
  return year >= YEARS.first && year <= YEARS.last ? day : undefined;
}

function readAnyDay(
  text: string,
  { order, timeZone }: { order: DayOrder | undefined; timeZone: string },
): string | undefined {
  const plain = text.trim();
  if (ISO_INSTANT.test(plain)) {
    const instant = new Date(plain);
    return Number.isNaN(instant.getTime()) ? undefined : dateIn(timeZone, instant);
  }
  const iso = ISO.exec(plain);
  if (iso) return dayOf(iso[1], iso[2], iso[3]);
  const numbers = NUMBERS.exec(plain);
  if (numbers) {
    const [, first, sign, second, year = ''] = numbers;
    const isDayFirst = sign === '.' || (order ?? orderIn(plain) ?? 'dmy') === 'dmy';
    const whole = year.length === 2 ? `${Number(year) < 70 ? '20' : '19'}${year}` : year;
    return isDayFirst ? dayOf(whole, second, first) : dayOf(whole, first, second);
  }
  const named = DAY_FIRST.exec(plain);
  if (named) return dayOf(named[3], monthOf(named[2]), named[1]);
  const month = MONTH_FIRST.exec(plain);
  return month ? dayOf(month[3], monthOf(month[1]), month[2]) : undefined;
}

/** The time of day, `HH:MM`, in a text such as `2026-03-01 09:30` or `9:30 PM`. */
export function readTime(text: string): string | undefined {
  const [, hour, minute, half] = /(?:^|[T\s])(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap]m)?/i.exec(text) ?? [];
  if (hour === undefined || minute === undefined) return undefined;
  const isEvening = half?.toLowerCase() === 'pm';
  const hours = (Number(hour) % (half ? 12 : 24)) + (isEvening ? 12 : 0);
  return Number(hour) > 23 || Number(minute) > 59 ? undefined : `${String(hours).padStart(2, '0')}:${minute}`;
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const monthOf = (word = '') => {
  const at = MONTHS.indexOf(word.slice(0, 3).toLowerCase());
  return at < 0 ? undefined : String(at + 1);
};
