import { foldLetters } from '../folding.ts';
import { withoutHonorific } from './person-names.ts';

const collator = new Intl.Collator('und', { numeric: true });

/** Orders names as a dictionary does: `apple`, `Éclair`, `Łódź`, `Zebra`, `zorro`; numbers by their size. */
export const compareInOrder = (one: string, other: string): number => collator.compare(one, other);

/** Rows by their names as a dictionary orders them, those of one name by their ids. */
export const inOrder = <Each extends { id: string; name: string }>(rows: readonly Each[]): Each[] =>
  rows.toSorted((one, other) => compareInOrder(one.name, other.name) || (one.id < other.id ? -1 : 1));

/** The same of people, who stand where they would without a form of address: `Dr. Eva Klein` beside `Eva Lang`. */
export const peopleInOrder = <Each extends { id: string; name: string }>(rows: readonly Each[]): Each[] =>
  inOrder(rows).toSorted((one, other) =>
    compareInOrder(withoutHonorific(one.name), withoutHonorific(other.name)),
  );

/** The key by which a database sorts people so. */
export const personSortKey = (name: string): string => sortKey(withoutHonorific(name));

const LONGEST_NUMBER = 12;

/**
 * A key by which a database sorts names so, byte by byte: JavaScript gives no keys of a collator. Letters before the marks
 * on them and before capitals, numbers by their size; names in letters before those that begin with a sign.
 */
export function sortKey(name: string): string {
  const words = foldLetters(name)
    .replace(/['’‘`´]/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}+#&]+/gu, ' ')
    .trim()
    .replace(/\d+/g, (number) => number.padStart(LONGEST_NUMBER, '0'));
  // Behind a tab, which comes before any letter: what tells apart those that are alike.
  return `${words}\t${name.normalize('NFC').toLowerCase()}`;
}
