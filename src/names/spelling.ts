import { distance } from 'fastest-levenshtein';

/** How far apart two spellings of one name may be, by length: none for very short names. */
function tolerance(length: number): number {
  if (length < 4) return 0;
  return length < 8 ? 1 : 2;
}

/**
 * Whether two folded names look like two spellings of one: `acmee` and `acme`. Equal names are not meant, and numbers
 * are no typos: `store 12` is not `store 13`.
 */
export function looksLike(a: string, b: string): boolean {
  if (digitsOf(a) !== digitsOf(b)) return false;
  const apart = distance(a, b);
  return apart > 0 && apart <= tolerance(Math.min(a.length, b.length));
}

/** Whether one folded name is the first words of the other: `mirador` and `mirador hotels`. */
export function isShortened(a: string, b: string): boolean {
  return a.startsWith(`${b} `) || b.startsWith(`${a} `);
}

const digitsOf = (name: string) => name.replace(/\D/g, '');
