import { describe, expect, inject, test } from 'vitest';
import { createDice, type Dice } from '../testing/dice.ts';
import { readNameCases } from '../testing/name-cases.ts';
import { makeCompanies, makePeople } from '../testing/name-variants.ts';
import { compareCompanies } from './compare-companies.ts';
import {
  companyLookupKeys,
  companySoughtKeys,
  MOST_KEYS,
  personLookupKeys,
  personSoughtKeys,
} from './lookup-keys.ts';
import { comparePeople } from './person-facts.ts';
import type { Verdict } from './verdict.ts';

const PAIRS_OF_A_RULE = 30;
const cases = readNameCases();

/** All names against all: what may be one, and what of it is found, from either side. */
function sweep<Facts>(
  all: readonly Facts[],
  compare: (one: Facts, other: Facts) => Verdict,
  keysOf: (one: Facts) => string[],
  soughtBy = keysOf,
) {
  const keyed = all.map((facts) => ({ facts, keys: new Set(keysOf(facts)), sought: soughtBy(facts) }));
  const found = { alike: 0, missed: [] as string[] };
  for (const [at, one] of keyed.entries()) {
    for (const other of keyed.slice(at + 1)) {
      const { answer, because } = compare(one.facts, other.facts);
      if (answer === 'new') continue;
      found.alike += 1;
      const isFound = other.sought.some((key) => one.keys.has(key));
      if (!isFound || !one.sought.some((key) => other.keys.has(key)))
        found.missed.push(`${JSON.stringify([one.facts, other.facts])}: ${because}`);
    }
  }
  return found;
}

describe('two that may be one are found by a key of the other', () => {
  test('people of the cases', () => {
    const all = cases.people.flatMap(({ known, said, beside }) => [known, said, ...beside]);
    const { alike, missed } = sweep(all, comparePeople, personLookupKeys, personSoughtKeys);
    expect(alike).toBeGreaterThan(80);
    expect(missed).toEqual([]);
  });

  test('companies of the cases', () => {
    const all = cases.companies.flatMap(({ known, said, beside }) => [known, said, ...beside]);
    const { alike, missed } = sweep(all, compareCompanies, companyLookupKeys, companySoughtKeys);
    expect(alike).toBeGreaterThan(80);
    expect(missed).toEqual([]);
  });

  test('names that are written once more', () => {
    const dice = createDice(inject('seed') + 2);
    const people = makePeople(PAIRS_OF_A_RULE, dice).map(({ known, said }) => [known, said] as const);
    const companies = makeCompanies(PAIRS_OF_A_RULE, dice).map(({ known, said }) => [known, said] as const);
    expectFound('people', people, PAIRS_OF_A_RULE * 10);
    expectFound('companies', companies, PAIRS_OF_A_RULE * 10);
  });

  test.each([0, 1])('names with a wrong letter in word %i of two, and in that word said alone', (at) => {
    const dice = createDice(inject('seed') + 4 + at);
    const misspelt = (name: string) =>
      name.split(' ').map((word, place) => (place === at ? misspell(word, dice) : word));
    const people = makePeople(PAIRS_OF_A_RULE, dice).map(({ known }) => known);
    const companies = makeCompanies(PAIRS_OF_A_RULE, dice).map(({ known }) => known);
    expectFound(
      'people',
      people.map((name) => [name, misspelt(name).join(' ')] as const),
      PAIRS_OF_A_RULE * 10,
    );
    expectFound(
      'companies',
      companies.map((name) => [name, misspelt(name).join(' ')] as const),
      PAIRS_OF_A_RULE * 10,
    );
    const words = people.map((name) => name.split(' ')[at] ?? '');
    expectFound(
      'people',
      people.map((name, place) => [name, misspell(words[place] ?? '', dice)] as const),
      PAIRS_OF_A_RULE * 5,
      WHOLE_NAME_SHARE,
    );
    expectFound(
      'people',
      words.map((word) => [word, misspell(word, dice)] as const),
      PAIRS_OF_A_RULE * 5,
    );
  });

  test('names made of words that are read in a way of their own', () => {
    const dice = createDice(inject('seed') + 6);
    const name = () => Array.from({ length: dice.between(1, 5) }, () => dice.pick(ODD_WORDS)).join(' ');
    const pairs = Array.from({ length: 3_000 }, () => [name(), name()] as const);
    expectFound('people', pairs, 30, ODD_SHARE);
    expectFound('companies', pairs, 10, ODD_SHARE);
  });
});

/** A given name beside a long surname has fewer keys. */
const WHOLE_NAME_SHARE = 0.03;
/** Nobody is called “der, vd”, and particles are no keys. */
const ODD_SHARE = 0.05;
const ODD_WORDS =
  `Ana Lopes Smith Smyth J. Dr. Mr Frau van der de la al Jr III PhD , Ltd GmbH & Co. KG The and y S.A. sp. z o.o.
  株式会社 東芝 さん Иванович Ivanovna (Bob) Bob Robert 12 C++ acme.com Acme vd - M. 小明 明`.split(/\s+/);

/** One letter too many, too few, another one, or two that changed places. */
function misspell(word: string, dice: Dice): string {
  const at = dice.between(1, Math.max(word.length - 1, 1));
  const letter = dice.pick([...'abcdefghijklmnopqrstuvwxyz']);
  const [before, after] = [word.slice(0, at), word.slice(at + 1)];
  return dice.pick([
    `${before}${letter}${word.slice(at)}`,
    `${before}${after}`,
    `${before}${letter}${after}`,
    `${before}${after.slice(0, 1)}${word[at] ?? ''}${after.slice(1)}`,
  ]);
}

const COMPARED = {
  people: {
    compare: (one: string, other: string) => comparePeople({ name: one }, { name: other }),
    keysOf: (name: string) => personLookupKeys({ name }),
    soughtBy: (name: string) => personSoughtKeys({ name }),
  },
  companies: {
    compare: (one: string, other: string) => compareCompanies({ name: one }, { name: other }),
    keysOf: (name: string) => companyLookupKeys({ name }),
    soughtBy: (name: string) => companySoughtKeys({ name }),
  },
};

/** Of at least so many pairs of which two may be one, a small share may be missed. */
function expectFound(
  noun: keyof typeof COMPARED,
  pairs: readonly (readonly [string, string])[],
  least: number,
  most = 0.01,
): void {
  const { compare, keysOf, soughtBy } = COMPARED[noun];
  const alike = pairs.filter(([one, other]) => compare(one, other).answer !== 'new');
  const missed = alike.filter(([one, other]) => {
    const keys = keysOf(one);
    return !soughtBy(other).some((key) => keys.includes(key));
  });
  expect(alike.length).toBeGreaterThan(least);
  const sample = missed.slice(0, 20).map((pair) => pair.join(' | '));
  expect(missed.length / alike.length, sample.join('; ')).toBeLessThanOrEqual(most);
}

test('a name has few keys', () => {
  const dice = createDice(inject('seed') + 3);
  const people = makePeople(20, dice).map(({ known }) => personLookupKeys({ name: known }).length);
  const companies = makeCompanies(20, dice).map(({ known }) => companyLookupKeys({ name: known }).length);
  expect(Math.max(...people, ...companies)).toBeLessThanOrEqual(MOST_KEYS);
});
