import { foldWords } from '../folding.ts';
import { oneWordKeys, wordsInAddress } from './address-names.ts';
import { readEmail } from './addresses.ts';
import { withoutArticles } from './articles.ts';
import { parseCompany, plainWords } from './companies.ts';
import { type CompanyFacts, domainsOf } from './compare-companies.ts';
import { labelOf } from './domains.ts';
import { JOINT, JOINTS } from './joints.ts';
import { writtenOut } from './likeness.ts';
import { consonants, latinOf, personInLatin, twoWords, wordsInLatin } from './other-scripts.ts';
import { type ParsedPerson, parsePerson, withoutArticlesIn } from './people.ts';
import type { PersonFacts } from './person-facts.ts';
import { NICKNAME } from './person-words.ts';
import { LAST_DIGITS, readPhone } from './phones.ts';
import { remembered } from './remembered.ts';
import { namesLike } from './short-names.ts';
import { soughtSpellingKeys, soundKeys, spellingKeys } from './spelling-keys.ts';

/** The most keys of one name. */
export const MOST_KEYS = 24;
const MOST_FIRST_WORDS = 2;

/**
 * Keys by which a company is looked up: where `compareCompanies` says `same` or `ask` of two, they share one. The most
 * telling keys come first. At most `MOST_KEYS`, and six for each alias.
 *
 * - `d:` the domain
 * - `j:` all letters of the name, with its umlauts written out as well; its acronym; the first labels of the domains
 * - `l:` its consonants, as they are read out in Latin letters
 * - `f:` its first word, and the first two; the first two letters where there are no spaces; the label of the domain
 * - `o:` its words in the order of their letters
 * - `s: x: y: k: b: z:` how the name sounds and how its first word is spelt (`spelling-keys.ts`)
 *
 * `f:` of a word such as `deutsche` stands for many companies. Not always reached: a first word of more than nine letters of
 * which two consonants are wrong.
 */
export function companyLookupKeys(facts: CompanyFacts): string[] {
  const { words } = parseCompany(facts.name ?? '');
  return [
    ...new Set([
      ...ownKeys(facts, firstWordKeys(words), spellingKeys).slice(0, MOST_KEYS),
      ...aliasKeys(facts),
    ]),
  ];
}

/**
 * The keys with which what was said of a company is looked for: where `compareCompanies` says `same` or `ask` of it and of a
 * known one, one of them is a lookup key of the known one. Of the first words of a name they find only who is called just
 * so, or begins with the whole of it: names that both begin with `deutsche` have nothing in common by that.
 */
export function companySoughtKeys(facts: CompanyFacts): string[] {
  const { words } = parseCompany(facts.name ?? '');
  const whole = beginningsOf(words).at(-1);
  const first = [
    ...(whole ? [`f:${whole}`] : []),
    ...startOf(words).map((each) => `f:${each}`),
    ...words.slice(0, MOST_WORDS).map((_, at) => `j:${lettersOf(words.slice(0, at + 1))}`),
  ];
  return [...new Set([...ownKeys(facts, first, soughtSpellingKeys), ...aliasKeys(facts)])];
}

/** Those of them that all companies share which are called exactly so, also where it is another name of theirs. */
export const companyWholeKeys = ({ name = '' }: Pick<CompanyFacts, 'name'>): readonly string[] =>
  wholeKeys(name);

/** The keys with which others are looked for that may be one with a known company: its own, and of those spelt nearly so. */
export function companyPairKeys(facts: CompanyFacts): string[] {
  const { words } = parseCompany(facts.name ?? '');
  return [...new Set([...ownKeys(facts, firstWordKeys(words), soughtSpellingKeys), ...aliasKeys(facts)])];
}

type SpellingKeys = (word: string) => string[];

const aliasKeys = ({ aliases = [] }: CompanyFacts) => aliases.flatMap((alias) => wholeKeys(alias));

/** The keys of one company but for its other names; `first`: those of its first words. */
function ownKeys(facts: CompanyFacts, first: readonly string[], spelling: SpellingKeys): string[] {
  const { name = '' } = facts;
  const { words } = parseCompany(name);
  const keys = [
    ...domainsOf(facts).flatMap((host) => [
      `d:${host}`,
      ...['j', 'f'].map((kind) => `${kind}:${lettersOf(labelOf(host))}`),
    ]),
    ...wholeKeys(name),
    ...scriptKeys(words, spelling),
    ...first,
    ...acronymKeys(words),
    ...orderKeys(words),
    ...orderKeys(foldWords(name)),
    ...likeKeys(words, spelling),
  ];
  return [...new Set(keys.filter((key) => key.length > 2))];
}

