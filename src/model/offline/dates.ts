import { casual, type ParsedResult } from 'chrono-node/en';
import { addDays } from '../../clock.ts';

/** A day named in a text: what it means for something that happened, and for something to come. */
export type DayMention = { text: string; index: number; past: string; future: string };

const MAX_CHARACTERS = 1_000;

/** The days named in a text, in order. `today` is the writer's calendar date. */
export function findDays(text: string, today: string): DayMention[] {
  const said = text.slice(0, MAX_CHARACTERS);
  const own = OWN_RULES.flatMap(({ pattern, days }) =>
    [...said.matchAll(pattern)].map((match) => ({
      text: match[0],
      index: match.index,
      ...days(match, today),
    })),
  );
  const parsed = casual
    .parse(said, { instant: noon(today) })
    .filter((result) => !own.some((each) => overlaps(each, result)) && isDay(result, said))
    .map((result) => ({ text: result.text, index: result.index, ...readDays(result, today) }));
  return [...own, ...parsed].sort((a, b) => a.index - b.index).filter(isFirstOfItsPlace);
}

export const pastDay = (text: string, today: string): string | undefined => findDays(text, today)[0]?.past;

/** A text without the days named in it, and without what led to them: `the deck by Friday` -> `the deck`. */
export function withoutDays(text: string, today: string): string {
  let rest = text;
  for (const { index, text: day } of findDays(text, today).toReversed()) {
    const before = rest
      .slice(0, index)
      .replace(
        /\s*\b(?:(?:no|not) later than|by|on|until|till|before|due|for|at|in|from|latest|sometime|early|mid|late|first thing|the|this coming)\s*$/i,
        '',
      );
    rest = `${before} ${rest.slice(index + day.length)}`;
  }
  return rest
    .replace(/\s+/g, ' ')
    .replace(/\s+([.,;!?])/g, '$1')
    .trim();
}

const isFirstOfItsPlace = (each: DayMention, at: number, all: DayMention[]) =>
  at === 0 || !all.slice(0, at).some((earlier) => overlaps(earlier, each));

function overlaps(a: { index: number; text: string }, b: { index: number; text: string }): boolean {
  return a.index < b.index + b.text.length && b.index < a.index + a.text.length;
}

/** Words that are a day in one sentence and something else in the next. */
const OTHER_MEANINGS = /^(?:sat|sun|may|march|mar|second|now|wed)$/;

/** Whether chrono found a day, and not a time, a duration or a fraction. */
function isDay(result: ParsedResult, said: string): boolean {
  const { text, index, start } = result;
  if (OTHER_MEANINGS.test(text)) return false;
  if (result.tags().has('result/relativeDateAndTime')) return false;
  if (/^\d+\/\d+$/.test(text) && /^ of\b/.test(said.slice(index + text.length))) return false;
  if (/^(?:for|over|during) /i.test(text)) return false;
  return (
    start.isCertain('day') ||
    start.isCertain('weekday') ||
    start.isCertain('month') ||
    /^(?:this|in the) (?:morning|afternoon|evening)$/i.test(text)
  );
}

function readDays({ text, start }: ParsedResult, today: string): { past: string; future: string } {
  const day = isoDate(start.get('year'), start.get('month'), start.get('day'));
  if (!start.isCertain('day') && start.isCertain('weekday')) {
    return weekdayDays({ weekday: start.get('weekday') ?? 0, text, day }, today);
  }
  if (!start.isCertain('day'))
    return { past: day, future: monthEnd(day, day < today && !start.isCertain('year') ? 12 : 0) };
  if (start.isCertain('year') || !/\d|[A-Z]/.test(text)) return { past: day, future: day };
  const year = Number(day.slice(0, 4));
  return {
    past: day > today ? `${year - 1}${day.slice(4)}` : day,
    future: day < today ? `${year + 1}${day.slice(4)}` : day,
  };
}

function weekdayDays({ weekday, text, day }: { weekday: number; text: string; day: string }, today: string) {
  const week = /\b(last|next|this) week\b/i.exec(text)?.[1]?.toLowerCase();
  if (week) {
    const exact = addDays(monday(today, WEEKS[week] ?? 0), (weekday + 6) % 7);
    return { past: exact, future: exact };
  }
  const ago = (weekdayOf(today) - weekday + 7) % 7;
  if (/\b(?:last|past|previous)\b/i.test(text)) {
    const last = addDays(today, -(ago === 0 ? 7 : ago));
    return { past: last, future: last };
  }
  const ahead = addDays(today, 7 - ago);
  return { past: addDays(today, -ago), future: /\bnext\b/i.test(text) && day > today ? day : ahead };
}

const WEEKS: Record<string, number> = { last: -1, this: 0, next: 1 };

