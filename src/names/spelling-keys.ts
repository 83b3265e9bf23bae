import { canonicalSpelling } from './given-spellings.ts';
import { ALPHABETIC, soundOf, undoubled } from './likeness.ts';

/** Words of this length are told by two of three parts of them. */
const THIRDS = { shortest: 5, longest: 9 } as const;
/** From this length on a word is told by its consonants, too. */
const LONG = 9;
/** From this length on the consonants of a word are told by their halves, too. */
const LONG_SKELETON = 10;

/** Vowels, and letters that sound like one, behind the first letter of a word. */
const VOWELS = /(?<=.)[aeiouyαεηιουωаеиоуыэюяіїє]/gu;

/**
 * Keys by which one folded word is found that is misspelt (`isMisspelt`): one of them is a sought key of the other word,
 * always where one letter of a word of up to nine is wrong; in longer words, and where two letters are wrong, most times. At
 * most 17.
 */
export const spellingKeys = (word: string): string[] => keysOfWord(word, [[...word].length]);

/** The keys with which one folded word is looked for: those of words that have a letter more or less, too. */
export function soughtSpellingKeys(word: string): string[] {
  const letters = [...word];
  const { length } = letters;
  return [...keysOfWord(word, [length, length - 1, length + 1]), ...swappedKeys(letters)];
}

/** `lengths`: those of the words for which it may stand. */
function keysOfWord(word: string, lengths: readonly number[]): string[] {
  const letters = [...word];
  if (letters.length < 2) return [];
  const keys = [soundKey(word), soundKey(undoubled(word)), soundKey(canonicalSpelling(word) ?? word)];
  // A word of four letters is misspelt by two letters that changed places.
  if (letters.length === 4) keys.push(`x:${letters.toSorted().join('')}`);
  if (letters.length >= THIRDS.shortest)
    keys.push(...lengths.filter(hasThirds).flatMap((length) => thirdsOf(letters, length)));
  if (letters.length >= LONG) keys.push(...skeletonKeys(skeletonOf(word)));
  return keys;
}

const hasThirds = (length: number) => length >= THIRDS.shortest && length <= THIRDS.longest;
const thirdOf = (length: number) => Math.floor((length - 1) / 3);

/** Of two letters that changed places, and stand in two thirds: one key of the word as it would be with them put back. */
function swappedKeys(letters: readonly string[]): string[] {
  const { length } = letters;
  if (!hasThirds(length)) return [];
  const third = thirdOf(length);
  return [0, third, 2 * third].flatMap((at) => {
    const [one = '', other = ''] = letters.slice(at, at + 2);
    return thirdsOf(letters.toSpliced(at, 2, other, one), length).slice(0, 1);
  });
}

/**
 * A word without one third of it: where one letter is wrong, two thirds are whole, and the first letter is hardly ever a typo.
 * What stands in front is counted from the first letter, and what stands behind from the last one.
 */
function thirdsOf(letters: readonly string[], length: number): string[] {
  const third = thirdOf(length);
  const [first, start] = [letters.slice(0, 1), letters.slice(0, 1 + third)];
  const behind = length - 1 - third;
  const last = behind - third;
  return [
    letters.slice(0, length - last),
    [...first, '.', ...letters.slice(-behind)],
    [...start, '.', ...letters.slice(-last)],
  ].map((part) => `y:${length}${part.join('')}`);
}

/** Keys of a whole name, its words joined: what sounds alike, vowels that are wrong, and one wrong letter in a long name. */
export function soundKeys(letters: string): string[] {
  const skeleton = skeletonOf(letters);
  return [
    soundKey(letters),
    `k:${skeleton.join('')}`,
    ...(skeleton.length >= LONG_SKELETON ? halvesOf(skeleton) : []),
  ];
}

// Twice: letters that sound as one may have stood in two words.
const soundOfAll = (word: string) => soundOf(soundOf(word));
const soundKey = (word: string) => `s:${soundOfAll(word)}`;

/** `bluefin` by its consonants `blfn`; by all its letters where the script has no vowels of its own. */
function skeletonOf(word: string): string[] {
  const sound = soundOfAll(word);
  return [...(ALPHABETIC.test(sound) ? sound.replace(VOWELS, '') : sound)];
}

const skeletonKeys = (letters: readonly string[]): string[] => [
  ...(letters.length > LONG_SKELETON ? [`k:${letters.join('')}`] : withOneLeftOut(letters, 'k:')),
  ...(letters.length >= LONG_SKELETON ? halvesOf(letters) : []),
];

const withOneLeftOut = (letters: readonly string[], kind: string): string[] => [
  kind + letters.join(''),
  ...letters.map((_, at) => kind + letters.toSpliced(at, 1).join('')),
];

/** The beginning and the end: one of them is whole if one letter is wrong, and of one length if a letter is too many. */
function halvesOf(letters: readonly string[]): string[] {
  const half = Math.floor(letters.length / 2);
  return [half, half - 1].flatMap((length) => [
    `b:${letters.slice(0, length).join('')}`,
    `z:${letters.slice(-length).join('')}`,
  ]);
}
