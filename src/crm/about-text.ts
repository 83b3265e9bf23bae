import { formatDate } from '../clock.ts';
import { invalid } from '../errors.ts';
import { LIMITS } from './inputs.ts';

/** How a note begins in the text that is kept as `about`: `28 Nov 2026: hates calls before 10`. */
const DATED = /^\d{1,2} \p{L}{3} \d{4}: /gmu;

/** Whether words stand in an `about` text already, in whole lines, on whatever day they were noted. */
export function isNoted(about: string | null, words: string): boolean {
  return `\n${(about ?? '').replace(DATED, '')}\n`.includes(`\n${words}\n`);
}

/** An `about` text with more words, which are not added twice. Throws `invalid` when the text gets too long. */
export function withMore(known: string | null, more: string): string {
  if (!known || isNoted(known, more)) return known ?? more;
  const about = `${known}\n${more}`;
  if (about.length <= LIMITS.about) return about;
  throw invalid(
    `about is full (${LIMITS.about.toLocaleString('en-US')} characters): replace it with clear: ["about"] and a shorter text.`,
  );
}

/** The `about` text of a customer with one more dated line, which is not added twice. Throws `invalid` when the text gets too long. */
export function withNote(
  { name, about }: { name: string; about: string | null },
  { note, day }: { note: string; day: string },
): string {
  if (about && isNoted(about, note)) return about;
  const dated = `${formatDate(day).replace(/^\S+ /, '')}: ${note}`;
  const more = about ? `${about}\n${dated}` : dated;
  if (more.length <= LIMITS.about) return more;
  throw invalid(
    `What is known about ${name} is full (${LIMITS.about.toLocaleString('en-US')} characters). Log this as an interaction of kind note instead.`,
  );
}

/** An `about` text without one of its lines. */
export function withoutLine(about: string, line: string): string {
  return `\n${about}\n`.replace(`\n${line}\n`, () => '\n').replace(/^\n|\n$/g, '');
}
