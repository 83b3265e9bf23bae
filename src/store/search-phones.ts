import { foldLetters } from '../folding.ts';

/** Digits of the shortest and the longest phone number. */
const DIGITS = { fewest: 7, most: 20 } as const;
/** Digits at the end by which a number without its country is known. */
export const { fewest: KNOWN_DIGITS } = DIGITS;

const APART = '(?:[ \\u00A0().\\u2010-\\u2013-]{1,3}|/)?';
/** What may be a phone number, however its digits are put apart. */
export const PHONE = new RegExp(
  `(?<![\\p{L}\\p{M}\\p{N}])[+＋(]{0,2}\\p{Nd}(?:${APART}\\p{Nd}){${DIGITS.fewest - 1},}(?![\\p{L}\\p{M}\\p{N}])`,
  'gu',
);
const LONG_GROUP = new RegExp(`\\p{Nd}{${DIGITS.fewest},}`, 'gu');

/** The digits of what may be phone numbers in a text, as they are compared: see `phoneDigits`. */
export const phoneNumbersIn = (text: string): string[] =>
  [...text.matchAll(PHONE)].flatMap(([number]) =>
    [number, ...longGroups(number)].flatMap((each) => phoneDigits(each) ?? []),
  );

/** Digits that stand together and are a number of their own, whatever digits are near them. */
export const longGroups = (number: string): string[] => number.match(LONG_GROUP) ?? [];

/** `(0)`, and the 0 behind the number of a country, which are dialled in one place and not in another. */
const INNER_ZERO = /\(0\)|(?<=^[(\s]*\+[(\s]*[0-9]{1,3}[^0-9]+)0(?=[0-9])/;

/** The digits of a phone number without the zeros before it, as they are compared; undefined where it is none. */
export function phoneDigits(number: string): string | undefined {
  const digits = foldLetters(number)
    .replace(INNER_ZERO, '')
    .replace(/[^0-9]/g, '')
    .replace(/^0+/, '');
  return digits.length >= DIGITS.fewest && digits.length <= DIGITS.most ? digits : undefined;
}
