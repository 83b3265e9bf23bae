import { addDays } from '../../clock.ts';
import { findDays, withoutDays } from './dates.ts';

/** A stretch of time as reports take it: as one word, or by its first and last day. */
export type Span = {
  /** As the person said it. */
  said: string;
  period?: string;
  since?: string;
  until?: string;
  /** Its last day is over. */
  isPast?: boolean;
};

const UNITS = 'week|month|quarter|year';
const COUNTS = 'a one two three four five six seven eight nine ten eleven twelve'.split(' ');
const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);

/** May and March are other words as well, when written small. */
const MONTH_NAMES = MONTHS.flatMap((month) => {
  const name = `${month.charAt(0).toUpperCase()}${month.slice(1)}`;
  return month === 'may' || month === 'march' ? [name] : [name, month];
}).join('|');

type Found = RegExpExecArray;

/** `said` where the words end elsewhere than the pattern does. */
type Rule = {
  pattern: RegExp;
  read(found: Found, today: string): (Omit<Span, 'said'> & { said?: string }) | undefined;
};

/** How people name a stretch of time, the most telling first. */
const RULES: readonly Rule[] = [
  {
    pattern: /\bsince ([+-]\d{1,4}[dwmqy])(?![\p{L}\p{N}])/giu,
    read: ([, word = '']) => ({ period: word, since: word }),
  },
  {
    pattern: /\b(?:between|from) ([^.?!]{1,30}?) (?:and|to|until|till|through|-) ([^.?!]{3,30})/gi,
    read: ({ 0: text, 1: first = '', 2: last = '' }, today) => {
      const [to] = findDays(last, today);
      const [from] = findDays(first, today);
      // "between 5 and 9 October"
      const [start] = from || !to ? [from] : findDays(`${first} ${to.text.replace(/^\d+\S* ?/, '')}`, today);
      if (!to || to.index > 0 || !start || start.past > to.past) return undefined;
      const [since, until] = [start.past, to.past];
      const said = text.slice(0, text.length - last.length + to.text.length);
      return { said, period: `${since}..${until}`, since, until, isPast: until < today };
    },
  },
  {
    pattern: new RegExp(
      `\\b(?:last|past|previous) (?:(\\d{1,4}|${COUNTS.slice(1).join('|')}) (day|${UNITS})s?|(?<=past )(${UNITS}))\\b`,
      'gi',
    ),
    read: ([, count = '1', many, one]) => {
      const spelled = COUNTS.indexOf(count.toLowerCase());
      const word = `-${spelled < 0 ? Number(count) : spelled}${(many ?? one ?? 'd').charAt(0).toLowerCase()}`;
      return { period: word, since: word };
    },
  },
  {
    pattern: new RegExp(`\\bsince (last|this) (${UNITS})\\b`, 'gi'),
    read: ([, which, unit], today) => {
      const since = neighbour(unit, which?.toLowerCase() === 'last' ? -1 : 0, today).from;
      return { period: `${since}..today`, since };
    },
  },
  {
    pattern: new RegExp(`\\b(last|previous|this|current|next|coming) (${UNITS})\\b`, 'gi'),
    read: ([, which = '', unit = ''], today) => {
      const by = /^(?:last|previous)$/i.test(which) ? -1 : Number(/^(?:next|coming)$/i.test(which));
      const { from, to } = neighbour(unit, by, today);
      const word = { [-1]: 'last', 0: 'this', 1: 'next' }[by] ?? 'this';
      return { period: `${word}-${unit.toLowerCase()}`, since: from, until: to, isPast: by < 0 };
    },
  },
  {
    pattern: /\bsince /gi,
    read: (found, today) => {
      const day = dayBehind(found, today);
      return day && { said: day.said, period: `${day.past}..today`, since: day.past };
    },
  },
  {
    pattern: /\b(?:(20\d\d)[ -])?q([1-4])(?:[ /-]?(20\d\d))?\b/gi,
    read: ([, before, quarter = '1', after], today) => {
      const year = before ?? after;
      const month = Number(quarter) * 3 - 2;
      return named(year, { month, length: 3, word: (of) => `${of}-Q${quarter}` }, today);
    },
  },
  {
    pattern: new RegExp(
      `(?<!\\d (?:of )?)\\b(?:in |for |of |during )?\\b(${MONTH_NAMES})\\b(?! \\d{1,2}\\b)(?:,? (20\\d\\d))?`,
      'g',
    ),
    read: ([, name = '', year], today) => {
      const month = MONTHS.indexOf(name.toLowerCase()) + 1;
      return named(year, { month, length: 1, word: (of) => `${of}-${two(month)}` }, today);
    },
  },
  {
    pattern: /\b(?:in|for|of|during) (20\d\d)\b/gi,
    read: ([, year], today) => named(year, { month: 1, length: 12, word: String }, today),
  },
  {
    pattern: /\b(?:until|till|by|before|up to) /gi,
    read: (found, today) => {
      const day = dayBehind(found, today);
      return day && { said: day.said, until: day.future };
    },
  },
  {
    pattern: /\b(today|yesterday)\b/gi,
    read: ([word]) => ({ ...single(word.toLowerCase()), isPast: word.toLowerCase() !== 'today' }),
  },
  {
    pattern: /\bon /gi,
    read: (found, today) => {
      const day = dayBehind(found, today);
      return day && { said: day.said, ...single(day.past), isPast: day.past < today };
    },
  },
];

