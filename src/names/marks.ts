import { foldWords, foldWordsWithMarks, mayHaveMarks } from '../folding.ts';

/** The words of a name as they are compared. */
type Written = { name: string; words: readonly string[] };

/**
 * Whether two names of the same letters have marks on both sides, and not the same ones: `Hùng` and `Hưng`. Where one side
 * has none, they were left out by whoever typed it.
 */
export function haveOtherMarks(one: Written, other: Written): boolean {
  if (!mayHaveMarks(one.name) || !mayHaveMarks(other.name)) return false;
  const [marked, otherMarked] = [markedLetters(one), markedLetters(other)];
  return marked !== otherMarked && marked !== one.words.join('') && otherMarked !== other.words.join('');
}

/** The letters of the compared words, with the marks that they have in the name. */
function markedLetters({ name, words }: Written): string {
  const left = foldWordsWithMarks(name).map((marked) => [foldWords(marked).join(''), marked] as const);
  return words
    .map((word) => {
      const at = left.findIndex(([folded]) => folded === word);
      return (at >= 0 ? left.splice(at, 1)[0]?.[1] : undefined) ?? word;
    })
    .join('');
}
