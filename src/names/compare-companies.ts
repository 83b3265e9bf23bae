import { foldWords } from '../folding.ts';
import { withoutArticles } from './articles.ts';
import { areCommonWords } from './common-words.ts';
import { type ParsedCompany, parseCompany, plainWords } from './companies.ts';
import { isOtherEnding, labelOf, normaliseDomain } from './domains.ts';
import { isFreeMail } from './free-mail.ts';
import { JOINT, JOINTS, MAYBE_JOINTS } from './joints.ts';
import { countMisspelt, isMisspelt, isSameList, writtenOut } from './likeness.ts';
import { haveOtherMarks } from './marks.ts';
import { areOfTwoScripts, consonants, latinOf } from './other-scripts.ts';
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
  if (domains.some((each) => others.includes(each))) {
    if (!isNamed(one) || !isNamed(other)) return same('same_domain');
    if (verdict.answer === 'new') return ask('domain_of_another_name');
    return verdict.because === 'legal_form_differs' ? verdict : same('same_domain');
  }
  const areApart = toldDomains(one).length > 0 && toldDomains(other).length > 0;
  if (areApart && verdict.answer === 'same') return ask('other_domain');
  if (areApart && verdict.because === 'legal_form_differs') return OTHER;
  if (verdict.answer !== 'new') return verdict;
  if (isLikeDomain(one, others) || isLikeDomain(other, domains)) return ask('like_the_domain');
  const isBare = !isNamed(one) || !isNamed(other);
  const isElsewhere = domains.some((each) => others.some((host) => isOtherEnding(each, host)));
  return isBare && isElsewhere ? ask('domain_ending_differs') : OTHER;
}

/** Whether more than a domain is said. */
const isNamed = ({ name }: CompanyFacts) => Boolean(name) && !parseCompany(name ?? '').domain;

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

function isLikeDomain({ name }: CompanyFacts, domains: readonly string[]): boolean {
  return domains.some((domain) => name && isLabel(labelOf(domain), parseCompany(name)));
}

/** Whether a name is the first label of a domain that is known of a company: KFoods, kfoods.example. */
export function isLabelOf(name: string, known: CompanyFacts): boolean {
  const letters = lettersOf(parseCompany(name).words);
  return domainsOf(known).some((domain) => lettersOf(labelOf(domain)) === letters);
}

/** Whether a domain may be that of a company of this name: its first label is the name, or may be a form of it. */
export const goesWithDomain = (name: string, domain: string): boolean =>
  compareCompanyNames(labelOf(domain).join(' '), name).answer !== 'new';

/** Whether the first label of a domain is the beginning of a name: Bluefin Logistics, bluefin.example. */
function isLabel(label: readonly string[], { words, domain }: ParsedCompany): boolean {
  if (domain) return false;
  const letters = lettersOf(label);
  const plain = words.filter((word) => word !== JOINT);
  if (lettersOf(words) === letters || lettersOf(plain) === letters) return true;
  if (letters.length < 2 || areCommonWords(label)) return false;
  return plain.some((_, at) => lettersOf(plain.slice(0, at + 1)) === letters);
}

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
  if (a.domain || b.domain) return compareDomainNames(a, b);
  const verdict = compareWords(one, other, a, b);
  const isMarked =
    verdict.answer === 'same' &&
    haveOtherMarks({ name: one, words: withoutJoints(a) }, { name: other, words: withoutJoints(b) });
  if (isMarked) return ask('marks');
  const isAlike =
    one === other ||
    verdict.because !== 'same_name' ||
    foldWords(one).join(' ') === foldWords(other).join(' ');
  return isAlike ? verdict : same('same_but_writing');
}

/** Two names of which at least one is a domain. */
function compareDomainNames(a: ParsedCompany, b: ParsedCompany): Verdict {
  if (a.domain && b.domain) {
    if (a.domain === b.domain)
      return compareForms(a, b).answer === 'same' ? same('same_domain') : compareForms(a, b);
    return isOtherEnding(a.domain, b.domain) ? ask('domain_ending_differs') : OTHER;
  }
  const [label, named] = a.domain ? [labelOf(a.domain), b] : [labelOf(b.domain ?? ''), a];
  if (isLabel(label, named)) return ask('like_the_domain');
  return lettersOf(a.words) === lettersOf(b.words) ? ask('signs') : OTHER;
}

