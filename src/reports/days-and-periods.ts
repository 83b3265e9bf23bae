import { addDays, isDay, weekdayOf } from '../clock.ts';

/** Calendar days and periods as people say them, and the days they mean on a given day. All days are `YYYY-MM-DD`. */

const OFFSET = /^([+-])(\d{1,4})([dwmqy])$/;
const EDGE = /^(start|end)-of-(week|month|quarter|year)$/;
const ISO = /^\d{4}-\d{2}-\d{2}$/;
const WORDS: Record<string, number> = { yesterday: -1, today: 0, tomorrow: 1 };
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;

const UNITS = ['week', 'month', 'quarter', 'year'] as const;
type Unit = (typeof UNITS)[number];
const MONTHS: Record<Exclude<Unit, 'week'>, number> = { month: 1, quarter: 3, year: 12 };

/** The first and the last day of a period. */
export type Period = { from: string; to: string };

export const DATE_RULE =
  'must be a day: YYYY-MM-DD, today, yesterday, -4w, +3d, or start-of-month and the like';
export const PERIOD_RULE =
  'must be a period: this-week, last-month, last-quarter and the like, -30d, 2026-11, 2026-Q4, 2026, or 2026-01-01..2026-03-31';

/** Periods that a menu offers. */
export const COMMON_PERIODS = [
  'today',
  'yesterday',
  ...UNITS.flatMap((unit) => [`this-${unit}`, `last-${unit}`]),
  '-7d',
  '-30d',
  '-90d',
  'next-week',
  'next-month',
];

/** Resolves a day as people say it, as of `today`; undefined for a word that means no day. */
export function resolveDay(word: string, today: string): string | undefined {
  const said = word.trim().toLowerCase();
  return inRange(resolve(said, today));
}

function resolve(said: string, today: string): string | undefined {
  if (ISO.test(said)) return isDay(said) ? said : undefined;
  if (Object.hasOwn(WORDS, said)) return addDays(today, WORDS[said] ?? 0);
  const [, sign, count, unit] = OFFSET.exec(said) ?? [];
  if (unit === 'w' && sign === '-') return around('week', addDays(today, -7 * Number(count))).from;
  if (unit) return move(today, Number(count) * (sign === '-' ? -1 : 1), unit);
  const [, edge, span] = EDGE.exec(said) ?? [];
  if (!span) return undefined;
  const { from, to } = around(span as Unit, today);
  return edge === 'start' ? from : to;
}

/** Resolves a period as people say it, as of `today`; undefined for a word that means no period. */
export function resolvePeriod(word: string, today: string): Period | undefined {
  const said = word.trim().toLowerCase();
  const period = spoken(said, today) ?? written(said, today);
  if (!period || !inRange(period.from) || !inRange(period.to)) return undefined;
  return period.from <= period.to ? period : undefined;
}

const UNIT_WORDS: Record<string, string> = { d: 'day', w: 'week', m: 'month', q: 'quarter', y: 'year' };

/** `last-quarter` -> `last quarter`, `-30d` -> `last 30 days`, `2026-q4` -> `2026-Q4`, `2026-10-01..today` -> `since 2026-10-01`. */
export function periodInWords(period: string): string {
  const [, sign, count, unit = ''] = OFFSET.exec(period) ?? [];
  if (count)
    return `${sign === '-' ? 'last' : 'next'} ${Number(count)} ${UNIT_WORDS[unit]}${Number(count) === 1 ? '' : 's'}`;
  return period
    .replace(/^(.+)\.\.today$/, 'since $1')
    .replace('..', ' to ')
    .replace(/(?<=[a-z])-(?=[a-z])/g, ' ')
    .replace(/(?<=-)q(?=[1-4]$)/, 'Q');
}

