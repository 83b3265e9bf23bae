import { type ParsedCompany, parseCompany } from './companies.ts';
import { normaliseDomain } from './domains.ts';
import { isFreeMail } from './free-mail.ts';
import { JOINT, MAYBE_JOINTS } from './joints.ts';
import { countMisspelt, isMisspelt, isSameList, writtenOut } from './likeness.ts';
import { ask, OTHER, same, type Verdict } from './verdict.ts';

/** What is known or said of a company. `domains`: others besides `domain`. `aliases`: other names by which it is known. */
export type CompanyFacts = {
  name?: string | undefined;
  domain?: string | undefined;
  domains?: readonly string[] | undefined;
  aliases?: readonly string[] | undefined;
};

/** Whether two are one company. The same whichever is named first. */
export function compareCompanies(one: CompanyFacts, other: CompanyFacts): Verdict {
  const [domains, others] = [domainsOf(one), domainsOf(other)];
  const verdict = compareByNames(one, other);
  const shared = domains.filter((each) => others.includes(each));
  if (shared.length > 0) {
    const isNamed = ({ name }: CompanyFacts) => name && !shared.includes(parseCompany(name).domain ?? '');
    if (!isNamed(one) || !isNamed(other)) return same('same_domain');
    if (verdict.answer === 'new') return ask('domain_of_another_name');
    return verdict.because === 'legal_form_differs' ? verdict : same('same_domain');
  }
  const areApart = toldDomains(one).length > 0 && toldDomains(other).length > 0;
  if (areApart && verdict.answer === 'same') return ask('other_domain');
  if (areApart && verdict.because === 'legal_form_differs') return OTHER;
  if (verdict.answer !== 'new') return verdict;
  return isLikeDomain(one, other) || isLikeDomain(other, one) ? ask('like_the_domain') : OTHER;
}

/** The domains that are told of a company: that of a free mail service tells nothing. */
function toldDomains({ domain, domains = [] }: CompanyFacts): string[] {
  const told = [...(domain ? [domain] : []), ...domains].flatMap((each) => normaliseDomain(each) ?? []);
  return told.filter((each) => !isFreeMail(each));
}

/** The domains that tell a company from others: those that are told, or the name where it is one itself. */
export function domainsOf(facts: CompanyFacts): string[] {
  const told = toldDomains(facts);
  const { domain } = parseCompany(facts.name ?? '');
  return told.length > 0 || !domain || isFreeMail(domain) ? told : [domain];
}

/** Whether the whole name of one is the first label of a domain of the other: Bluefin & Co., bluefin.example. */
export function isLikeDomain({ name }: CompanyFacts, other: CompanyFacts): boolean {
  if (!name) return false;
  const { words } = parseCompany(name);
  const letters = [lettersOf(words), lettersOf(words.filter((word) => word !== JOINT))];
  return domainsOf(other).some((domain) => letters.includes(lettersOf(parseCompany(labelOf(domain)).words)));
}

/** Whether a domain may be that of a company of this name: its first label is the name, or may be a form of it. */
export const goesWithDomain = (name: string, domain: string): boolean =>
  compareCompanyNames(labelOf(domain), name).answer !== 'new';

const labelOf = (domain: string) => domain.split('.')[0] ?? '';

function compareByNames(one: CompanyFacts, other: CompanyFacts): Verdict {
  if (!one.name || !other.name) return OTHER;
  const verdict = compareCompanyNames(one.name, other.name);
  if (verdict.answer === 'same') return verdict;
  return isAlias(one, other.name) || isAlias(other, one.name) ? same('same_alias') : verdict;
}

const isAlias = ({ aliases = [] }: CompanyFacts, name: string) =>
  aliases.some((alias) => compareCompanyNames(alias, name).answer === 'same');

/** Whether two names mean one company. The same whichever is named first. */
export function compareCompanyNames(one: string, other: string): Verdict {
  const [a, b] = [parseCompany(one), parseCompany(other)];
  if (a.words.length === 0 || b.words.length === 0) return OTHER;
  if (isSameList(a.words, b.words)) return compareForms(a, b);
  if (isJoinedAlike(a.words, b.words)) return orForms(a, b, 'same_but_joint');
  if (isWrittenOut(one, b) || isWrittenOut(other, a)) return orForms(a, b, 'same_but_digraph');
  const [letters, otherLetters] = [lettersOf(a.words), lettersOf(b.words)];
  if (letters === otherLetters) return ask('spaces');
  if (withoutSigns(letters) === withoutSigns(otherLetters)) return ask('signs');
  if (isSameList(a.words.toSorted(), b.words.toSorted())) return ask('word_order');
  if (isBeginning(a.words, b.words) || isBeginning(b.words, a.words)) return ask('short_form');
  if (isAcronym(a.words, b.words) || isAcronym(b.words, a.words)) return ask('acronym');
  return isSpeltAlike(a.words, b.words) ? ask('spelling') : OTHER;
}

/** Two companies of one name: two legal forms are two companies, one form is left out by whoever speaks. */
function compareForms(a: ParsedCompany, b: ParsedCompany): Verdict {
  if (isSameList(a.forms, b.forms))
    return same(a.hasArticle === b.hasArticle ? 'same_name' : 'same_but_article');
  if (a.forms.length > 0 && b.forms.length > 0) return ask('legal_form_differs');
  return a.isLoose || b.isLoose ? ask('legal_form_differs') : same('same_but_form');
}

function orForms(
  a: ParsedCompany,
  b: ParsedCompany,
  because: 'same_but_joint' | 'same_but_digraph',
): Verdict {
  const verdict = compareForms(a, b);
  return verdict.answer === 'same' ? same(because) : verdict;
}

const lettersOf = (words: readonly string[]) => words.join('');
const withoutSigns = (letters: string) => letters.replace(/[+#&]/g, '');

/** Whether two names are the same but for what joins their words: `&`, a word for it, or nothing. */
function isJoinedAlike(one: readonly string[], other: readonly string[]): boolean {
  const plain = (words: readonly string[]) => words.filter((word) => word !== JOINT);
  if (plain(one).length > 1 && isSameList(plain(one), plain(other))) return true;
  const isOne = (word: string, said = '') =>
    word === said || (word === JOINT && MAYBE_JOINTS.has(said)) || (said === JOINT && MAYBE_JOINTS.has(word));
  return one.length === other.length && one.every((word, at) => isOne(word, other[at]));
}

function isWrittenOut(name: string, { words }: ParsedCompany): boolean {
  const long = writtenOut(name);
  return long !== name && isSameList(parseCompany(long).words, words);
}

const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}ー]+$/u;

/** Whether one name is the first words of another, or the first letters where there are no spaces. */
function isBeginning(few: readonly string[], many: readonly string[]): boolean {
  const letters = lettersOf(few);
  if ([...letters].length < 2) return false;
  if (few.length < many.length && few.every((word, at) => word === many[at])) return true;
  return UNSPACED.test(letters) && lettersOf(many).startsWith(letters);
}

/** Whether one word is made of the first letters of at least three others. */
function isAcronym([word = '', ...more]: readonly string[], others: readonly string[]): boolean {
  const words = others.filter((each) => each !== JOINT);
  return more.length === 0 && words.length > 2 && words.map((each) => [...each][0]).join('') === word;
}

function isSpeltAlike(one: readonly string[], other: readonly string[]): boolean {
  const misspelt = countMisspelt(one, other);
  if (misspelt !== undefined) return misspelt <= 2;
  const [letters, otherLetters] = [lettersOf(one), lettersOf(other)];
  return one.length !== other.length && letters.length > 5 && isMisspelt(letters, otherLetters);
}
