import { distance } from 'fastest-levenshtein';

/** The known word that somebody most likely meant who has written another one; undefined where none is like it. */
export function nearestWord(said: string, known: readonly string[]): string | undefined {
  const written = said.slice(0, MOST_COMPARED).toLowerCase();
  const near = known
    .map((word) => ({ word, by: distance(written, word.toLowerCase()) }))
    .filter(({ word, by }) => by <= Math.max(word.length > 3 ? 2 : 1, Math.floor(word.length / 3)))
    .toSorted((one, other) => one.by - other.by);
  return near[0]?.word;
}

const MOST_COMPARED = 100;

/** ` (did you mean “label”?)`, or nothing where no known word is like the one that was written. */
export function didYouMean(said: string, known: readonly string[]): string {
  const near = nearestWord(said, known);
  return near === undefined ? '' : ` (did you mean “${near}”?)`;
}
