import { foldWords } from '../folding.ts';
import { comparePersonNames } from './compare-people.ts';
import { parsePerson, takeTitles } from './people.ts';
import { DECLINED, TITLES } from './person-words.ts';

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

/** A name as it stands on a card: `Herrn Schmidt`, as it is said within a sentence, is `Herr Schmidt`. */
export const asWritten = (name: string): string =>
  DECLINED.reduce((text, [said, form]) => text.replace(said, form), name);

/**
 * The fuller name of somebody of whom one name alone is known, their form of address kept: `Herr Hans Schmidt` of
 * `Herr Schmidt` and `Hans Schmidt`. Undefined where nothing is to be added.
 */
export function completeName(known: string, said: string): string | undefined {
  const [one, full] = [parsePerson(known), parsePerson(said)];
  if (one.given.length > 0 || one.isUnspaced || full.given.length === 0) return undefined;
  const { because } = comparePersonNames(known, said);
  if (because !== 'surname_alone' && because !== 'given_name_alone') return undefined;
  const bare = withoutHonorific(known);
  const title = full.hasTitle ? '' : known.slice(0, known.length - bare.length);
  return `${title}${asWritten(said)}`;
}
