import { foldWords } from '../../folding.ts';

const APOSTROPHES = /['’‘`´ʹ′＇׳]/gu;

/** The words of a text, folded as those that search has stored; what an apostrophe joins are two: `l'offre` has `offre` in it. */
export const wordsIn = (text: string): string[] => foldWords(text.replace(APOSTROPHES, ' '));
