import { foldWords } from '../folding.ts';
import { areInitialsOf, compareGiven } from './compare-given.ts';
import { countMisspelt, isMisspelt, isSameList, isWithin, writtenOut } from './likeness.ts';
import { haveOtherMarks } from './marks.ts';
import { areOfTwoScripts, consonants, personInLatin, twoWords } from './other-scripts.ts';
import { type ParsedPerson, parsePerson, withoutArticlesIn } from './people.ts';
import { NICKNAME, SHORT_PARTICLES } from './person-words.ts';
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
  if (verdict.answer === 'ask') return verdict;
  if (a.generation !== b.generation) return ask('suffix_differs');
  if (areMarkedApart({ name: one, parsed: a }, { name: other, parsed: b })) return ask('marks');
  const isAlike =
    one === other ||
    verdict.because !== 'same_name' ||
    foldWords(one).join(' ') === foldWords(other).join(' ');
  return isAlike ? verdict : same('same_but_writing');
}

type Named = { name: string; parsed: ParsedPerson };

/** Whether two names of the same letters have other marks on them; `van der` may be written in short. */
function areMarkedApart(one: Named, other: Named): boolean {
  const isWhole = lettersOf(wordsOf(one.parsed)) === lettersOf(wordsOf(other.parsed));
  const written = ({ name, parsed }: Named) => ({
    name,
    words: isWhole ? wordsOf(parsed) : [...parsed.given, ...parsed.surname],
  });
  return haveOtherMarks(written(one), written(other));
}

function compareWritten(one: string, other: string, a: ParsedPerson, b: ParsedPerson): Verdict {
  const verdict = compareParsed(a, b);
  if (verdict.answer === 'same') return verdict;
  const [long, otherLong] = [writtenOut(one), writtenOut(other)];
  const isDigraph =
    (long !== one && compareParsed(parsePerson(long), b).answer === 'same') ||
    (otherLong !== other && compareParsed(a, parsePerson(otherLong)).answer === 'same');
  if (isDigraph) return same('same_but_digraph');
  return verdict.answer === 'ask' ? verdict : compareOtherwise(a, b);
}

/** Two names that differ in articles of Arabic and Hebrew, or are of two scripts. */
function compareOtherwise(a: ParsedPerson, b: ParsedPerson): Verdict {
  const [plain, otherPlain] = [a, b].map(withoutArticlesIn) as [ParsedPerson, ParsedPerson];
  if ((plain !== a || otherPlain !== b) && compareParsed(plain, otherPlain).answer !== 'new')
    return ask('particle');
  if (!areOfTwoScripts(wordsOf(a), wordsOf(b))) return OTHER;
  const [one, other] = [personInLatin(a) ?? a, personInLatin(b) ?? b];
  const said = consonants(twoWords(one));
  const isAlike = said !== undefined && said === consonants(twoWords(other));
  return isAlike || compareParsed(one, other).answer !== 'new' ? ask('script') : OTHER;
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
  return compareTitles(a, b);
}

/** Two of one name. By the surname alone, Prof. Li and Dr. Li may be two. */
function compareTitles(a: ParsedPerson, b: ParsedPerson): Verdict {
  const [isFewer, isMore] = [hasTitlesOf(b, a), hasTitlesOf(a, b)];
  const letters = lettersOf(wordsOf(a));
  const mayBeSurname = a.isUnspaced ? letters.length <= LONGEST_UNSPACED_SURNAME : isAlone(a) && isAlone(b);
  if (!isFewer && !isMore && mayBeSurname) return ask('title_differs');
  return same(a.hasTitle === b.hasTitle && isFewer && isMore ? 'same_name' : 'same_but_title');
}

const hasTitlesOf = (many: ParsedPerson, few: ParsedPerson) =>
  few.titles.every((title) => many.titles.includes(title));

/** In characters: 田中, 司馬. */
const LONGEST_UNSPACED_SURNAME = 2;

/** `田中太郎` and `田中`: nothing is between the surname, which is first, and the given name. */
function compareUnspaced(a: ParsedPerson, b: ParsedPerson): Verdict {
  // With a space the surname is said to be first, too.
  const [one, other] = [lettersOf(wordsOf(a)), lettersOf(wordsOf(b))];
  if (one === other) return compareTitles(a, b);
  const [short, long] = one.length < other.length ? [a, b] : [b, a];
  if (lettersOf(wordsOf(long)).startsWith(lettersOf(wordsOf(short))))
    return ask(short.hasTitle ? 'surname_alone' : 'short_form');
  if (one.endsWith(other) || other.endsWith(one))
    return isCalled(one, other) ? ask('nickname') : ask('ending');
  return isCalled(one, other) ? ask('nickname') : OTHER;
}

/** `小明` and `王明`, `老王` and `王明`. */
function isCalled(one: string, other: string): boolean {
  const [isOne, isOther] = [NICKNAME.test(one), NICKNAME.test(other)];
  if (isOne === isOther) return false;
  const [short, name] = isOne ? [one.replace(NICKNAME, ''), other] : [other.replace(NICKNAME, ''), one];
  return name.startsWith(short) || name.endsWith(short);
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
  if (isFirstInitial(a, b) || isFirstInitial(b, a)) return ask('initials');
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
  (isInitialOf(a.surname, b.given) || areInitialsOf(a.surname, b.given)) &&
  isSameList([...a.given, ...a.particles], [...b.particles, ...b.surname]);

/** `Петров И. И.` for Петров Иван, the surname first. */
const isFirstInitial = (a: ParsedPerson, b: ParsedPerson) =>
  isSameList(a.surname, b.given) && isInitialOf(a.given.slice(0, 1), b.surname);
