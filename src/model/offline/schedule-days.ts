/** The days on which something comes again and again, as schedules take them. */
export type Days =
  | { every: 'day' | 'weekday' }
  | { every: 'week'; on: string[] }
  | { every: 'month'; on: number | 'last_day' }
  | { every: 'quarter'; on: 'first_day' | 'last_day' };

/** `trouble`: what is said where a schedule cannot be like that. */
type ReadDays = { days: Days } | { trouble: string };

export const TOO_OFTEN =
  'Once a day is the most: I can send a report every day, but not more often. Say for example “every day at 9:00”.';
const OTHERWISE =
  'I can send a report every day, every weekday, on days of the week, once a month or once a quarter. Which of these would you like?';
const lateDay = (day: number) =>
  day > 31
    ? `No month has a day ${day}; I can send it on a day from 1 to 28, or on the last day of the month. Which one would you like?`
    : `Not every month has a day ${day}; I can send it on day 28 or on the last day of the month. Which one would you like?`;

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const DAY =
  '(?:mon(?:days?)?|tue(?:s|sdays?)?|wed(?:nesdays?)?|thu(?:r|rs|rsdays?)?|fri(?:days?)?|sat(?:urdays?)?|sun(?:days?)?)';
const DAY_LIST = `${DAY}(?:(?: ?, ?and | ?, ?| and | ?[&+/] ?)(?:on |every |each )?${DAY})*`;
const FULL_DAY = '(?:mon|tues|wednes|thurs|fri|satur|sun)days?';
const PLURALS = `(?:${FULL_DAY}(?: ?, ?and | ?, ?| and | ?[&+/] ?)(?:on )?){0,6}(?:mon|tues|wednes|thurs|fri|satur|sun)days`;
const PARTS = '(?:morning|noon|afternoon|evening|night)s?';
const EVERY = '(?:every|each)(?: single)?';
const MONTH = '(?:the|each|every|a|any) month';
const QUARTER = '(?:the|each|every|a) quarter';
const NTH = '(?:the |day )?(\\d{1,2}|first)(?:st|nd|rd|th)?(?: day)?';
const COUNTS = '(?:\\d+|two|three|four|five|six|several|many|a few)';

type Rule = { pattern: RegExp; read(found: RegExpExecArray): ReadDays };

const rule = (pattern: string, read: Rule['read'] | ReadDays): Rule => ({
  pattern: new RegExp(`\\b(?:${pattern})(?![\\p{L}\\p{N}])`, 'iu'),
  read: typeof read === 'function' ? read : () => read,
});

const week = ([, list = '']: RegExpExecArray): ReadDays => ({
  days: { every: 'week', on: WEEKDAYS.filter((day) => namedIn(list).has(day.slice(0, 3))) },
});
const namedIn = (list: string) =>
  new Set([...list.toLowerCase().matchAll(new RegExp(`\\b${DAY}\\b`, 'g'))].map(([day]) => day.slice(0, 3)));
const month = ([, said = '1']: RegExpExecArray): ReadDays => monthly(said === 'first' ? 1 : Number(said));
const monthly = (day: number): ReadDays =>
  day >= 1 && day <= 28 ? { days: { every: 'month', on: day } } : { trouble: lateDay(day) };
const lastOfMonth: ReadDays = { days: { every: 'month', on: 'last_day' } };
const lastOfQuarter: ReadDays = { days: { every: 'quarter', on: 'last_day' } };

