import { readEmail } from './addresses.ts';
import { parseCompany } from './companies.ts';
import { type CompanyFacts, domainsOf } from './compare-companies.ts';
import { JOINT, JOINTS } from './joints.ts';
import { writtenOut } from './likeness.ts';
import { parsePerson } from './people.ts';
import type { PersonFacts } from './person-facts.ts';
import { LAST_DIGITS, readPhone } from './phones.ts';
import { namesLike } from './short-names.ts';
import { spellingKeys } from './spelling-keys.ts';

/** The most keys of one name. */
export const MOST_KEYS = 24;
const MOST_FIRST_WORDS = 3;

/**
 * Keys by which a company is looked up: where `compareCompanies` says `same` or `ask` of two, they share at least one. Its
 * most telling keys come first. At most `MOST_KEYS`, and two for each alias.
 *
 * | Kind           | What                                                                                     |
 * | -------------- | ---------------------------------------------------------------------------------------- |
 * | `d:`           | the domain                                                                               |
 * | `j:`           | all letters of the name; umlauts written out; the acronym; the first labels of the domains |
 * | `o:`           | the words in the order of their letters                                                  |
 * | `f:`           | the first three words, the first two, the first one; the first two letters without spaces |
 * | `s: x: y: k: b: z:` | spelling, see `spellingKeys`                                                        |
 *
 * `f:` of a first word such as `deutsche` may stand for many companies. What is not reached: two wrong consonants far apart
 * in a long first word, and names that are misspelt in two long words.
 */
export function companyLookupKeys(facts: CompanyFacts): string[] {
  const { words } = parseCompany(facts.name ?? '');
  return [...new Set([...ownKeys(facts, firstWordKeys(words)).slice(0, MOST_KEYS), ...aliasKeys(facts)])];
}

/**
 * The keys with which what was said of a company is looked for: where `compareCompanies` says `same` or `ask` of it and of a
 * known one, one of them is a lookup key of the known one. Of the first words of a name they find only who is called just
 * so, or begins with the whole of it: names that both begin with `deutsche` have nothing in common by that.
 */
export function companySoughtKeys(facts: CompanyFacts): string[] {
  const { words } = parseCompany(facts.name ?? '');
  const [whole, ...shorter] = beginningsOf(words).toReversed();
  const first = [
    ...(whole ? [`f:${whole.join(' ')}`] : []),
    ...startOf(words).map((each) => `f:${each}`),
    ...shorter.map((each) => `j:${lettersOf(each)}`),
  ];
  return [...new Set([...ownKeys(facts, first), ...aliasKeys(facts)])];
}

const aliasKeys = ({ aliases = [] }: CompanyFacts) => aliases.flatMap((alias) => wholeKeys(alias));

/** The keys of one company but for its other names; `first`: those of its first words. */
function ownKeys(facts: CompanyFacts, first: readonly string[]): string[] {
  const { name = '' } = facts;
  const { words } = parseCompany(name);
  const keys = [
    ...domainsOf(facts).flatMap((host) => [
      `d:${host}`,
      `j:${lettersOf(parseCompany(host.split('.')[0] ?? '').words)}`,
    ]),
    ...wholeKeys(name),
    ...first,
    ...acronymKeys(words),
    ...orderKeys(words),
    ...spellingKeys(lettersOf(words)),
  ];
  return [...new Set(keys.filter((key) => key.length > 2))];
}

const firstOf = (word = '') => [...word][0] ?? '';
const withoutSigns = (text: string) => text.replace(/[+#&]/g, '');
const withoutJoints = (words: readonly string[]) =>
  words.filter((word, at) => word !== JOINT && !(JOINTS.has(word) && at > 0 && at < words.length - 1));
const lettersOf = (words: readonly string[]) => withoutSigns(withoutJoints(words).join('')) || words.join('');

/** All letters of a name, as it is written and with its umlauts written out. */
const wholeKeys = (name: string): string[] =>
  [name, writtenOut(name)]
    .flatMap((each) => {
      const { words } = parseCompany(each);
      return [`j:${lettersOf(words)}`, `j:${withoutSigns(words.join('')) || words.join('')}`];
    })
    .filter((key, at, keys) => key.length > 2 && keys.indexOf(key) === at);

const firstWordKeys = (words: readonly string[]): string[] =>
  [
    ...beginningsOf(words)
      .toReversed()
      .map((each) => each.join(' ')),
    ...startOf(words),
  ].map((each) => `f:${each}`);

/** The first words of a name, at most three of them: `a`, `a b`, `a b c`. */
const beginningsOf = (words: readonly string[]): string[][] =>
  Array.from({ length: Math.min(words.length, MOST_FIRST_WORDS) }, (_, at) => words.slice(0, at + 1)).filter(
    (each) => each.at(-1) !== JOINT && [...each.join('')].length > 1,
  );

const startOf = (words: readonly string[]): readonly string[] => UNSPACED_START.exec(words.join('')) ?? [];
const UNSPACED_START =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}ー]{2}/u;