const single = (day: string) => ({ period: day, since: day, until: day });

/** The day that is named right behind some words. */
function dayBehind({ 0: words, index, input }: Found, today: string) {
  const [day] = findDays(input.slice(index + words.length, index + words.length + MAX_DAY), today);
  if (!day || !/^(?:the )?$/i.test(input.slice(index + words.length).slice(0, day.index))) return undefined;
  return { ...day, said: input.slice(index, index + words.length + day.index + day.text.length) };
}

const MAX_DAY = 40;

/** The time a text speaks of, as reports take it. */
export function readSpan(text: string, today: string): Span | undefined {
  for (const { pattern, read } of RULES) {
    for (const found of text.matchAll(pattern)) {
      const span = read(found, today);
      if (span) return { said: found[0].trim(), ...span };
    }
  }
  return undefined;
}

export function withoutSpan(text: string, today: string): string {
  const { said } = readSpan(text, today) ?? {};
  return withoutDays(said ? text.replace(said, ' ') : text, today);
}

const two = (number: number) => String(number).padStart(2, '0');

/** A month, quarter or year by its name: the last one that has begun, where no year is said. */
function named(
  year: string | undefined,
  { month, length, word }: { month: number; length: number; word(year: number): string },
  today: string,
): Omit<Span, 'said'> {
  const thisYear = Number(today.slice(0, 4));
  const isAhead = `${thisYear}-${two(month)}-01` > today;
  const of = year ? Number(year) : thisYear - Number(isAhead);
  const since = `${of}-${two(month)}-01`;
  const until = addDays(firstOfMonth(since, length), -1);
  return { period: word(of), since, until, isPast: until < today };
}

const LENGTHS: Record<string, number> = { month: 1, quarter: 3, year: 12 };

function neighbour(unit: string | undefined, by: number, today: string): { from: string; to: string } {
  const length = LENGTHS[unit?.toLowerCase() ?? ''];
  if (!length) {
    const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
    const from = addDays(today, by * 7 - weekday);
    return { from, to: addDays(from, 6) };
  }
  const first = Math.floor((Number(today.slice(5, 7)) - 1) / length) * length + 1;
  const from = firstOfMonth(`${today.slice(0, 4)}-${two(first)}-01`, by * length);
  return { from, to: addDays(firstOfMonth(from, length), -1) };
}

/** The first day of the month that many months later. */
function firstOfMonth(day: string, months: number): string {
  const date = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
}