/** The most telling first: "every second Friday" before "every second" and "Friday". */
const RULES: readonly Rule[] = [
  rule(`${EVERY} (?:3|three) months`, { days: { every: 'quarter', on: 'first_day' } }),
  rule(
    `${EVERY} (?:other|second|third|fourth|2nd|3rd|4th|\\d+|two|three|four|five|six|few) (?:days?|weeks?|weekdays?|months?|quarters?|years?|${DAY})|bi-?weekly|bi-?monthly|fortnightly|(?:${EVERY}|once a) (?:fortnight|year)|yearly|annually|(?:twice|${COUNTS} times) (?:a|per|each|every) (?:week|month|quarter|year)|(?:(?:first|second|third|fourth|last|[1-4](?:st|nd|rd|th)) )(?:${DAY}|week|weekday|(?:working|work|business) ?day) (?:of|in) (?:the|each|every|a) (?:week|month|quarter|year)|\\d{1,2}(?:st|nd|rd|th)?(?: and| &|,) (?:the )?\\d{1,2}(?:st|nd|rd|th)? (?:of|in) ${MONTH}`,
    { trouble: OTHERWISE },
  ),
  rule(
    `(?:${EVERY}|per|once (?:a|an|per|every)|${COUNTS} times (?:a|an|per)) (?:(?:\\d+|few|couple of|two|three|five|ten|fifteen|thirty|half|half an|quarter|quarter of an|other) )?(?:seconds?|minutes?|mins?|hours?)|hourly|(?:twice|thrice|${COUNTS} times|more than once) (?:a|per|each|every) day|(?:a)?round the clock|(?:in )?real[- ]?time|(?:${EVERY} )?(?:mornings?|noon)(?:,| and| &) (?:${EVERY} |in the |at )?(?:noon|afternoons?|evenings?|nights?)`,
    { trouble: TOO_OFTEN },
  ),
  rule(
    `(?:(?:on|at|by) )?(?:the )?(?:(?:very )?last day|end) of ${MONTH}|(?:(?:${EVERY}|once a) month|monthly),? (?:on|at) the (?:last day|end)(?: of ${MONTH})?|(?:on )?the last day ${EVERY} month|(?:at )?month[- ]end`,
    lastOfMonth,
  ),
  rule(
    `(?:(?:on|at|from) )?(?:the )?(?:beginning|start|first day) of ${MONTH}|(?:(?:${EVERY}|once a) month|monthly),? at the (?:beginning|start)`,
    () => monthly(1),
  ),
  rule(`(?:on |every |each )?${NTH} (?:of|in) ${MONTH}`, month),
  rule(`(?:(?:${EVERY}|once a) month|monthly),? on ${NTH}(?: of ${MONTH})?`, month),
  rule(`(?:on )?${NTH},? (?:${EVERY} month|monthly)`, month),
  rule('every (\\d{1,2})(?:st|nd|rd|th)(?: day)?', month),
  rule(
    `(?:(?:on|at|by) )?(?:the )?(?:(?:very )?last day|end) of ${QUARTER}|(?:(?:${EVERY}|once a) quarter|quarterly),? (?:on|at) the (?:last day|end)(?: of ${QUARTER})?|(?:at )?quarter[- ]end`,
    lastOfQuarter,
  ),
  rule(
    `(?:(?:on|at) )?(?:the )?(?:first day|beginning|start) of ${QUARTER}|(?:(?:${EVERY}|once a) quarter|quarterly)(?:,? (?:on|at) the (?:first day|beginning|start)(?: of ${QUARTER})?)?`,
    { days: { every: 'quarter', on: 'first_day' } },
  ),
  rule(
    `(?:${EVERY} |on |all )?(?:mondays?|mon) ?(?:to|till|until|through|thru|-) ?(?:fridays?|fri)|(?:${EVERY}|on) (?:week ?|working |work ?|business )days?|(?:week|work|working |business )days`,
    { days: { every: 'weekday' } },
  ),
  rule(
    `(?:(?:${EVERY}|once a) week|weekly|${EVERY}),? (?:on |of )?(${DAY_LIST})(?: (?:every|each) week)?`,
    week,
  ),
  rule(`(?:on )?(${DAY_LIST}),? (?:of )?(?:(?:every|each) week|weekly)`, week),
  rule(`(?:on )?(${PLURALS}|${DAY}(?: ?, ?and | ?, ?| and | ?[&+/] ?)${DAY_LIST})`, week),
  rule(`(?:${EVERY} |on |at )weekends?|weekends`, {
    days: { every: 'week', on: ['saturday', 'sunday'] },
  }),
  rule(
    `${EVERY} (?:day|${PARTS})|once a day|daily|(?:in the |on )?(?:mornings|evenings|afternoons)|day by day`,
    { days: { every: 'day' } },
  ),
  rule(`(?:${EVERY}|once a) month|monthly`, () => monthly(1)),
  rule(`(?:${EVERY}|once a) week|weekly`, { days: { every: 'week', on: ['monday'] } }),
];

/** Days that are said alone, where it is known that a schedule is spoken of: "Monday", "the 15th", "last day". */
const LOOSE_RULES: readonly Rule[] = [
  rule(`(?:on |to )?(${DAY_LIST})`, week),
  rule('(?:on )?(?:the )?(?:very )?last(?: day(?: of it)?|(?=(?: one)?(?: please)?[.! ]*$))', lastOfMonth),
  rule('(?:on )?(?:the )?(\\d{1,2})(?:st|nd|rd|th)|(?:on )?day (\\d{1,2})', (found) =>
    monthly(Number(found[1] ?? found[2])),
  ),
];

export type FoundDays = { read: ReadDays; start: number; end: number };

export function findRegularDays(text: string, { loose = false } = {}): FoundDays | undefined {
  for (const { pattern, read } of loose ? [...RULES, ...LOOSE_RULES] : RULES) {
    const found = pattern.exec(text);
    if (found) return { read: read(found), start: found.index, end: found.index + found[0].length };
  }
  return undefined;
}