function acronymKeys(words: readonly string[]): string[] {
  const plain = words.filter((word) => word !== JOINT);
  return plain.length > 2 ? [`j:${withoutSigns(plain.map(firstOf).join(''))}`] : [];
}

const orderKeys = (words: readonly string[]): string[] =>
  words.length > 1 ? [`o:${words.toSorted().join(' ')}`] : [];

const MOST_WORDS = 6;

/**
 * Keys by which a person is looked up: where `comparePeople` says `same` or `ask` of two, they share at least one. The most
 * telling keys come first. At most `MOST_KEYS` for each name or alias, and one for each address and phone.
 *
 * | Kind                | What                                                                             |
 * | ------------------- | -------------------------------------------------------------------------------- |
 * | `e:`                | the mailbox of an e-mail address                                                 |
 * | `t:`                | the last seven digits of a phone number                                          |
 * | `j:`                | all letters of the name, as written and with umlauts written out                 |
 * | `o:`                | the words of the name in the order of their letters                              |
 * | `g:`                | the surname with the first letter of a given name                                |
 * | `h:`                | the given name with the first letter of the surname                              |
 * | `c:`                | the first two characters of a name without spaces, and the first one             |
 * | `n:`                | each name alone; of whom only one name is known, also its short and long forms   |
 * | `v:`                | the first letters of the given name and of the surname                           |
 * | `s: x: y: k: b: z:` | spelling of the surname, then of the given name, see `spellingKeys`              |
 *
 * `n:` and `v:` may stand for many people, such as all Smiths.
 */
export function personLookupKeys({
  name = '',
  emails = [],
  phones = [],
  aliases = [],
}: PersonFacts): string[] {
  const isAddress = name.includes('@');
  const addresses = [...emails, ...(isAddress ? [name] : [])];
  const names = [...(name && !isAddress ? [name] : []), ...aliases];
  return [
    ...new Set([
      ...addresses.flatMap((each) => readEmail(each)?.mailbox ?? []).map((mailbox) => `e:${mailbox}`),
      ...phones.flatMap((each) => readPhone(each)?.digits ?? []).map((digits) => `t:${lastOf(digits)}`),
      ...names.flatMap((each) => personNameKeys(each)),
    ]),
  ];
}

const lastOf = (digits: string) => digits.replace(/^0+/, '').slice(-LAST_DIGITS);

function personNameKeys(name: string): string[] {
  const { given, particles, surname, called, isUnspaced } = parsePerson(name);
  const words = [...given, ...particles, ...surname];
  const letters = words.join('');
  const [first = '', last] = [given[0], surname.join('')];
  const long = parsePerson(writtenOut(name));
  const keys = [
    `j:${letters}`,
    `j:${[...long.given, ...long.particles, ...long.surname].join('')}`,
    ...(isUnspaced ? [`c:${[...letters].slice(0, 2).join('')}`, `c:${firstOf(letters)}`] : []),
    ...(words.length > 1 ? [`o:${words.toSorted().join(' ')}`] : []),
    ...given.slice(0, 2).map((word) => `g:${last} ${firstOf(word)}`),
    ...(first ? [`h:${first} ${firstOf(last)}`] : []),
    ...[last, ...surname, ...given.slice(0, MOST_WORDS), given.join(''), ...called].map(
      (word) => `n:${word}`,
    ),
    `n:${long.surname.join('')}`,
    ...(given.length === 0 ? namesLike(last).map((each) => `n:${each}`) : []),
    ...(first ? [`v:${firstOf(first)}${firstOf(last)}`] : []),
    ...spellingKeys(last),
    ...spellingKeys(first),
  ];
  return [...new Set(keys)].filter((key) => key.length > 2).slice(0, MOST_KEYS);
}