function spoken(said: string, today: string): Period | undefined {
  if (Object.hasOwn(WORDS, said)) {
    const day = addDays(today, WORDS[said] ?? 0);
    return { from: day, to: day };
  }
  const [, which, unit] = /^(last|this|next)-(week|month|quarter|year)$/.exec(said) ?? [];
  if (unit) return neighbour(unit as Unit, { last: -1, this: 0, next: 1 }[which ?? ''] ?? 0, today);
  const [, sign, count, step] = OFFSET.exec(said) ?? [];
  const other = step && inRange(move(today, Number(count) * (sign === '-' ? -1 : 1), step));
  if (!other || other === today) return undefined;
  // The days up to today, or from today on, this one included. Weeks are whole ones: the first begins on its Monday.
  if (sign === '+') return { from: today, to: addDays(other, -1) };
  const first = addDays(other, 1);
  return { from: step === 'w' ? around('week', first).from : first, to: today };
}

function written(said: string, today: string): Period | undefined {
  const [, from, to] = /^(\S+?)\.\.(\S+)$/.exec(said) ?? [];
  if (from && to) {
    const [first, last] = [resolve(from, today), resolve(to, today)];
    return first && last ? { from: first, to: last } : undefined;
  }
  const [, year, quarter, month] = /^(\d{4})(?:-q([1-4])|-(0[1-9]|1[0-2]))?$/.exec(said) ?? [];
  if (year && (Number(year) < FIRST_YEAR || Number(year) > LAST_YEAR)) return undefined;
  if (!year) return ISO.test(said) && isDay(said) ? { from: said, to: said } : undefined;
  if (quarter) return around('quarter', `${year}-${pad(Number(quarter) * 3)}-01`);
  return month ? around('month', `${year}-${month}-01`) : around('year', `${year}-01-01`);
}

function neighbour(unit: Unit, by: number, today: string): Period {
  const { from } = around(unit, today);
  if (unit === 'week') return around('week', addDays(from, by * 7));
  return around(unit, addMonths(from, by * MONTHS[unit]));
}

/** The week (from Monday), month, quarter or year that holds a day. */
function around(unit: Unit, day: string): Period {
  if (unit === 'week') {
    const from = addDays(day, -DAYS.indexOf(weekdayOf(day)));
    return { from, to: addDays(from, 6) };
  }
  const length = MONTHS[unit];
  const first = Math.floor((Number(day.slice(5, 7)) - 1) / length) * length + 1;
  const from = `${day.slice(0, 4)}-${pad(first)}-01`;
  return { from, to: addDays(addMonths(from, length), -1) };
}

/** What gives the week, month, quarter or year around a day, where a period is exactly one. */
export function unitAround({ from, to }: Period): ((day: string) => Period) | undefined {
  const unit = UNITS.find((each) => {
    const whole = around(each, from);
    return whole.from === from && whole.to === to;
  });
  return unit && ((day) => around(unit, day));
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function move(day: string, count: number, unit: string): string {
  if (unit === 'd') return addDays(day, count);
  if (unit === 'w') return addDays(day, count * 7);
  return addMonths(day, count * (MONTHS_IN[unit] ?? 0));
}

const MONTHS_IN: Record<string, number> = { m: MONTHS.month, q: MONTHS.quarter, y: MONTHS.year };

/** Moves by whole months; the 31st becomes the last day of a shorter month. */
function addMonths(day: string, count: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const index = year * 12 + month - 1 + count;
  const [newYear, newMonth] = [Math.floor(index / 12), (index % 12) + 1];
  const lastDay = new Date(Date.UTC(newYear, newMonth, 0)).getUTCDate();
  return `${pad(newYear, 4)}-${pad(newMonth)}-${pad(Math.min(date, lastDay))}`;
}

const pad = (number: number, length = 2) => String(number).padStart(length, '0');

function inRange(day: string | undefined): string | undefined {
  if (!day || !ISO.test(day)) return undefined;
  const year = Number(day.slice(0, 4));
  return year >= FIRST_YEAR && year <= LAST_YEAR ? day : undefined;
}
