import { foldWords } from '../folding.ts';
import { takeTitles } from './people.ts';
import { TITLES } from './person-words.ts';

/**
 * The keys that follow from the name of a contact, without the form of address: the whole folded name, and its first word.
 * `Herrn Schmidt` is `schmidt`.
 */
export function personKeys(name: string): { nameKey: string; firstKey: string } {
  const { words } = takeTitles(foldWords(name));
  return { nameKey: words.join(' '), firstKey: words[0] ?? '' };
}

/** A name without the form of address in front of it: `Dr. Eva Klein` -> `Eva Klein`. */
export function withoutHonorific(name: string): string {
  const words = name.trim().split(/\s+/);
  const at = words.findIndex((word) => !TITLES.has(foldWords(word).join('')));
  return at <= 0 ? name : words.slice(at).join(' ');
}
