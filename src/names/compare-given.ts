import { mayHaveMarks } from '../folding.ts';
import { isMisspelt, isSameList, isWithin } from './likeness.ts';
import type { ParsedPerson } from './people.ts';
import { isShortName } from './short-names.ts';
import { ask, type Because, OTHER, same, type Verdict } from './verdict.ts';

/** Whether the given names of two people can be those of one. */
export function compareGiven(a: ParsedPerson, b: ParsedPerson): Verdict {
  const [one, other] = [givenOf(a, b), givenOf(b, a)];
  if (isSameList(one, other) || one.join('') === other.join('')) return same('same_name');
  const [few, many] = one.length <= other.length ? [one, other] : [other, one];
  const pairs = few.map((word, at) => compareWord(word, many[at] ?? ''));
  if (pairs.every(Boolean)) return ask(pairs.find((each) => each !== 'same_name') ?? 'more_names');
  if (isWithin(few, many)) return ask('more_names');
  if (areInitialsOf(one, other) || areInitialsOf(other, one)) return ask('initials');
  const isCalled =
    a.called.some((word) => other.includes(word)) || b.called.some((word) => one.includes(word));
  return isCalled ? ask('nickname') : OTHER;
}

/** With the patronymic where the other one may have it as an initial: И. И. Петров. */
const givenOf = ({ given, patronymic }: ParsedPerson, other: ParsedPerson): readonly string[] =>
  patronymic && !other.patronymic && other.given.length > given.length ? [...given, patronymic] : given;

/** Whether one word is made of the first letters of all names: `HP` for Hans-Peter. */
export const areInitialsOf = ([word = '', ...more]: readonly string[], names: readonly string[]): boolean =>
  more.length === 0 && names.length > 1 && names.map(firstOf).join('') === word;

/** How one given name can stand for another. */
function compareWord(one: string, other: string): Because | undefined {
  if (one === other) return 'same_name';
  if (isInitial(one) || isInitial(other)) return firstOf(one) === firstOf(other) ? 'initials' : undefined;
  if (isShortName(one, other)) return 'nickname';
  return isMisspelt(one, other) ? 'spelling' : undefined;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const firstOf = (word: string) =>
  mayHaveMarks(word) ? graphemes.segment(word).containing(0)?.segment : word[0];
/** A letter, with its vowel sign where it has one. */
const isInitial = (word: string) => firstOf(word) === word;
