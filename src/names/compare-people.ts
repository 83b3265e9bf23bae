import { compareGiven } from './compare-given.ts';
import { countMisspelt, isMisspelt, isSameList, isWithin, writtenOut } from './likeness.ts';
import { type ParsedPerson, parsePerson } from './people.ts';
import { SHORT_PARTICLES } from './person-words.ts';
import { isShortName } from './short-names.ts';
import { ask, OTHER, same, type Verdict } from './verdict.ts';

/** Whether two names mean one person, where nothing else is known of them. The same whichever is named first. */
export function comparePersonNames(one: string, other: string): Verdict {
  const [a, b] = [parsePerson(one), parsePerson(other)];
  if (a.surname.length === 0 || b.surname.length === 0) return OTHER;
  const isApart = a.addressed !== 'anybody' && b.addressed !== 'anybody' && a.addressed !== b.addressed;
  const verdict = compareWritten(one, other, a, b);
  if (verdict.answer === 'new') return OTHER;
  if (a.generation && b.generation && a.generation !== b.generation) return OTHER;
  if (isApart) {
    const isWhole = a.given.length > 0 && b.given.length > 0;
    return isWhole ? ask('addressed_apart') : { answer: 'new', because: 'addressed_apart' };
  }
  if (verdict.answer === 'same' && a.generation !== b.generation) return ask('suffix_differs');
  return verdict;
}

function compareWritten(one: string, other: string, a: ParsedPerson, b: ParsedPerson): Verdict {
  const verdict = compareParsed(a, b);
  if (verdict.answer === 'same') return verdict;
  const [long, otherLong] = [writtenOut(one), writtenOut(other)];
  const isDigraph =
    (long !== one && compareParsed(parsePerson(long), b).answer === 'same') ||
    (otherLong !== other && compareParsed(a, parsePerson(otherLong)).answer === 'same');
  return isDigraph ? same('same_but_digraph') : verdict;
}

/** All words of a name, the given name first. */
const wordsOf = ({ given, particles, surname }: ParsedPerson) => [...given, ...particles, ...surname];
const lettersOf = (words: readonly string[]) => words.join('');

function compareParsed(a: ParsedPerson, b: ParsedPerson): Verdict {
  if (a.isUnspaced && b.isUnspaced) return compareUnspaced(a, b);
  const [words, otherWords] = [wordsOf(a), wordsOf(b)];
  const isJoined =
    lettersOf(a.given) === lettersOf(b.given) &&
    lettersOf([...a.particles, ...a.surname]) === lettersOf([...b.particles, ...b.surname]);
  if (isSameList(words, otherWords) || isJoined) return comparePatronymics(a, b);
  if (lettersOf(words) === lettersOf(otherWords)) return ask('spaces');
  if (isAlone(a) || isAlone(b)) return isAlone(a) ? compareAlone(a, b) : compareAlone(b, a);
  if (isSameList(a.surname, b.surname)) return compareWithSurname(a, b);
  return compareOtherSurname(a, b);
}

function comparePatronymics(a: ParsedPerson, b: ParsedPerson): Verdict {
  if (a.patronymic && b.patronymic && a.patronymic !== b.patronymic)
    return isMisspelt(a.patronymic, b.patronymic) ? ask('spelling') : OTHER;
  if (a.patronymic !== b.patronymic) return same('same_but_patronymic');
  if (a.isInverted !== b.isInverted) return same('same_but_order');
  return same(a.hasTitle === b.hasTitle ? 'same_name' : 'same_but_title');
}

/** `田中太郎` and `田中`: the surname stands first, and nothing is between it and the given name. */
function compareUnspaced(a: ParsedPerson, b: ParsedPerson): Verdict {
  // With a space the surname is said to be first, too.
  const [one, other] = [lettersOf(wordsOf(a)), lettersOf(wordsOf(b))];
  if (one === other) return same(a.hasTitle === b.hasTitle ? 'same_name' : 'same_but_title');
  return one.startsWith(other) || other.startsWith(one) ? ask('surname_alone') : OTHER;
}

const isAlone = ({ given }: ParsedPerson) => given.length === 0;

/** One name alone, a surname or a given name, and a person. */
function compareAlone(a: ParsedPerson, b: ParsedPerson): Verdict {
  const said = lettersOf(a.surname);
  if (isAlone(b)) return compareSingle(a, b);
  const [given = ''] = b.given;
  if (said === lettersOf(b.surname) || b.surname.includes(said)) return ask('surname_alone');
  if (b.given.includes(said) || said === lettersOf(b.given)) return ask('given_name_alone');
  if (b.called.includes(said) || isShortName(said, given)) return ask('nickname');
  return isMisspelt(said, given) || isMisspelt(said, lettersOf(b.surname)) ? ask('spelling') : OTHER;
}

/** Two of whom one name each is known. */
function compareSingle(a: ParsedPerson, b: ParsedPerson): Verdict {
  const [one, other] = [lettersOf(a.surname), lettersOf(b.surname)];
  if (one === other) return ask('particle');
  if (isShortName(one, other)) return ask('nickname');
  return isMisspelt(one, other) ? ask('spelling') : OTHER;
}

/** Two of one surname. */
function compareWithSurname(a: ParsedPerson, b: ParsedPerson): Verdict {
  const verdict = compareGiven(a, b);
  if (verdict.answer !== 'same') return verdict;
  return isShortParticle(a, b) ? comparePatronymics(a, b) : ask('particle');
}

/** `vd` for `van der`, `el` for `al`. */
function isShortParticle({ particles }: ParsedPerson, { particles: others }: ParsedPerson): boolean {
  const [one, other] = [particles, others].map((each) => each.join(' ').replace(/^(?:el|ul)$/, 'al'));
  if (one === undefined || other === undefined) return false;
  const standsFor = (short: string, long: string) => SHORT_PARTICLES.get(short)?.includes(long) === true;
  return one === other || standsFor(one, other) || standsFor(other, one);
}

/** Two of different surnames: one person all the same where a name is misspelt, left out or in another place. */
function compareOtherSurname(a: ParsedPerson, b: ParsedPerson): Verdict {
  const [words, others] = [wordsOf(a), wordsOf(b)];
  if (isSameList(words.toSorted(), others.toSorted())) return ask('word_order');
  if (isWithin(words, others) || isWithin(others, words)) return ask('more_names');
  if (isReversed(a, b) || isReversed(b, a)) return ask('initials');
  const given = compareGiven(a, b);
  if (given.answer === 'new' || given.because === 'nickname') return OTHER;
  if (isInitialOf(a.surname, b.surname) || isInitialOf(b.surname, a.surname)) return ask('initials');
  const misspelt = countMisspelt(a.surname, b.surname);
  return misspelt !== undefined || isMisspelt(lettersOf(a.surname), lettersOf(b.surname))
    ? ask('spelling')
    : OTHER;
}

const isInitialOf = (one: readonly string[], other: readonly string[]) =>
  one.length === 1 && [...(one[0] ?? '')].length === 1 && (other[0] ?? '').startsWith(one[0] ?? '');

/** `Smith J.` for John Smith. */
const isReversed = (a: ParsedPerson, b: ParsedPerson) =>
  isInitialOf(a.surname, b.given) && isSameList([...a.given, ...a.particles], [...b.particles, ...b.surname]);
