import { describe, expect, inject, test } from 'vitest';
import { createDice } from '../testing/dice.ts';
import { readNameCases } from '../testing/name-cases.ts';
import { makeCompanies, makePeople } from '../testing/name-variants.ts';
import { compareCompanies } from './compare-companies.ts';
import { companyLookupKeys, companySoughtKeys, MOST_KEYS, personLookupKeys } from './lookup-keys.ts';
import { comparePeople } from './person-facts.ts';
import type { Verdict } from './verdict.ts';

const PAIRS_OF_A_RULE = 200;
const cases = readNameCases();

/** All names against all: what may be one, and what of it is found, from either side. */
function sweep<Facts>(
  all: readonly Facts[],
  compare: (one: Facts, other: Facts) => Verdict,
  keysOf: (one: Facts) => string[],
  soughtBy = keysOf,
) {
  const keyed = all.map((facts) => ({ facts, keys: new Set(keysOf(facts)), sought: soughtBy(facts) }));
  const found = { alike: 0, missed: [] as string[], most: Math.max(...keyed.map(({ keys }) => keys.size)) };
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
    const { alike, missed } = sweep(all, comparePeople, personLookupKeys);
    expect(alike).toBeGreaterThan(80);
    expect(missed).toEqual([]);
  });

  test('companies of the cases', () => {
    const all = cases.companies.flatMap(({ known, said, beside }) => [known, said, ...beside]);
    const { alike, missed } = sweep(all, compareCompanies, companyLookupKeys, companySoughtKeys);
    expect(alike).toBeGreaterThan(80);
    expect(missed).toEqual([]);
  });

  test('names that are written once more, of which one in a hundred may be missed', () => {
    const dice = createDice(inject('seed') + 2);
    const shared = [
      ...makePeople(PAIRS_OF_A_RULE, dice).map(({ known, said }) => {
        const [one, other] = [{ name: known }, { name: said }];
        const keys = personLookupKeys(one);
        return {
          pair: `${known} | ${said}`,
          answer: comparePeople(one, other).answer,
          isShared: personLookupKeys(other).some((key) => keys.includes(key)),
        };
      }),
      ...makeCompanies(PAIRS_OF_A_RULE, dice).map(({ known, said }) => {
        const [one, other] = [{ name: known }, { name: said }];
        const keys = companyLookupKeys(one);
        return {
          pair: `${known} | ${said}`,
          answer: compareCompanies(one, other).answer,
          isShared: companySoughtKeys(other).some((key) => keys.includes(key)),
        };
      }),
    ].filter(({ answer }) => answer !== 'new');
    const missed = shared.filter(({ isShared }) => !isShared).map(({ pair }) => pair);
    expect(shared.length).toBeGreaterThan(PAIRS_OF_A_RULE * 10);
    expect(missed.length / shared.length, missed.slice(0, 20).join('; ')).toBeLessThanOrEqual(0.01);
  });
});

test('a name has few keys', () => {
  const dice = createDice(inject('seed') + 3);
  const people = makePeople(20, dice).map(({ known }) => personLookupKeys({ name: known }).length);
  const companies = makeCompanies(20, dice).map(({ known }) => companyLookupKeys({ name: known }).length);
  expect(Math.max(...people, ...companies)).toBeLessThanOrEqual(MOST_KEYS);
});
