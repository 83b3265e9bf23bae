import { Cron } from 'croner';
import { z } from 'zod';
import { dateIn, formatDate, isTimeZone, TIME_OF_DAY, timeIn } from '../clock.ts';
import { instantOf, wallOf } from '../wall-clock.ts';

/** The time of day at which a report is sent when none was said, and that the form of a new schedule starts with. */
export const USUAL_TIME = '09:00';

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

const when = {
  at: z
    .string()
    .regex(TIME_OF_DAY, 'must be a time of day such as 17:00')
    .describe('Time of day, HH:MM, 24 hours.'),
  time_zone: z
    .string()
    .refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin')
    .optional()
    .describe("Only when another zone than the person's own is meant; IANA."),
};

/** How often a report is sent, as people say it. Never more than once a day, so that nobody is flooded. */
export const Cadence = z.discriminatedUnion('every', [
  z.strictObject({ every: z.literal('day'), ...when }),
  z.strictObject({ every: z.literal('weekday'), ...when }).describe('Monday to Friday.'),
  z.strictObject({
    every: z.literal('week'),
    on: z
      .array(z.enum(WEEKDAYS))
      .min(1)
      .max(7)
      .refine((days) => new Set(days).size === days.length, 'names a day twice'),
    ...when,
  }),
  z.strictObject({
    every: z.literal('month'),
    on: z
      .union([z.int().min(1).max(28), z.literal('last_day')], 'must be a day from 1 to 28, or last_day')
      .describe('Day of the month, 1 to 28, or last_day.'),
    ...when,
  }),
  z.strictObject({ every: z.literal('quarter'), on: z.enum(['first_day', 'last_day']), ...when }),
]);
export type Cadence = z.infer<typeof Cadence>;

const keptWhen = { at: z.string().regex(TIME_OF_DAY), time_zone: z.string().optional() };

/**
 * A cadence as it was kept. It is read with fewer rules than a new one, so that a cadence that was allowed once stays
 * readable.
 */
export const KeptCadence: z.ZodType<Cadence> = z.discriminatedUnion('every', [
  z.looseObject({ every: z.literal('day'), ...keptWhen }),
  z.looseObject({ every: z.literal('weekday'), ...keptWhen }),
  z.looseObject({ every: z.literal('week'), on: z.array(z.enum(WEEKDAYS)), ...keptWhen }),
  z.looseObject({
    every: z.literal('month'),
    on: z.union([z.int(), z.literal('last_day')]),
    ...keptWhen,
  }),
  z.looseObject({ every: z.literal('quarter'), on: z.enum(['first_day', 'last_day']), ...keptWhen }),
]);

/** A cadence in five-field cron. Source: https://croner.56k.guru/usage/pattern/ (`L` is the last day of a month) */
export function compileCadence(cadence: Cadence): string {
  const [hour, minute] = cadence.at.split(':').map(Number);
  return `${minute} ${hour} ${daysOf(cadence)}`;
}

/** Whether two cadences are due at the same times, however they are written. */
export function isSameCadence(one: Cadence, other: Cadence): boolean {
  return compileCadence(one) === compileCadence(other) && one.time_zone === other.time_zone;
}

function daysOf(cadence: Cadence): string {
  switch (cadence.every) {
    case 'day':
      return '* * *';
    case 'weekday':
      return '* * 1-5';
    case 'week':
      return `* * ${inOrder(cadence.on)
        .map((day) => WEEKDAYS.indexOf(day) + 1)
        .join(',')}`;
    case 'month':
      return `${cadence.on === 'last_day' ? 'L' : cadence.on} * *`;
    case 'quarter':
      return cadence.on === 'last_day' ? 'L 3,6,9,12 *' : '1 1,4,7,10 *';
    default:
      return cadence satisfies never;
  }
}

const inOrder = (days: readonly (typeof WEEKDAYS)[number][]) => WEEKDAYS.filter((day) => days.includes(day));

/**
 * The first instant after another at which a cadence is due in a time zone. A time that is skipped when clocks go
 * forward is due at the first moment after the gap; one that is repeated is due the first time only.
 */
export function nextDue(cadence: Cadence, timeZone: string, after: Date): Date {
  return stepOf(cadence, timeZone)(after);
}

/** Counts the times after `from`, up to and with `until`, at which a cadence is due; gives the last and the next one. */
export function dueBetween(
  cadence: Cadence,
  timeZone: string,
  { from, until }: { from: Date; until: Date },
): { count: number; last: Date | undefined; next: Date } {
  const step = stepOf(cadence, timeZone);
  let count = 0;
  let last: Date | undefined;
  let next = step(from);
  for (; next <= until; next = step(next)) {
    count += 1;
    last = next;
  }
  return { count, last, next };
}

/** Steps from one due time to the next by the clock on the wall, so that no day is left out when clocks change. */
function stepOf(cadence: Cadence, timeZone: string): (after: Date) => Date {
  const cron = cronOf(compileCadence(cadence));
  return (after) => {
    for (let wall = wallOf(after, timeZone); ; ) {
      const next = cron.nextRun(wall);
      if (!next) throw new Error(`${cron.getPattern()} is never due.`);
      const instant = instantOf(next, timeZone);
      if (instant > after) return instant;
      wall = next;
    }
  };
}

/** Compiled cadences: compiling is costly, and many schedules share a few cadences. */
const MOST_CRONS = 5_000;
const crons = new Map<string, Cron>();

function cronOf(pattern: string): Cron {
  const known = crons.get(pattern);
  if (known) return known;
  const made = new Cron(pattern, { timezone: 'UTC', paused: true });
  if (crons.size >= MOST_CRONS) crons.clear();
  crons.set(pattern, made);
  return made;
}

/** `every Friday at 17:00`, `on the last day of every month at 09:00`. */
export function describeCadence(cadence: Cadence): string {
  return `${describeDays(cadence)} at ${cadence.at}`;
}

/** `every Friday`, `on the last day of every month`. */
export function describeDays(cadence: Cadence): string {
  switch (cadence.every) {
    case 'day':
      return 'every day';
    case 'weekday':
      return 'every weekday';
    case 'week': {
      const days = inOrder(cadence.on).map((day) => `${day[0]?.toUpperCase()}${day.slice(1)}`);
      return `every ${new Intl.ListFormat('en', { type: 'conjunction' }).format(days)}`;
    }
    case 'month':
      return cadence.on === 'last_day'
        ? 'on the last day of every month'
        : `on day ${cadence.on} of every month`;
    case 'quarter':
      return `on the ${cadence.on.replace('_', ' ')} of every quarter`;
    default:
      return cadence satisfies never;
  }
}

/** `Fri 27 Nov 2026, 17:00`. */
export function formatMoment(instant: Date, timeZone: string): string {
  return `${formatDate(dateIn(timeZone, instant))}, ${timeIn(timeZone, instant)}`;
}
