import anyAscii from 'any-ascii';
import type { ParsedPerson } from './people.ts';
import { remembered } from './remembered.ts';

/** Scripts whose names are often written in Latin letters, too. */
const SCRIPTS = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Arabic',
  'Hebrew',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Devanagari',
  'Bengali',
  'Thai',
  'Georgian',
  'Armenian',
].map((script) => [script, new RegExp(`\\p{Script=${script}}`, 'u')] as const);

/** The script of a word, by its first letter; undefined of one without letters of these scripts. */
const scriptOf = remembered(
  (word: string): string =>
    SCRIPTS.find(([, letter]) => letter.test([...word].find((each) => /\p{L}/u.test(each)) ?? ''))?.[0] ?? '',
);

const PLAIN = /^[ -~]*$/;
/** A folded word in Latin letters, as it is read out: `ромашка` is `romashka`. */
export const latinOf = (word: string): string => (PLAIN.test(word) ? word : latin(word));
const latin = remembered((word: string): string =>
  anyAscii(word)
    .toLowerCase()
    .replace(/[^a-z0-9+#&]/g, ''),
);

/** Whether a word is of another script than Latin. */
const isOther = (word: string) => !PLAIN.test(word) && scriptOf(word) !== 'Latin' && latinOf(word) !== '';

/** Whether two lists of folded words are of two scripts. */
export const areOfTwoScripts = (one: readonly string[], other: readonly string[]): boolean =>
  (one.some(isOther) || other.some(isOther)) && scriptOf(one.join('')) !== scriptOf(other.join(''));

/** Folded words in Latin letters; undefined where they are so already. */
export const wordsInLatin = (words: readonly string[]): string[] | undefined =>
  words.some(isOther) ? words.map(latinOf).filter(Boolean) : undefined;

/** A person's name in Latin letters, of one in Han characters the first one as the surname; undefined where it is so already. */
export function personInLatin(parsed: ParsedPerson): ParsedPerson | undefined {
  const { given, particles, surname, patronymic, isUnspaced } = parsed;
  if (![...given, ...particles, ...surname].some(isOther)) return undefined;
  const letters = [...given, ...surname].join('');
  const [first = '', ...rest] = letters;
  const isWhole = isUnspaced && scriptOf(letters) === 'Han' && rest.length > 0;
  return {
    ...parsed,
    given: isWhole ? [latinOf(rest.join(''))] : given.map(latinOf),
    particles: particles.map(latinOf),
    surname: isWhole ? [latinOf(first)] : surname.map(latinOf),
    patronymic: patronymic && latinOf(patronymic),
    called: [],
    isUnspaced: false,
  };
}

/** Letters and groups of letters that stand for one sound in the ways to write other scripts in Latin letters, in this order. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/shch|sch|sh|ch|cz/g, 's'],
  [/ts|tz|zh/g, 's'],
  [/kh/g, 'k'],
  [/(?<=[aeiou])j$|(?<=[^aeiouh])j(?=[aeou])/g, ''],
  [/ph/g, 'f'],
  [/x/g, 'ks'],
  [/c(?=[eiy])/g, 's'],
  [/ck|[cq]/g, 'k'],
  [/w/g, 'v'],
  [/z/g, 's'],
  [/[aeiouyh]/g, ''],
];
const consonantsOf = remembered((word: string): string =>
  // Letter by letter: in other scripts two letters are two sounds.
  (PLAIN.test(word) ? [word] : [...word])
    .map(soundOf)
    .join('')
    .replace(/(.)\1+/g, '$1'),
);
const soundOf = (letters: string) =>
  SOUNDS.reduce((text, [group, sound]) => text.replace(group, sound), latinOf(letters));

/** One consonant alone tells nothing. */
const FEWEST_CONSONANTS = 2;

/** The consonants of folded words, in no order of the words: the same for a name and for its ways to be written in Latin letters. */
export function consonants(words: readonly string[]): string | undefined {
  const found = words.map(consonantsOf).filter(Boolean).toSorted();
  return found.join('').length < FEWEST_CONSONANTS ? undefined : found.join(' ');
}

/** Given name and surname, each as one word. */
export const twoWords = ({ given, particles, surname }: ParsedPerson): string[] =>
  [given.join(''), [...particles, ...surname].join('')].filter(Boolean);
