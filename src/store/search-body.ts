import { domainToUnicode } from 'node:url';
import { foldLetters, foldWords } from '../folding.ts';
import { closeGaps, storedDigits, storedWords } from './search-words.ts';

/** Stands between texts, and before each other form of a word: no words follow each other across it. */
const BETWEEN = ' | ';

/**
 * What is stored of the texts that a row is found by: their words in order, then other forms in which these are looked for:
 * `Müller & Söhne` is stored as `muller & sohne | mueller | soehne | muller&sohne`.
 */
export function searchBody(texts: readonly (string | null | undefined)[]): string {
  const said = texts.filter((text) => typeof text === 'string').map((text) => closeGaps(readable(text)));
  const words = said.map(foldWords);
  const there = new Set(words.flat());
  const others = new Set(said.flatMap((text, at) => [...otherForms(text, words[at] ?? [])]));
  const forms = [...others]
    .filter((form) => form && !there.has(form))
    .map((form) => storedWords(form).join(' '));
  const numbers = said.flatMap(phoneNumbersIn).map(storedDigits);
  const bodies = words.map((each) => each.flatMap(storedWords).join(' ')).filter(Boolean);
  return [...bodies, ...new Set([...forms, ...numbers])].join(BETWEEN);
}

/** A text with the names of hosts in their own script: `xn--mller-kva.example` is `müller.example`. */
export const readable = (text: string): string =>
  text.replace(/\bxn--[a-z0-9.-]+/gi, (host) => domainToUnicode(host) || host);

const DIGRAPHS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };
const HAS_DIGRAPH = /[äöüåø]/iu;

/** A text with the letters that are also written as two: `Müller` is `mueller`. Undefined where it has none. */
export function withDigraphs(text: string): string | undefined {
  const composed = text.normalize('NFC');
  if (!HAS_DIGRAPH.test(composed)) return undefined;
  return composed.toLowerCase().replace(/[äöüåø]/gu, (letter) => DIGRAPHS[letter] ?? letter);
}

function* otherForms(text: string, words: readonly string[]): Generator<string> {
  const digraphs = withDigraphs(text);
  const wide = digraphs === undefined ? [] : foldWords(digraphs);
  yield* wide;
  for (const each of [words, wide]) {
    for (const [at, word] of each.entries()) {
      if (word === '&') yield* aroundAnd(each[at - 1], each[at + 1]);
      else if (/[+#&]/.test(word)) yield* partsOf(word);
    }
  }
  yield* wordsAtApostrophes(text);
  for (const [dotted] of foldLetters(text).matchAll(DOTTED)) yield dotted;
  for (const [initials] of text.matchAll(INITIALS)) yield foldWords(initials).join('');
}

const AT_APOSTROPHES = /[\p{L}\p{M}\p{N}]+(?:['’‘`´ʹ′＇׳][\p{L}\p{M}\p{N}]+)+/gu;
const APOSTROPHE = /['’‘`´ʹ′＇׳]/u;
/** Letters of the shortest word that is looked for without what an apostrophe joins it to. */
const LETTERS = 3;

/** Words that are joined by apostrophes, which fold to one word: `entreprise` of `l'entreprise`. */
export const wordsAtApostrophes = (text: string): string[] =>
  (text.match(AT_APOSTROPHES) ?? [])
    .flatMap((joined) => joined.split(APOSTROPHE))
    .filter((word) => word.length >= LETTERS)
    .flatMap(foldWords);

/** A word behind a dot that stands behind nothing, such as `.NET`. */
export const DOTTED = /(?<![\p{L}\p{M}\p{N}.])\.\p{L}[\p{L}\p{M}\p{N}+#&]*/gu;
/** `J.P.`, which is written `JP` as well. */
export const INITIALS = /(?<![\p{L}\p{M}\p{N}])\p{L}(?:\.\p{L})+(?![\p{L}\p{M}\p{N}])/gu;

/** `AT & T` is written `AT&T` as well. */
function* aroundAnd(before: string | undefined, after: string | undefined): Generator<string> {
  if (before && after) yield `${before}&${after}`;
}

/** Words within a word, and all of them together: `t` and `att` of `at&t`. It begins with its first one anyway. */
function* partsOf(word: string): Generator<string> {
  const parts = word.split(/[+#&]+/).filter(Boolean);
  yield* word.startsWith(parts[0] ?? '') ? parts.slice(1) : parts;
  if (parts.length > 1) yield parts.join('');
}

/** Digits of the shortest and the longest phone number. */
const DIGITS = { fewest: 7, most: 20 } as const;
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

/** The digits of a phone number without the zeros that are dialled in one place and not in another; undefined where it is none. */
export function phoneDigits(number: string): string | undefined {
  const digits = foldLetters(number)
    .replace(/\(0\)/, '')
    .replace(/^([+(\s]*[0-9]{1,3}[^0-9]+)0(?=[0-9])/, (all, country: string) =>
      all.includes('+') ? country : all,
    )
    .replace(/[^0-9]/g, '')
    .replace(/^0+/, '');
  return digits.length >= DIGITS.fewest && digits.length <= DIGITS.most ? digits : undefined;
}

/** Digits at the end by which a number without its country is known. */
export const { fewest: KNOWN_DIGITS } = DIGITS;
