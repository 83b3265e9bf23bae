import { and, type Column, ilike, like, or, type SQL, sql } from 'drizzle-orm';
import type { System } from '../../context.ts';
import { readEmail } from '../../names/addresses.ts';
import { wordsOf } from './name-finder.ts';
import { lastDigits } from './phone-finder.ts';
import type { ErasedWords } from './redactor.ts';

/** Letters and digits beyond ASCII, and what nobody sees; without the punctuation, which stands in most texts. */
const BEYOND_ASCII = '[\u0080-\u1FFF\u200B-\u200F\u2060-\u206F\u2C00-\u{10FFFF}]';
/** What may stand between the digits of a phone number, see the finder of these; NBSP is beyond ASCII. */
const BETWEEN_DIGITS = [
  ' ',
  '-',
  '.',
  '(',
  ')',
  '/',
  '*',
  '\u2009',
  '\u202F',
  '\u2010',
  '\u2011',
  '\u2012',
  '\u2013',
];

/**
 * A condition that holds of rows in which these words stand, and of some others: databases know neither the case of letters
 * beyond ASCII nor their marks, so of a row with such letters code has to look closer. What costs little is asked first.
 */
export function mayMention(
  ctx: System,
  { columns, words }: { columns: readonly Column[]; words: Omit<ErasedWords, 'spares'> },
): SQL | undefined {
  const patterns = new Set([...words.names.flatMap(patternOfName), ...words.emails.flatMap(patternsOfEmail)]);
  const endings = new Set(words.phones.flatMap((phone) => lastDigits(phone) ?? []));
  const isSqlite = ctx.store.dialect === 'sqlite';
  const conditions = columns.flatMap((column) => {
    const text = sql`cast(${column} as text)`;
    const isBeyond = isSqlite ? sql`${text} glob ${`*${BEYOND_ASCII}*`}` : sql`${text} ~ ${BEYOND_ASCII}`;
    return [
      // SQLite's `like` is blind to the case of ASCII letters by itself.
      ...[...patterns].map((pattern) => (isSqlite ? like(text, pattern) : ilike(text, pattern))),
      ...[...endings].map((digits) =>
        and(like(text, `%${[...digits].join('%')}%`), like(closedUp(text), `%${digits}%`)),
      ),
      and(sql`octet_length(${text}) <> length(${text})`, isBeyond),
    ];
  });
  return or(...conditions);
}

const closedUp = (text: SQL) =>
  BETWEEN_DIGITS.reduce((rest, between) => sql`replace(${rest}, ${between}, '')`, text);

/** Matches a name in a text that has no letters beyond ASCII; none where it cannot be written so. */
function patternOfName(name: string): string[] {
  const words = wordsOf(name).map(({ folded, own }) => {
    const [only, ...others] = folded;
    return others.length === 0 && only !== undefined ? only : own.replace(/[^a-z0-9]+/g, '%');
  });
  return words.every((word) => /^[a-z0-9%]+$/.test(word)) ? [`%${words.join('%')}%`] : [];
}

function patternsOfEmail(email: string): string[] {
  const read = readEmail(email);
  if (!read) return [];
  return [`${read.local}@${read.domain}`].map((each) => `%${each.replace(/[^a-z0-9]+/g, '%')}%`);
}
