import { foldWords } from '../folding.ts';
import { areCommonWords } from './common-words.ts';
import { parseCompany } from './companies.ts';
import type { CompanyFacts } from './compare-companies.ts';
import { compareCompanies, domainsOf, goesWithDomain, isLabelOf } from './compare-companies.ts';
import { parsePerson } from './people.ts';
import { comparePeople, type PersonFacts } from './person-facts.ts';
import { TITLE_OR_INITIAL } from './person-words.ts';
import type { Because } from './verdict.ts';

/** One who may be meant, and why. */
export type Candidate<Known> = { one: Known; because: Because };
/** Who of those known is meant: one, one of several to be asked about, or none. */
export type Choice<Known> =
  | { answer: 'same'; one: Known; because: Because }
  | { answer: 'ask'; candidates: Candidate<Known>[] }
  | { answer: 'new' };

/** What tells one from all others that are called nearly so. */
const EXACT: ReadonlySet<Because> = new Set([
  'same_address',
  'same_domain',
  'same_alias',
  'same_name',
  'same_but_writing',
]);

/** The company that is meant: also by a short form, where it can mean one company only. */
export function chooseCompany<Known extends CompanyFacts>(
  said: CompanyFacts,
  known: readonly Known[],
): Choice<Known> {
  const { answers, choice } = sort(known, (one) => compareCompanies(said, one));
  if (choice) return askBesideLonger(said, answers, choice);
  const short = answers.filter(({ one, because }) => SHORT.has(because) && isShortFor(said, one));
  return pickShort(answers, short);
}

const SHORT: ReadonlySet<Because> = new Set(['short_form', 'like_the_domain']);
/** Where whoever speaks left something out, and may have left out more. */
const LEFT_OUT: ReadonlySet<Because> = new Set(['same_but_form', 'same_but_article']);

/** `Kestrel` for Kestrel GmbH, where Kestrel Foods is known, too. */
function askBesideLonger<Known extends CompanyFacts>(
  said: CompanyFacts,
  answers: Candidate<Known>[],
  choice: Choice<Known>,
): Choice<Known> {
  if (choice.answer !== 'same' || !LEFT_OUT.has(choice.because)) return choice;
  const length = parseCompany(said.name ?? '').words.length;
  const longer = answers.filter(
    ({ one, because }) => because === 'short_form' && parseCompany(one.name ?? '').words.length > length,
  );
  if (longer.length === 0) return choice;
  return { answer: 'ask', candidates: [{ one: choice.one, because: choice.because }, ...longer] };
}

/**
 * Whether a name is said in short of one that is known: its first words, or the first label of its domain. With its legal form a name is whole: “Acme Ltd” is not short for
 * “Acme Ltd Holding”; and words that many companies have in their names, such as “Deutsche”, stand for none of them.
 */
function isShortFor({ name = '', domain }: CompanyFacts, known: CompanyFacts): boolean {
  const { words, forms, article } = parseCompany(name);
  if (forms.length > 0) return false;
  // Two domains are two companies; one that is said must go with the name that is known.
  if (domain && (domainsOf(known).length > 0 || !goesWithDomain(known.name ?? '', domain))) return false;
  if (areCommonWords(words) || (article !== undefined && areCommonWords([article, ...words]))) return false;
  const other = parseCompany(known.name ?? '');
  const isLonger = words.join('').length < other.words.join('').length;
  const isBeginning = isLonger && (other.domain !== undefined || isFirstOf(words, other.words));
  return isBeginning || isLabelOf(name, known);
}

const isFirstOf = (few: readonly string[], many: readonly string[]) => many.join('').startsWith(few.join(''));

/** The person who is meant: by the given name or the surname alone only among those who work at the same company. */
export function choosePerson<Known extends PersonFacts>(
  said: PersonFacts,
  known: readonly Known[],
): Choice<Known> {
  const { answers, choice } = sort(known, (one) => comparePeople(said, one));
  if (choice) return choice;
  const short = answers.filter(
    ({ one, because }) => isPlaced(said) && isPlaced(one) && isPartOf(said, because),
  );
  return pickShort(answers, short);
}

const isPlaced = ({ companies = [], companyIds = [] }: PersonFacts) =>
  companies.length + companyIds.length > 0;

/**
 * Whether what was said is the given name or the surname of somebody known, and nothing else. `M. Dupont` may have an
 * initial, and of a name without spaces nobody knows where the surname ends.
 */
export function isPartOf({ name = '' }: PersonFacts, because: Because): boolean {
  const { given, isUnspaced } = parsePerson(name);
  if (given.length > 0 || foldWords(name).some((word) => TITLE_OR_INITIAL.has(word))) return false;
  return because === 'given_name_alone' || (because === 'surname_alone' && !isUnspaced);
}

type Sorted<Known> = { answers: Candidate<Known>[]; choice?: Choice<Known> };

/** Those who may be meant, and the choice where it does not depend on short forms. */
function sort<Known>(
  known: readonly Known[],
  compare: (one: Known) => { answer: 'same' | 'ask' | 'new'; because: Because },
): Sorted<Known> {
  const verdicts = known.map((one) => ({ one, ...compare(one) }));
  const asked = verdicts
    .filter(({ answer }) => answer === 'ask')
    .map(({ one, because }) => ({ one, because }));
  const alike = verdicts
    .filter(({ answer }) => answer === 'same')
    .map(({ one, because }) => ({ one, because }));
  const exact = alike.filter(({ because }) => EXACT.has(because));
  const best = exact.length > 0 ? exact : alike;
  const [only] = best;
  // Where what was said may be the name of somebody else, too, another name does not decide, but comes first.
  const called = exact.filter(({ because }) => because === 'same_alias');
  const all = [...called, ...[...alike, ...asked].filter((each) => !called.includes(each))];
  if (called.length > 0 && all.length > 1)
    return { answers: asked, choice: { answer: 'ask', candidates: all } };
  if (only && best.length === 1) return { answers: asked, choice: { answer: 'same', ...only } };
  if (best.length > 1) return { answers: asked, choice: { answer: 'ask', candidates: best } };
  return { answers: asked };
}

function pickShort<Known>(answers: Candidate<Known>[], short: Candidate<Known>[]): Choice<Known> {
  const [only] = short;
  if (only && short.length === 1 && answers.length === 1) return { answer: 'same', ...only };
  return answers.length > 0 ? { answer: 'ask', candidates: answers } : { answer: 'new' };
}
