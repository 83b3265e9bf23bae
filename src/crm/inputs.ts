import { z } from 'zod';
import { TIME_OF_DAY } from '../clock.ts';
import { invalid } from '../errors.ts';
import { ID } from '../ids.ts';
import { readEmail } from '../names/addresses.ts';
import { readPhone } from '../names/phones.ts';
import { clean, fold } from '../text.ts';
import { describeProblems } from './input-problems.ts';

/** Longest texts in characters, and most entries of lists. */
export const LIMITS = {
  name: 200,
  summary: 4_000,
  details: 20_000,
  title: 300,
  email: 320,
  phone: 50,
  note: 1_000,
  /** All that is known about one customer, its notes included. */
  about: 8_000,
  contacts: 20,
  followUps: 10,
  query: 200,
  rows: 50,
} as const;

/** One line of text that people read: cleaned, not empty, at most `max` characters. */
export const line = (max: number) =>
  z
    .string()
    .max(max)
    .transform((text) => clean(text).replace(/\s+/g, ' '))
    .pipe(z.string().min(1));

/** A name by which something can be found again: it has letters or digits in it. */
export const named = line(LIMITS.name).refine(
  (text) => fold(text) !== '',
  'must contain a letter or a digit',
);

/** Text that may have several lines. */
export const prose = (max: number) => z.string().max(max).transform(clean).pipe(z.string().min(1));

export const Id = z.string().regex(ID, 'must be an id as the tools return it; give the name instead');
/** Calendar date `YYYY-MM-DD` that exists. */
export const Day = z.iso.date();
/** Time of day `HH:MM`, 24 hours. */
export const TimeOfDay = z.string().regex(TIME_OF_DAY, 'must be a time of day such as 17:00');
/** An e-mail address as it is kept. What is none is kept as it was said, so that it can be told: `isEmail` tells them apart. */
export const Email = line(LIMITS.email).transform((text) => readEmail(text)?.address ?? text);
export const isEmail = (text: string): boolean => readEmail(text) !== undefined;
/** A phone number as it was said, without the link that Slack makes of it. `isPhone` tells whether it is one. */
export const Phone = line(LIMITS.phone).transform((text) => {
  const [number = '', label] = text
    .replace(/^<?\s*tel:/i, '')
    .replace(/>$/, '')
    .split('|');
  return (label ?? number).trim() || text;
});
export const isPhone = (text: string): boolean => readPhone(text) !== undefined;
/** The same, or `none` where there is to be none any more. */
export const TimeOfDayOrNone = z
  .string()
  .refine(
    (time) => time === 'none' || TIME_OF_DAY.test(time),
    'must be a time of day such as 17:00, or none',
  );
/** The same of a day. */
export const DayOrNone = z
  .string()
  .refine((day) => day === 'none' || Day.safeParse(day).success, 'must be a day such as 2026-11-30, or none');
/** How many rows are wanted. */
export const Limit = z.int().min(1).max(LIMITS.rows);

/** Checks data from outside against a schema. Throws `invalid` with a sentence for every problem. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalid(`That is not valid yet: ${describeProblems(parsed.error, input)}.`);
}

/** Fields without those that are null, undefined or an empty list. */
export function withoutEmpty<Fields extends Record<string, unknown>>(fields: Fields): NonEmptyFields<Fields> {
  const kept = Object.entries(fields).filter(
    ([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(kept) as NonEmptyFields<Fields>;
}

type NonEmptyFields<Fields> = {
  [Name in keyof Fields as null extends Fields[Name]
    ? never
    : undefined extends Fields[Name]
      ? never
      : Name]: Fields[Name];
} & {
  [Name in keyof Fields as null extends Fields[Name]
    ? Name
    : undefined extends Fields[Name]
      ? Name
      : never]?: NonNullable<Fields[Name]>;
};
