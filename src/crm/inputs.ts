import { z } from 'zod';
import { describeIssues, invalid } from '../errors.ts';
import { ID } from '../ids.ts';
import { clean, fold } from '../text.ts';

export const LIMITS = {
  name: 200,
  summary: 4_000,
  title: 300,
  about: 1_000,
  contacts: 20,
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

export const Id = z.string().regex(ID, 'must be an id as the tools return it');
/** Calendar date `YYYY-MM-DD` that exists. */
export const Day = z.iso.date();
export const Email = z
  .email()
  .max(254)
  .transform((text) => text.toLowerCase());

/** Checks data from outside against a schema. Throws `invalid` with one sentence that names every problem. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalid(`The input is not valid: ${describeIssues(parsed.error)}`);
}