const firstOf = (word = '') => [...word][0] ?? '';
const withoutSigns = (text: string) => text.replace(/[+#&]/g, '');
const withoutJoints = (words: readonly string[]) =>
  words.filter((word, at) => word !== JOINT && !(JOINTS.has(word) && at > 0 && at < words.length - 1));
const lettersOf = (words: readonly string[]) => withoutSigns(withoutJoints(words).join('')) || words.join('');

/** All letters of a name, as it is written and with its umlauts written out. */
const wholeKeys = remembered((name: string): readonly string[] =>
  [name, writtenOut(name)]
    .flatMap((each) => {
      const { words, article = '' } = parseCompany(each);
      return [
        `j:${lettersOf(words)}`,
        `j:${article}${lettersOf(words)}`,
        `j:${withoutSigns(words.join('')) || words.join('')}`,
        `j:${lettersOf(plainWords(each))}`,
        `j:${lettersOf(withoutArticles(words))}`,
      ];
    })
    .filter((key, at, keys) => key.length > 2 && keys.indexOf(key) === at),
);

const firstWordKeys = (words: readonly string[]): string[] =>
  [...beginningsOf(words).toReversed(), ...startOf(words)].map((each) => `f:${each}`);

/** The letters of the first word of a name, and of the first two. */
const beginningsOf = (words: readonly string[]): string[] =>
  Array.from({ length: Math.min(words.length, MOST_FIRST_WORDS) }, (_, at) => words.slice(0, at + 1))
    .filter((each) => each.at(-1) !== JOINT)
    .map(lettersOf)
    .filter((each) => [...each].length > 1);

const startOf = (words: readonly string[]): readonly string[] => UNSPACED_START.exec(words.join('')) ?? [];
const UNSPACED_START =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}ー]{2}/u;

function acronymKeys(words: readonly string[]): string[] {
  const plain = words.filter((word) => word !== JOINT);
  return plain.length > 2 ? [`j:${withoutSigns(plain.map(firstOf).join(''))}`] : [];
}

/** Keys that a name shares with the same name in Latin letters. */
function scriptKeys(words: readonly string[], spelling: SpellingKeys): string[] {
  const latin = wordsInLatin(words);
  const said = consonants([words.map(latinOf).join('')]);
  return [
    ...(said ? [`l:${said}`] : []),
    ...(latin ? [`j:${lettersOf(latin)}`, ...likeKeys(latin, spelling)] : []),
  ];
}

const likeKeys = (words: readonly string[], spelling: SpellingKeys): string[] => [
  ...soundKeys(withoutJoints(words).join('')),
  ...spelling(words[0] ?? ''),
];

const orderKeys = (words: readonly string[]): string[] =>
  words.length > 1 ? [`o:${words.toSorted().join(' ')}`] : [];

const MOST_WORDS = 6;

/**
 * Keys by which a person is looked up: where `comparePeople` says `same` or `ask` of two, they share one. The most telling
 * keys come first. At most `MOST_KEYS` for each name or alias, and one for each address and each phone.
 *
 * - `e:` the mailbox of an e-mail address; of whom only that is known, also the keys of the name it is made of
 * - `t:` the last seven digits of a phone number
 * - `j:` all letters of the name, with its umlauts written out as well
 * - `l:` the consonants of the name, as it is read out in Latin letters
 * - `c:` of a name without spaces the first two letters, the last two, the first one and the last one
 * - `o:` the words of the name in the order of their letters
 * - `g:` the surname with the first letter of a given name
 * - `h:` the given name with the first letter of the surname
 * - `n:` each name alone; of whom only one name is known, also its short and long forms
 * - `v:` the first letters of the given name and of the surname
 * - `s: x: y: k: b: z:` how the surname is spelt, and then the given name (`spelling-keys.ts`)
 *
 * `n:`, `v:` and a `c:` of one letter stand for many people, such as all Smiths. Not always reached: a name of more than nine
 * letters, said alone, of which two consonants are wrong.
 */
export const personLookupKeys = (facts: PersonFacts): string[] =>
  personKeys(facts, (name) => personNameKeys(name, STORED));

/**
 * The keys with which somebody is looked for: where `comparePeople` says `same` or `ask` of them and of a known one, one of
 * them is a lookup key of the known one.
 */
