import { domainToUnicode } from 'node:url';
import { foldLetters, foldWords } from '../folding.ts';
import { phoneNumbersIn } from './search-phones.ts';
import { closeGaps, storedDigits, storedText } from './search-words.ts';

/** Stands between texts, and before each other form of a word: no words follow each other across it. */
const BETWEEN = ' | ';

/**
 * What is stored of the texts that a row is found by: their words in order, then other forms in which these are looked for:
 * `Müller & Söhne` is stored as `muller & sohne | mueller | soehne | muller&sohne`.
 */
export function searchBody(texts: readonly (string | null | undefined)[]): string {
  const bodies: string[] = [];
  const [words, forms, numbers] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const text of texts) {
    if (!text) continue;
    const said = closeGaps(readable(text));
    const folded = foldWords(said);
    if (folded.length > 0) bodies.push(storedText(folded));
    for (const word of folded) words.add(word);
    if (!PROSE.test(said)) for (const form of otherForms(said, folded)) forms.add(form);
    if (HAS_DIGIT.test(said)) for (const number of phoneNumbersIn(said)) numbers.add(storedDigits(number));
  }
  const others = [...forms].filter((form) => form && !words.has(form));
  return [...bodies, ...others.map((form) => storedText([form])), ...numbers].join(BETWEEN);
}

/** Most texts: no letter or sign in them is written otherwise, too. */
const PROSE = /^(?:[a-z0-9\s,;:!?()"/-]|\.(?=\s|$))*$/i;
const HAS_DIGIT = /\p{Nd}/u;

/** A text with the names of hosts in their own script: `xn--mller-kva.example` is `müller.example`. */
export const readable = (text: string): string =>
  /xn--/i.test(text) ? text.replace(/\bxn--[a-z0-9.-]+/gi, (host) => domainToUnicode(host) || host) : text;

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
  if (!text.includes('.')) return;
  for (const [dotted] of foldLetters(text).matchAll(DOTTED)) yield dotted;
  for (const [initials] of text.matchAll(INITIALS)) yield foldWords(initials).join('');
}

const AT_APOSTROPHES = /[\p{L}\p{M}\p{N}]+(?:['’‘`´ʹ′＇׳][\p{L}\p{M}\p{N}]+)+/gu;
const APOSTROPHE = /['’‘`´ʹ′＇׳]/u;
/** Letters of the shortest word that is looked for without what an apostrophe joins it to. */
const LETTERS = 3;

/** Words that are joined by apostrophes, which fold to one word: `entreprise` of `l'entreprise`. */
export const wordsAtApostrophes = (text: string): string[] =>
  !APOSTROPHE.test(text)
    ? []
    : (text.match(AT_APOSTROPHES) ?? [])
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
