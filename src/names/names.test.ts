import fc from 'fast-check';
import { describe, expect, inject, test } from 'vitest';
import { foldLetters, foldWords } from '../folding.ts';
import { readNameCases } from '../testing/name-cases.ts';
import { readEmail } from './addresses.ts';
import { chooseCompany, choosePerson } from './choose.ts';
import { compareCompanies } from './compare-companies.ts';
import { comparePeople } from './person-facts.ts';
import { compareInOrder, sortKey } from './sort-order.ts';
import { REASONS } from './verdict.ts';

const cases = readNameCases();

describe('cases', () => {
  test.each(cases.people)('people: $title', ({ known, said, beside, answers }) => {
    expect(answers).toContain(choosePerson(said, [known, ...beside]).answer);
    expect(comparePeople(known, said)).toEqual(comparePeople(said, known));
  });

  test.each(cases.companies)('companies: $title', ({ known, said, beside, answers }) => {
    expect(answers).toContain(chooseCompany(said, [known, ...beside]).answer);
    expect(compareCompanies(known, said)).toEqual(compareCompanies(said, known));
  });

  test('each reason that can be given is the reason of some case', () => {
    const given = [
      ...cases.people.map(({ known, said }) => comparePeople(known, said).because),
      ...cases.companies.map(({ known, said }) => compareCompanies(known, said).because),
    ];
    const unused = Object.keys(REASONS).filter((reason) => !given.some((each) => each === reason));
    // What somebody has answered before tells no two names apart.
    expect(unused).toEqual(['as_before']);
  });

  test('names stand in the order of a dictionary, by the collator and by their keys', () => {
    const mixed = cases.order.toSorted();
    expect(mixed).not.toEqual(cases.order);
    expect(mixed.toSorted(compareInOrder)).toEqual(cases.order);
    const keyed = mixed.map((name) => [Buffer.from(sortKey(name)), name] as const);
    expect(keyed.toSorted(([a], [b]) => Buffer.compare(a, b)).map(([, name]) => name)).toEqual(cases.order);
  });

  test.each(cases.addresses)('the address in “$text”', ({ text, address }) => {
    expect(readEmail(text)?.address).toBe(address);
  });
});

/** Names of all kinds of characters, and names made of the words that are read in a way of their own. */
const odd = fc.string({ unit: 'grapheme', maxLength: 24 });
const words = fc
  .array(
    fc.constantFrom(
      ...'Ana Lopes Smith J. Dr. Mr Frau van der de la al Jr III PhD , Ltd GmbH & Co. KG The and y S.A. sp. z o.o. 株式会社 東芝 さん Иванович Ivanovna (Bob) 12 C++ acme.com vd - M.'.split(
        ' ',
      ),
    ),
    { maxLength: 6 },
  )
  .map((list) => list.join(' '));
const name = fc.oneof(odd, words);

describe('whatever the names are', () => {
  test('two names are compared the same whichever is named first', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(comparePeople({ name: one }, { name: other })).toEqual(
          comparePeople({ name: other }, { name: one }),
        );
        expect(compareCompanies({ name: one }, { name: other })).toEqual(
          compareCompanies({ name: other }, { name: one }),
        );
      }),
      { seed: inject('seed'), numRuns: 3_000 },
    );
  });

  test('a name with a letter in it is the same as itself', () => {
    fc.assert(
      fc.property(name, (one) => {
        fc.pre(!one.includes('@') && foldWords(one).some((word) => /\p{L}/u.test(word)));
        const [person, company] = [
          comparePeople({ name: one }, { name: one }),
          compareCompanies({ name: one }, { name: one }),
        ];
        expect([one, company.answer]).toEqual([one, 'same']);
        expect([one, person.answer]).toEqual([one, 'same']);
      }),
      { seed: inject('seed'), numRuns: 3_000 },
    );
  });

  test('two names with marks on both that are not the same are never taken for one', () => {
    const letters = fc.constantFrom('u', 'ü', 'ú', 'ư', 'o', 'ö', 'ô', 'ø', 'n', 'ñ', 'l', 'ł', 'd', 'đ');
    const marked = fc.array(letters, { minLength: 2, maxLength: 8 }).map((list) => `K${list.join('')}`);
    const plain = (text: string) => foldLetters(text);
    fc.assert(
      fc.property(marked, fc.array(letters, { minLength: 8, maxLength: 8 }), (one, others) => {
        // The same letters, with other marks.
        const other = [...one]
          .map((letter, at) => others.find((each) => plain(each) === plain(letter) && at > 0) ?? letter)
          .join('');
        fc.pre(one !== other && [one, other].every((text) => text.toLowerCase() !== plain(text)));
        expect(comparePeople({ name: `Ana ${one}` }, { name: `Ana ${other}` }).answer).toBe('ask');
        expect(chooseCompany({ name: `${one} Ltd` }, [{ name: other }]).answer).toBe('ask');
      }),
      { seed: inject('seed'), numRuns: 2_000 },
    );
  });
});