function compareWords(one: string, other: string, a: ParsedCompany, b: ParsedCompany): Verdict {
  if (isSameList(a.words, b.words)) return compareForms(a, b);
  const joined = compareJoints(a.words, b.words);
  if (joined) return joined.answer === 'same' ? orForms(a, b, 'same_but_joint') : joined;
  if (isWrittenOut(one, b) || isWrittenOut(other, a)) return orForms(a, b, 'same_but_digraph');
  const [letters, otherLetters] = [lettersOf(a.words), lettersOf(b.words)];
  if (letters === otherLetters || withArticle(a) === withArticle(b)) return ask('spaces');
  if (withoutSigns(letters) === withoutSigns(otherLetters)) return ask('signs');
  if (isOtherOrder(a.words, b.words)) return ask('word_order');
  if (a.forms.length !== b.forms.length && isOtherOrder(foldWords(one), foldWords(other)))
    return ask('word_order');
  if (isBeginning(a.words, b.words) || isBeginning(b.words, a.words)) return ask('short_form');
  if (isAcronym(a.words, b.words) || isAcronym(b.words, a.words)) return ask('acronym');
  if (isSpeltAlike(a.words, b.words)) return ask('spelling');
  if (isSameList(withoutArticles(a.words), withoutArticles(b.words))) return ask('article');
  if (isSameList(plainWords(one), plainWords(other))) return ask('form_or_word');
  return isOtherScript(a.words, b.words) ? ask('script') : OTHER;
}

/** Two names of two scripts that are read out alike. */
function isOtherScript(one: readonly string[], other: readonly string[]): boolean {
  if (!areOfTwoScripts(one, other)) return false;
  const [a, b] = [one.map(latinOf), other.map(latinOf)];
  const said = consonants([lettersOf(a)]);
  return (
    isSameList(a, b) ||
    isSpeltAlike(a, b) ||
    lettersOf(a) === lettersOf(b) ||
    (said !== undefined && said === consonants([lettersOf(b)]))
  );
}

/** Two companies of one name: two legal forms are two companies, one form is left out by whoever speaks. */
function compareForms(a: ParsedCompany, b: ParsedCompany): Verdict {
  const isForm = isSameList(a.forms, b.forms);
  if (!isForm && a.forms.length > 0 && b.forms.length > 0) return ask('legal_form_differs');
  if (!isForm && (a.isLoose || b.isLoose)) return ask('form_or_word');
  const isExact = isForm && a.isCompany === b.isCompany;
  if (a.article === b.article) return same(isExact ? 'same_name' : 'same_but_form');
  const articles = [a.article, b.article].filter((article) => article !== undefined);
  return isSameList(articles, ['the']) ? same('same_but_article') : ask('article');
}

function orForms(
  a: ParsedCompany,
  b: ParsedCompany,
  because: 'same_but_joint' | 'same_but_digraph',
): Verdict {
  const verdict = compareForms(a, b);
  return verdict.answer === 'same' ? same(because) : verdict;
}

const isOtherOrder = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && isSameList(one.toSorted(), other.toSorted());
const lettersOf = (words: readonly string[]) => words.join('');
/** `alfuttaim` for both Al-Futtaim and AlFuttaim. */
const withArticle = ({ article = '', words }: ParsedCompany) => article + lettersOf(words);
const withoutSigns = (letters: string) => letters.replace(/[+#&]/g, '');

const withoutJoints = ({ words }: ParsedCompany) =>
  words.filter((word, at) => !(JOINTS.has(word) && at > 0 && at < words.length - 1));

/** Two names that are the same but for what joins their words: `&`, a word for it, or nothing; undefined for others. */
function compareJoints(one: readonly string[], other: readonly string[]): Verdict | undefined {
  const plain = (words: readonly string[]) => words.filter((word) => word !== JOINT);
  if (plain(one).length > 1 && isSameList(plain(one), plain(other))) return same('same_but_joint');
  if (one.length !== other.length) return undefined;
  const joints = one.map((word, at) => jointsAlike(word, other[at] ?? '', at > 0 && at < one.length - 1));
  if (!joints.every(Boolean)) return undefined;
  // Two words that join, of one letter each, may be two letters: vitamin A, vitamin E.
  return joints.includes('maybe') ? ask('joint') : same('same_but_joint');
}

function jointsAlike(word: string, said: string, isInside: boolean): 'same' | 'maybe' | undefined {
  if (word === said) return 'same';
  const [isMaybe, isSaidMaybe] = [MAYBE_JOINTS.has(word), MAYBE_JOINTS.has(said)];
  if (!isInside) return undefined;
  if ((word === JOINT && isSaidMaybe) || (said === JOINT && isMaybe)) return 'same';
  return isMaybe && isSaidMaybe ? 'maybe' : undefined;
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
