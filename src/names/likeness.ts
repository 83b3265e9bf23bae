import { distance } from 'fastest-levenshtein';
import { mayHaveMarks } from '../folding.ts';
import { canonicalSpelling } from './given-spellings.ts';
import { remembered } from './remembered.ts';

/** Scripts whose words are misspelt by a letter; in others a letter more or less mostly makes another word. */
export const ALPHABETIC = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]+$/u;

/** Letters that sound alike in most languages that are written with Latin letters, in this order. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/ph/g, 'f'],
  [/th/g, 't'],
  [/ck|[cq]/g, 'k'],
  [/z/g, 's'],
  [/w/g, 'v'],
  [/[yj]/g, 'i'],
  [/ie|ee/g, 'i'],
  [/(?<=.)h/g, ''],
  [/(.)\1+/g, '$1'],
];

/** Whether two folded words are two spellings of one: a typo in a long word, letters that sound alike in a short one. */
export function isMisspelt(one: string, other: string): boolean {
  if (one === other || digitsOf(one) !== digitsOf(other)) return false;
  const canonical = canonicalSpelling(one);
  if (canonical !== undefined && canonical === canonicalSpelling(other)) return true;
  const shortest = Math.min(one.length, other.length);
  if (!ALPHABETIC.test(one) || !ALPHABETIC.test(other)) return shortest >= 5 && isTypo(one, other, 1);
  if (shortest >= 2 && soundOf(one) === soundOf(other)) return true;
  if (shortest < 4) return false;
  if (undoubled(one) === undoubled(other)) return true;
  if (isSwapped(one, other)) return true;
  if (shortest < 5) return false;
  return isTypo(one, other, shortest < 9 ? 1 : 2);
}

/** The first letter is hardly ever a typo: Hansen is not Jansen. */
const isTypo = (one: string, other: string, most: number) =>
  one[0] === other[0] && Math.abs(one.length - other.length) <= most && distance(one, other) <= most;

function isSwapped(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  const at = [...one].findIndex((letter, place) => letter !== other[place]);
  return one[at] === other[at + 1] && one[at + 1] === other[at] && one.slice(at + 2) === other.slice(at + 2);
}

/** A word with each letter once that stands twice: `acmee` is `acme`. */
export const undoubled = (word: string): string => word.replace(/(.)\1+/gu, '$1');

/** A folded word by how it sounds: `philip` and `filip` are `filip`. */
export const soundOf = remembered((word: string): string =>
  SOUNDS.reduce((text, [letters, sound]) => text.replace(letters, sound), word),
);
const digitsOf = (word: string) => (/\d/.test(word) ? word.replace(/\D/g, '') : '');

/** How many words of two equally long lists are misspelt; undefined where some are different words. */
export function countMisspelt(one: readonly string[], other: readonly string[]): number | undefined {
  if (one.length !== other.length) return undefined;
  const apart = one.flatMap((word, at) => (word === other[at] ? [] : [[word, other[at] ?? ''] as const]));
  return apart.every(([word, said]) => isMisspelt(word, said)) ? apart.length : undefined;
}

/** Whether all words of one list are in the other one, in their order. */
export function isWithin(few: readonly string[], many: readonly string[]): boolean {
  let at = 0;
  for (const word of many) if (word === few[at]) at += 1;
  return at === few.length;
}

export const isSameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((word, at) => word === other[at]);

/** Letters with two dots as they are written out: `Häusler` -> `Haeusler`. */
export function writtenOut(text: string): string {
  if (!mayHaveMarks(text)) return text;
  return text
    .normalize('NFC')
    .replace(/[äæ]/gi, 'ae')
    .replace(/[öøœ]/gi, 'oe')
    .replace(/ü/gi, 'ue')
    .replace(/å/gi, 'aa');
}
