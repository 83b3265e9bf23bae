import { canonicalSpelling } from './given-spellings.ts';
import { ALPHABETIC, soundOf, undoubled } from './likeness.ts';

/** Up to this length a word is told by what is left of it without one letter. */
const SHORT = 9;
/** From this length on the consonants of a word are told by their halves, too. */
const LONG_SKELETON = 10;

/** Vowels, and letters that sound like one, behind the first letter of a word. */
const VOWELS = /(?<=.)[aeiouyαεηιουωаеиоуыэюяіїє]/gu;

/**
 * Keys of one folded word, of which two share one that are misspelt for each other (`isMisspelt`): always where one letter
 * of a word of up to nine is wrong; in longer words, and where two letters are wrong, most times. At most 22.
 */
export function spellingKeys(word: string): string[] {
  const letters = [...word];
  if (letters.length < 2) return [];
  const keys = [soundKey(word), soundKey(undoubled(word)), soundKey(canonicalSpelling(word) ?? word)];
  // A word of four letters is misspelt by two letters that changed places.
  if (letters.length === 4) keys.push(`x:${letters.toSorted().join('')}`);
  if (letters.length > 4 && letters.length <= SHORT) keys.push(...withOneLeftOut(letters, 'y:'));
  if (letters.length >= SHORT) keys.push(...skeletonKeys(skeletonOf(word)));
  return keys;
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
