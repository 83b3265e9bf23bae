import { ALPHABETIC, soundOf, undoubled } from './likeness.ts';

/** From this length on a word is told by its consonants: by then a word with a letter left out says little more. */
const LONG = 9;
/** From this length on the consonants are told by their halves. */
const LONG_SKELETON = 10;

/** Vowels, and letters that sound like one, behind the first letter of a word. */
const VOWELS = /(?<=.)[aeiouyαεηιουωаеиоуыэюяіїє]/gu;

/**
 * Keys of one folded word, or of the words of a name joined: two that are misspelt for each other (`isMisspelt`) share one.
 * All such with one letter wrong do; with two, which long words may have, those where not both are consonants far apart.
 * At most 19; the most telling first.
 */
export function spellingKeys(word: string): string[] {
  const letters = [...word];
  if (letters.length < 2) return [];
  const sound = soundOf(soundOf(word));
  const keys = [`s:${sound}`, `s:${soundOf(soundOf(undoubled(word)))}`];
  // A word of four letters is misspelt by two letters that changed places.
  if (letters.length === 4) keys.push(`x:${letters.toSorted().join('')}`);
  if (letters.length > LONG - 1) keys.push(...skeletonKeys(sound));
  if (letters.length > 4 && letters.length <= LONG) keys.push(...withOneLeftOut(letters, 'y:'));
  return keys;
}

/** `bluefin` by its consonants `blfn`. */
function skeletonKeys(sound: string): string[] {
  const plain = ALPHABETIC.test(sound) ? sound.replace(VOWELS, '').replace(/(.)\1+/gu, '$1') : sound;
  const letters = [...plain];
  const keys = [`k:${plain}`];
  if (letters.length >= LONG_SKELETON) keys.push(...halvesOf(letters));
  if (letters.length <= LONG_SKELETON) keys.push(...withOneLeftOut(letters, 'k:'));
  return keys;
}

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
