import { fold } from '../../text.ts';

const ERASED = '(erased)';

/** The words by which somebody is known: names as people write them, and addresses or numbers as they are. */
export type ErasedWords = { names: readonly string[]; literals: readonly string[] };

/** Gives a text without the words that are erased. */
export type Redact = (text: string) => string;

/** Makes what takes words out of texts: names in any case, accents and white space, but only as whole words. */
export function createRedactor({ names, literals }: ErasedWords): Redact {
  const written = longestFirst(literals).map(patternOf);
  const spoken = longestFirst(names);
  return (text) => {
    const without = written.reduce((rest, pattern) => rest.replace(pattern, ERASED), text);
    return spoken.reduce(replaceName, without);
  };
}

const longestFirst = (words: readonly string[]) =>
  words.filter(Boolean).toSorted((a, b) => b.length - a.length);

/** A JSON value with every text in it redacted. */
export function redactDeep<Value>(value: Value, redact: Redact): Value {
  return redactAny(value, redact) as Value;
}

function redactAny(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((each) => redactAny(each, redact));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, redactAny(each, redact)]));
}

/** Whether a name stands in a text. */
export function mentionsName(text: string, name: string): boolean {
  return replaceName(text, name) !== text;
}

/** Whether a name has more than one word: a single one may be a word of the language, too. */
export function isFullName(name: string): boolean {
  return UNSPACED.test(name) ? name.length > 2 : wordsOf(name).length > 1;
}

/** A literal that is no part of a longer one: not `ana@acme.com` in `mariana@acme.com`. */
function patternOf(literal: string): RegExp {
  const escaped = literal.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}][._%+-]*)${escaped}(?![\\p{L}\\p{N}-]|\\.[\\p{L}\\p{N}])`, 'giu');
}

/** Scripts that are written without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** What may stand between the words of a name: `Ana  Lopes`, `*Ana* *Lopes*`. */
const MOST_BETWEEN = 4;

type Word = { text: string; key: string; start: number; end: number };

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map(({ 0: word, index }) => ({
    text: word,
    key: fold(word),
    start: index,
    end: index + word.length,
  }));
}

function replaceName(text: string, name: string): string {
  if (UNSPACED.test(name)) return text.replaceAll(name, ERASED);
  const wanted = wordsOf(name);
  if (wanted.length === 0) return text;
  const said = wordsOf(text);
  let result = '';
  let done = 0;
  for (let at = 0; at + wanted.length <= said.length; at += 1) {
    const here = said.slice(at, at + wanted.length);
    const [first, last] = [here[0], here.at(-1)];
    if (!first || !last || !isName(here, wanted)) continue;
    result += text.slice(done, first.start) + ERASED;
    done = last.end;
    at += wanted.length - 1;
  }
  return result + text.slice(done);
}

function isName(here: Word[], wanted: Word[]): boolean {
  const [only] = here;
  if (wanted.length === 1 && only && isLower(only.text) && !isLower(wanted[0]?.text ?? '')) return false;
  return here.every(({ key, start }, at) => {
    const before = here[at - 1];
    return key === wanted[at]?.key && (!before || start - before.end <= MOST_BETWEEN);
  });
}

/** `will`, not `Will`. */
function isLower(word: string): boolean {
  const start = word.charAt(0);
  return start !== start.toUpperCase();
}
