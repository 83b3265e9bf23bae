import { foldLetters } from '../folding.ts';
import data from './known/given-spellings.json' with { type: 'json' };

const SPELLINGS: ReadonlyMap<string, string> = new Map(
  data.names.flatMap((line) => {
    const [first = '', ...others] = line.split(' ').map(foldLetters);
    return [first, ...others].map((each) => [each, first] as const);
  }),
);

/** The first way to write a folded given name that is written in many ways: `muhammad` of `mohamed`. */
export const canonicalSpelling = (word: string): string | undefined => SPELLINGS.get(word);
