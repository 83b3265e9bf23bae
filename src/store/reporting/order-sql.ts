import { foldLetters } from '../../folding.ts';
import type { Dialect } from '../columns.ts';

/** Letters of Latin alphabets with marks, `À` to `ž`, and the plain letter that each is sorted as. */
const MARKED = Array.from({ length: 0x17f - 0xc0 }, (_, at) => String.fromCodePoint(0xc0 + at))
  .map((letter) => [letter, foldLetters(letter)] as const)
  .filter(([letter, plain]) => letter !== plain && /^[a-z]+$/.test(plain));

/**
 * An expression by which a few names that have no key of their own are sorted as a dictionary does, Latin letters at least:
 * `Émile` between `Eva` and `Zoe`.
 */
export function orderOf(dialect: Dialect, name: string): string {
  const plain = MARKED.reduce((rest, [letter, folded]) => `replace(${rest}, '${letter}', '${folded}')`, name);
  if (dialect === 'postgres') return `lower(${plain}) collate "C"`;
  return `case when ${name} glob '*[^ -~]*' then lower(${plain}) else lower(${name}) end`;
}
