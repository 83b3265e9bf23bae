import { foldLetters } from '../../folding.ts';
import { LAST_DIGITS, readPhone } from '../../names/phones.ts';

/** `digits`: without the zeros in front. `isWhole`: with the country. */
type Digits = { digits: string; isWhole: boolean };

const BETWEEN = '[ \\u00A0\\u2009\\u202F().\\/\\u2010-\\u2013*-]';
/** Digits with what may stand between those of a number. */
const RUN = new RegExp(
  `(?<![\\p{L}\\p{N}])\\p{Nd}+(?:${BETWEEN}{1,3}[+＋]?\\p{Nd}+)*(?![\\p{N}]|(?!(?:ext|x|durchwahl)[\\s.:]*\\p{Nd})\\p{L})`,
  'giu',
);
const MOST_DIGITS = 20;

/** Digits that stand together; `isSigned`: behind a plus. `isTrunk`: the zero that is left out from abroad, `(0)`. */
type Group = { digits: string; start: number; end: number; isSigned: boolean; isTrunk: boolean };

/**
 * Finds phone numbers in texts, however they are written: with or without the country, in groups of any size, in digits of
 * any script. A number of less than seven digits is found only where it stands by itself.
 */
export function createPhoneFinder(
  phones: readonly string[],
): (text: string) => { start: number; end: number }[] {
  const known = phones.flatMap((phone) => knownDigits(phone) ?? []);
  if (known.length === 0) return () => [];
  return (text) => {
    const found: { start: number; end: number }[] = [];
    for (const { 0: run, index } of text.matchAll(RUN)) {
      const groups = groupsOf(text, { start: index, end: index + run.length });
      for (let at = 0; at < groups.length; ) {
        const length = longestFrom(groups, at, known);
        const [first, last] = [groups[at], groups[at + length - 1]];
        if (first && last && length > 0) found.push(withSigns(text, { start: first.start, end: last.end }));
        at += Math.max(length, 1);
      }
    }
    return found;
  };
}

/** The digits by which a stored number is found; undefined where it is none. */
export function knownDigits(phone: string): Digits | undefined {
  const read = readPhone(phone);
  if (!read) return undefined;
  const digits = withoutZeros(foldLetters(read.digits));
  return digits ? { digits, isWhole: read.number !== undefined } : undefined;
}

/** The digits at the end by which a number is looked for; undefined where it is too short to tell anything. */
export function lastDigits(phone: string): string | undefined {
  const { digits = '' } = knownDigits(phone) ?? {};
  return digits.length >= LAST_DIGITS ? digits.slice(-LAST_DIGITS) : undefined;
}

const withoutZeros = (digits: string) => digits.replace(/^0+/, '');

function groupsOf(text: string, { start, end }: { start: number; end: number }): Group[] {
  return [...text.slice(start, end).matchAll(/\p{Nd}+/gu)].map(({ 0: group, index }) => {
    const [from, to] = [start + index, start + index + group.length];
    const digits = foldLetters(group);
    return {
      digits,
      start: from,
      end: to,
      isSigned: /[+＋]\(?$/u.test(text.slice(Math.max(from - 2, 0), from)),
      isTrunk: digits === '0' && text[from - 1] === '(' && text[to] === ')',
    };
  });
}

/** How many groups from this one on are one of the numbers; 0 where none are. */
function longestFrom(groups: readonly Group[], at: number, known: readonly Digits[]): number {
  if (isBehindCountry(groups, at)) return 0;
  const first = groups[at];
  const isWhole = first?.isSigned === true || /^00[1-9]/.test(first?.digits ?? '');
  let digits = '';
  let longest = 0;
  for (const [place, group] of groups.slice(at).entries()) {
    if (place > 0 && group.isSigned) break;
    digits += group.isTrunk ? '' : group.digits;
    if (digits.length > MOST_DIGITS) break;
    const said = { digits: withoutZeros(digits), isWhole };
    const isAlone = groups.length === place + 1;
    if (known.some((number) => isSame(number, said, isAlone))) longest = place + 1;
  }
  return longest;
}

/** Whether the country of a number stands in front of these digits: without it they would be another's. */
function isBehindCountry(groups: readonly Group[], at: number): boolean {
  const signed = groups.findLastIndex(({ isSigned }, place) => isSigned && place < at);
  if (signed < 0 || groups[at]?.isSigned) return false;
  const before = groups.slice(signed, at).map(({ digits }) => digits);
  return before.join('').length < LAST_DIGITS;
}

function isSame(known: Digits, said: Digits, isAlone: boolean): boolean {
  if (known.digits === said.digits) return isAlone || known.digits.length >= LAST_DIGITS;
  if (known.isWhole && said.isWhole) return false;
  const [short, long] = known.digits.length < said.digits.length ? [known, said] : [said, known];
  // A longer one without its country has digits of something else in front.
  if (short.isWhole || (long === said && !said.isWhole)) return false;
  return short.digits.length >= LAST_DIGITS && long.digits.endsWith(short.digits);
}

/** With the plus in front, and a bracket that is closed among the digits. */
function withSigns(text: string, { start, end }: { start: number; end: number }) {
  const isClosed = text.slice(start, end).includes(')');
  const signs = isClosed ? /[+＋]?\(?[+＋]?$/u : /[+＋]?$/u;
  return { start: start - (signs.exec(text.slice(Math.max(start - 2, 0), start))?.[0].length ?? 0), end };
}