export const personSoughtKeys = (facts: PersonFacts): string[] =>
  personKeys(facts, (name) => personNameKeys(name, SOUGHT));

/** Those of them that all share who are certainly meant; the others find who may be meant. */
export const personTellingKeys = (facts: PersonFacts): string[] =>
  personKeys(facts, unspeltNameKeys).filter((key) => TELLING.test(key));

const TELLING = /^[etjog]:/;
const unspeltNameKeys = remembered((name: string): readonly string[] => personNameKeys(name, UNSPELT));

/** How many keys there are at most of a name as it is written, one of another script left out. */
type Spelling = { keysOf: SpellingKeys; most: number };
const STORED: Spelling = { keysOf: spellingKeys, most: MOST_KEYS - 1 };
const UNSPELT: Spelling = { keysOf: () => [], most: Number.POSITIVE_INFINITY };
const SOUGHT: Spelling = { keysOf: soughtSpellingKeys, most: Number.POSITIVE_INFINITY };

function personKeys(
  { name = '', emails = [], phones = [], aliases = [] }: PersonFacts,
  keysOfName: (name: string) => readonly string[],
): string[] {
  const isAddress = name.includes('@');
  const addresses = [...emails, ...(isAddress ? [name] : [])];
  const names = [...(name && !isAddress ? [name] : []), ...aliases];
  return [
    ...new Set([
      ...addresses.flatMap((each) => readEmail(each)?.mailbox ?? []).map((mailbox) => `e:${mailbox}`),
      ...phones.flatMap((each) => readPhone(each)?.digits ?? []).map((digits) => `t:${lastOf(digits)}`),
      ...names.flatMap(keysOfName),
      ...(isAddress ? addressNameKeys(name, keysOfName) : []),
    ]),
  ];
}

/** The keys of somebody whose name an address may be made of. */
function addressNameKeys(
  address: string,
  keysOfName: (name: string) => readonly string[],
): readonly string[] {
  const words = wordsInAddress(address);
  return words.length === 1 ? words.flatMap(oneWordKeys) : keysOfName(words.join(' '));
}

const lastOf = (digits: string) => digits.replace(/^0+/, '').slice(-LAST_DIGITS);

/** The first two characters, the last two, the first one and the last one; and what a nickname is made of: `小明`. */
const endKeys = (letters: readonly string[]) =>
  [
    letters.slice(0, 2).join(''),
    letters.slice(-2).join(''),
    letters[0] ?? '',
    letters.at(-1) ?? '',
    letters.join('').replace(NICKNAME, ''),
  ].map((each) => `c:${each}`);

function personNameKeys(name: string, { keysOf, most }: Spelling): string[] {
  const parsed = parsePerson(name);
  const [plain, latin] = [withoutArticlesIn(parsed), personInLatin(parsed)];
  const said = consonants(twoWords(latin ?? parsed));
  return [
    ...keysOfParsed(parsed, parsePerson(writtenOut(name)), keysOf).slice(0, most),
    ...(said ? [`l:${said}`] : []),
    ...(plain === parsed ? [] : keysOfParsed(plain, plain, keysOf)),
    ...(latin ? keysOfParsed(latin, latin, keysOf) : []),
  ];
}

/** `long`: the name with its umlauts written out. */
function keysOfParsed(
  { given, particles, surname, called, isUnspaced }: ParsedPerson,
  long: ParsedPerson,
  spelling: SpellingKeys,
): string[] {
  const words = [...given, ...particles, ...surname];
  const letters = words.join('');
  const [first = '', last] = [given[0], surname.join('')];
  const keys = [
    `j:${letters}`,
    `j:${[...long.given, ...long.particles, ...long.surname].join('')}`,
    ...(isUnspaced ? endKeys([...letters]) : []),
    ...(words.length > 1 ? [`o:${words.toSorted().join(' ')}`] : []),
    ...given.slice(0, 2).map((word) => `g:${last} ${firstOf(word)}`),
    ...(first ? [`h:${first} ${firstOf(last)}`] : []),
    ...[last, ...surname, ...given.slice(0, MOST_WORDS), given.join(''), ...called].map(
      (word) => `n:${word}`,
    ),
    `n:${long.surname.join('')}`,
    ...(given.length === 0 ? namesLike(last).map((each) => `n:${each}`) : []),
    ...(first ? [`v:${firstOf(first)}${firstOf(last)}`] : []),
    ...spelling(last),
    ...spelling(first),
  ];
  return [...new Set(keys)].filter((key) => key.length > 2);
}