/** What chrono does not know or means differently. */
const OWN_RULES: {
  pattern: RegExp;
  days(match: RegExpMatchArray, today: string): { past: string; future: string };
}[] = [
  { pattern: /\b(?:eod|cob|end of (?:the )?(?:day|business))\b/gi, days: (_, today) => both(today) },
  {
    pattern: /\b(?:eow|end of (?:the |this )?week)\b/gi,
    days: (_, today) => both(addDays(monday(today, weekdayOf(today) % 6 === 0 ? 1 : 0), 4)),
  },
  {
    pattern: /\b(?:end of )?next week\b(?! \w+day)/gi,
    days: (_, today) => both(addDays(monday(today, 1), 4)),
  },
  { pattern: /\b(?:eom|end of (?:the |this )?month)\b/gi, days: (_, today) => both(monthEnd(today, 0)) },
  { pattern: /\b(?:end of )?next month\b/gi, days: (_, today) => both(monthEnd(today, 1)) },
  {
    pattern: /\b(?:eoy|end of (?:the |this )?year)\b/gi,
    days: (_, today) => both(`${today.slice(0, 4)}-12-31`),
  },
  {
    pattern: /\b(?:end of (?:the |this )?quarter|eoq)\b/gi,
    days: (_, today) => both(monthEnd(today, 2 - ((Number(today.slice(5, 7)) - 1) % 3))),
  },
  {
    pattern:
      /\bend of (january|february|march|april|may|june|july|august|september|october|november|december)\b/gi,
    days: ([, name = ''], today) => {
      const ahead = (MONTHS.indexOf(name.slice(0, 3).toLowerCase()) - Number(today.slice(5, 7)) + 13) % 12;
      return { future: monthEnd(today, ahead), past: monthEnd(today, ahead === 0 ? 0 : ahead - 12) };
    },
  },
  {
    pattern:
      /\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?:,? of)? (last|next|this) week\b/gi,
    days: ([, name = '', week = ''], today) => both(dayOfWeek(today, name, WEEKS[week.toLowerCase()] ?? 0)),
  },
  {
    pattern: /\b(last|next) week,? (?:on )?(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b/gi,
    days: ([, week = '', name = ''], today) => both(dayOfWeek(today, name, WEEKS[week.toLowerCase()] ?? 0)),
  },
  { pattern: /\bday after tomorrow\b/gi, days: (_, today) => both(addDays(today, 2)) },
  { pattern: /\b(?:in )?a fortnight\b/gi, days: (_, today) => both(addDays(today, 14)) },
  {
    pattern: /\b(?:over|at|on|during|this|the) (?:the )?weekend\b/gi,
    days: (_, today) => ({
      past: addDays(today, -((weekdayOf(today) + 1) % 7)),
      future: addDays(today, (6 - weekdayOf(today) + 7) % 7),
    }),
  },
  {
    pattern: /\bthe (\d{1,2})(?:st|nd|rd|th)\b(?! (?:of|time|meeting|call|person|floor|quarter))/gi,
    days: ([, number = ''], today) => nearestDayOfMonth(Number(number), today),
  },
];

const both = (day: string) => ({ past: day, future: day });
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const WEEKDAYS = 'mon tue wed thu fri sat sun'.split(' ');

const dayOfWeek = (today: string, name: string, weeks: number) =>
  addDays(monday(today, weeks), Math.max(0, WEEKDAYS.indexOf(name.slice(0, 3).toLowerCase())));

/** 0 for Sunday. */
const weekdayOf = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay();
const monday = (day: string, weeks: number) => addDays(day, weeks * 7 - ((weekdayOf(day) + 6) % 7));

function monthEnd(day: string, months: number): string {
  const date = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months + 1);
  return addDays(date.toISOString().slice(0, 10), -1);
}

/** The last and the next time a month had or has this day. */
function nearestDayOfMonth(number: number, today: string): { past: string; future: string } {
  const inMonth = (months: number) => {
    const end = monthEnd(today, months);
    return Number(end.slice(8)) < number ? undefined : `${end.slice(0, 8)}${String(number).padStart(2, '0')}`;
  };
  const find = (offsets: number[], fits: (day: string) => boolean) =>
    offsets.map(inMonth).find((day) => day !== undefined && fits(day)) ?? today;
  if (number < 1 || number > 31) return both(today);
  return {
    past: find([0, -1, -2], (day) => day <= today),
    future: find([0, 1, 2], (day) => day >= today),
  };
}

/** Chrono counts from a moment in the machine's own zone and is read in that zone again, so the zone cancels out. */
function noon(day: string): Date {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date, 12);
}

function isoDate(year: number | null, month: number | null, day: number | null): string {
  const two = (value: number | null) => String(value ?? 1).padStart(2, '0');
  return `${String(year ?? 1970).padStart(4, '0')}-${two(month)}-${two(day)}`;
}
