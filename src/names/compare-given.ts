import { isMisspelt, isSameList, isWithin } from './likeness.ts';
import type { ParsedPerson } from './people.ts';
import { isShortName } from './short-names.ts';
import { ask, type Because, OTHER, same, type Verdict } from './verdict.ts';

/** Whether the given names of two people can be those of one. */
export function compareGiven(a: ParsedPerson, b: ParsedPerson): Verdict {
  const [one, other] = [a.given, b.given];
  if (isSameList(one, other) || one.join('') === other.join('')) return same('same_name');
  const [few, many] = one.length <= other.length ? [one, other] : [other, one];
  const pairs = few.map((word, at) => compareWord(word, many[at] ?? ''));
  if (pairs.every(Boolean)) return ask(pairs.find((each) => each !== 'same_name') ?? 'more_names');
  if (isWithin(few, many)) return ask('more_names');
  const isCalled =
    a.called.some((word) => other.includes(word)) || b.called.some((word) => one.includes(word));
  return isCalled ? ask('nickname') : OTHER;
}

/** How one given name can stand for another. */
function compareWord(one: string, other: string): Because | undefined {
  if (one === other) return 'same_name';
  if (isInitial(one) || isInitial(other)) return firstOf(one) === firstOf(other) ? 'initials' : undefined;
  if (isShortName(one, other)) return 'nickname';
  return isMisspelt(one, other) ? 'spelling' : undefined;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const firstOf = (word: string) => graphemes.segment(word).containing(0)?.segment;
/** A letter, with its vowel sign where it has one. */
const isInitial = (word: string) => firstOf(word) === word;
