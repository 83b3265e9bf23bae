import { z } from 'zod';
import { readTimeOfDay } from '../clock.ts';
import { Cadence, USUAL_TIME, WEEKDAYS } from '../delivery/cadence.ts';
import { invalid } from '../errors.ts';

/** How often, as a model says it: flat, with days as text. */
export type CadenceWords = {
  every?: Cadence['every'] | undefined;
  on?: string[] | undefined;
  at?: string | undefined;
  time_zone?: string | undefined;
};

/** Rhythms that no cadence can say; the model is told of them in the tool and in its errors. */
export const NOT_POSSIBLE =
  'Not possible: every two weeks, several times a day, once, a reminder, or to somebody else than to says';

const EVERY = ['day', 'weekday', 'week', 'month', 'quarter'] as const satisfies Cadence['every'][];

export const Every = z.enum(EVERY);

/** Throws `invalid`, with what is possible and what is not, for a rhythm that is none. */
export function requireRhythm(every: unknown): void {
  if (typeof every !== 'string' || (EVERY as readonly string[]).includes(every.trim().toLowerCase())) return;
  const one = new Intl.ListFormat('en', { type: 'disjunction' }).format(EVERY);
  throw invalid(`every is ${one}, not “${every.slice(0, 40)}”. ${NOT_POSSIBLE}: say so to the person.`);
}

/** Reads a cadence from words such as `Fri`, `1st`, `last day`, `5pm`. Throws `invalid` with an example. */
export function readCadence({ every, on = [], at = USUAL_TIME, time_zone: zone }: CadenceWords): Cadence {
  const days = on
    .flatMap((each) => each.split(/[,;/]|\band\b/))
    .map((each) => each.trim().toLowerCase().replaceAll('_', ' '));
  const said = days.filter((each) => each !== '');
  const often = every ?? guessEvery(said);
  const read = {
    every: often,
    ...(often && TAKES_DAYS.has(often) ? { on: daysOf(often, said) } : {}),
    at: readTimeOfDay(at),
    ...(zone ? { time_zone: zone } : {}),
  };
  const parsed = Cadence.safeParse(read);
  if (parsed.success) return parsed.data;
  throw invalid(`${describeFault(parsed.error, often)}. ${EXAMPLES}`);
}

/** What is wrong with a cadence, in words that people may read. */
function describeFault({ issues }: z.ZodError, every: Cadence['every'] | undefined): string {
  const [field] = issues[0]?.path ?? [];
  if (!every || field === 'every')
    return 'It is not said how often: every day, weekday, week, month or quarter';
  if (field === 'at') return 'The time must be a time of day such as 17:00';
  if (field === 'time_zone') return 'The time zone must be an IANA name such as Europe/Lisbon';
  switch (every) {
    case 'week':
      return 'The day must be a weekday such as Friday';
    case 'month':
      return 'The day must be one from 1 to 28, or the last day of the month';
    default:
      return 'The day must be the first or the last day of the quarter';
  }
}

/** A cadence in the words it could have been read from. */
export function wordsOf(cadence: Cadence): CadenceWords {
  const { every, at, time_zone } = cadence;
  return { every, at, time_zone, ...('on' in cadence ? { on: [cadence.on].flat().map(String) } : {}) };
}

const EXAMPLES =
  'For example: every=week, on=["friday"], at="17:00"; every=month, on=["1"] or on=["last_day"]; every=quarter, on=["first_day"].';

const TAKES_DAYS: ReadonlySet<string> = new Set(['week', 'month', 'quarter']);

/** Days of the week alone mean every week. */
function guessEvery(said: string[]): Cadence['every'] | undefined {
  return said.length > 0 && said.every((each) => weekdayOf(each)) ? 'week' : undefined;
}

function daysOf(every: Cadence['every'], said: string[]): unknown {
  if (every === 'week') {
    if (said.length === 0) throw invalid(`on is missing: the days of the week. ${EXAMPLES}`);
    return [...new Set(said.map((each) => weekdayOf(each) ?? each))];
  }
  if (said.length > 1) throw invalid(`on takes one day of the ${every}, not ${said.length}. ${EXAMPLES}`);
  const [day = ''] = said;
  if (/^(?:the )?last\b|^-1$/.test(day)) return 'last_day';
  if (every === 'quarter')
    return day === '' || /^(?:the )?(?:first\b|1(?:st)?\b)/.test(day) ? 'first_day' : day;
  if (day === '' || /^(?:the )?first\b/.test(day)) return 1;
  const number = /^(?:the )?(?:day )?(\d{1,2})(?:st|nd|rd|th|\.)?(?: day)?$/.exec(day)?.[1];
  return number && Number(number) <= 28 ? Number(number) : day;
}

/** `fri`, `Fridays`, `friday`. */
function weekdayOf(said: string): (typeof WEEKDAYS)[number] | undefined {
  const word = said.replace(/^(?:on|every) /, '').replace(/[s.]$/, '');
  return word.length < 2 ? undefined : WEEKDAYS.find((day) => day.startsWith(word) || day === `${word}s`);
}
