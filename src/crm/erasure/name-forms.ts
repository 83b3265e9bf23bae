import { foldWords } from '../../folding.ts';
import { parsePerson } from '../../names/people.ts';
import { TITLES_ONTO, UNSPACED_NAME } from '../../names/person-words.ts';

/** The ways in which a name is written. */
export type NameForms = {
  /** With given name and surname, in both orders: they can mean few people. A comma says that the surname stands first. */
  whole: string[];
  /** As it was said, where it is no more than one name or an initial with one, without the form of address too. */
  said: string[];
  /** Parts of it, and initials, which can mean many people. */
  short: string[];
};

/** Letters of the shortest whole name in a script without spaces: two may be any word. */
const FEWEST_UNSPACED = 3;
const FEWEST = 2;

/** All forms of a person's name: `Lopes, Ana` and `A Lopes` of `Dr. Ana Lopes`. */
export function nameForms(name: string): NameForms {
  const parsed = parsePerson(name);
  const write = writtenAs(name);
  const [given, patronymic, last, surname] = [
    parsed.given,
    parsed.patronymic === undefined ? [] : [parsed.patronymic],
    [...parsed.particles, ...parsed.surname],
    parsed.surname,
  ].map((words) => words.map(write).join(' ')) as [string, string, string, string];
  const called = parsed.called.map(write);
  const first = write(parsed.given[0] ?? '');
  const initials = initialsOf(parsed.given.map(write));
  const said = [name.trim(), join(given, patronymic, last)];
  const parts = [first, given, last, surname, ...called, ...addressedOnto(name)];
  const short = given
    ? [
        ...parts,
        join(given, last),
        join(first, last),
        join(last, given),
        inverted(last, first),
        ...initials.flatMap((initial) => [join(initial, last), join(last, initial), inverted(last, initial)]),
      ]
    : parts;
  if (!isWhole(parsed)) return distinct({ whole: [], said, short });
  const whole = [
    ...said,
    ...(given ? [inverted(last, join(given, patronymic)), inverted(last, given)] : []),
    ...called.map((each) => join(each, last)),
  ];
  return distinct({ whole, said: [], short });
}

/** Letters of the longest surname that is written without a space before the given name. */
const LONGEST_SURNAME = 3;

/** `田中様`, `田中さん` of 田中太郎: nobody knows where a surname ends that no space ends, but for its form of address. */
export function addressedOnto(name: string): string[] {
  const { given, surname, isUnspaced } = parsePerson(name);
  const letters = [...surname.join('')];
  if (!isUnspaced || given.length > 0 || letters.length < FEWEST_UNSPACED) return [];
  const surnames = Array.from({ length: Math.min(LONGEST_SURNAME, letters.length - 1) }, (_, at) =>
    letters.slice(0, at + 1).join(''),
  );
  return surnames.flatMap((each) => TITLES_ONTO.map(([title]) => `${each}${title}`));
}

/** The surname as it is written in a name, its particles in front: `van der Berg`. */
export function surnameOf(name: string): string {
  const { particles, surname, isUnspaced } = parsePerson(name);
  // Of a name without spaces nobody knows where the surname ends.
  return isUnspaced ? '' : [...particles, ...surname].map(writtenAs(name)).join(' ');
}

/** All forms in one list. */
export const allForms = (name: string): string[] => Object.values(nameForms(name)).flat();

const join = (...names: string[]) => names.filter(Boolean).join(' ');
const inverted = (last: string, given: string) => `${last}, ${given}`;

/** Whether a name tells people apart: a given name with a surname, or a long one without spaces. */
function isWhole({ given, surname }: ReturnType<typeof parsePerson>): boolean {
  const unspaced = [...given, ...surname].join('');
  if (UNSPACED_NAME.test(unspaced)) return [...unspaced].length >= FEWEST_UNSPACED;
  return surname.length > 0 && given.some((word) => [...word].length >= FEWEST);
}

/** `A` and `A M` of Ana Maria. */
function initialsOf(given: readonly string[]): string[] {
  const initials = given.map((word) => [...word][0] ?? '').filter((letter) => /\p{L}/u.test(letter));
  return initials.some((letter) => UNSPACED_NAME.test(letter))
    ? []
    : [initials[0] ?? '', initials.join(' ')].filter(Boolean);
}

function distinct({ whole, said, short }: NameForms): NameForms {
  const seen = new Set<string>();
  const unseen = (forms: readonly string[]) =>
    forms.filter((form) => {
      const isNew = [...form].length >= FEWEST && !seen.has(form);
      seen.add(form);
      return isNew;
    });
  return { whole: unseen(whole), said: unseen(said), short: unseen(short) };
}

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’‘`´ʹ′＇׳][\p{L}\p{M}\p{N}]+)*/gu;

/** Gives folded words of a name as they are written in it, with capitals and marks. */
function writtenAs(name: string): (word: string) => string {
  const written = new Map(
    (name.match(WORD) ?? []).toReversed().map((word) => [foldWords(word).join(''), word]),
  );
  return (word) => written.get(word) ?? word;
}
