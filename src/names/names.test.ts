import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { foldWords } from '../folding.ts';
import { readEmail } from './addresses.ts';
import { chooseCompany, choosePerson } from './choose.ts';
import { type CompanyFacts, compareCompanies } from './compare-companies.ts';
import { comparePeople, type PersonFacts } from './person-facts.ts';
import { compareInOrder, sortKey } from './sort-order.ts';
import { REASONS } from './verdict.ts';

const Facts = z.union([
  z.string().transform((name) => ({ name })),
  z.strictObject({
    name: z.string().optional(),
    email: z.string().optional(),
    phone: z.string().optional(),
    company: z.string().optional(),
    domain: z.string().optional(),
    aliases: z.array(z.string()).optional(),
  }),
]);
const Pair = z.looseObject({ known: Facts, said: Facts, expect: z.string() });
const Cases = z.looseObject({
  people: z.array(Pair),
  companies: z.array(Pair),
  order: z.array(z.string()),
  addresses: z.array(z.strictObject({ text: z.string(), address: z.string().optional() })),
});
const cases = Cases.parse(parse(readFileSync(new URL('./names.cases.yaml', import.meta.url), 'utf8')));

type Facts = z.output<typeof Facts>;
const listOf = (value: unknown) => (typeof value === 'string' ? [value] : []);
const personOf = (facts: Facts): PersonFacts => {
  const said: Record<string, unknown> = facts;
  return {
    name: facts.name,
    emails: listOf(said.email),
    phones: listOf(said.phone),
    companies: typeof said.company === 'string' ? [said.company] : ['Acme'],
  };
};
const companyOf = (facts: Facts): CompanyFacts => ({ ...facts });
const title = ({ known, said, expect: answer }: z.output<typeof Pair>) =>
  [JSON.stringify(known), JSON.stringify(said), answer] as const;

describe('cases', () => {
  test.each(cases.people.map((each) => [...title(each), each] as const))(
    'people: %s and %s: %s',
    (_, __, answer, { known, said }) => {
      const [one, other] = [personOf(known), personOf(said)];
      expect(answer.split('_or_')).toContain(choosePerson(other, [one]).answer);
      expect(comparePeople(one, other)).toEqual(comparePeople(other, one));
    },
  );

  test.each(cases.companies.map((each) => [...title(each), each] as const))(
    'companies: %s and %s: %s',
    (_, __, answer, { known, said }) => {
      const [one, other] = [companyOf(known), companyOf(said)];
      expect(answer.split('_or_')).toContain(chooseCompany(other, [one]).answer);
      expect(compareCompanies(one, other)).toEqual(compareCompanies(other, one));
    },
  );

  test('each reason that can be given is the reason of some case', () => {
    const given = [
      ...cases.people.map(({ known, said }) => comparePeople(personOf(known), personOf(said)).because),
      ...cases.companies.map(
        ({ known, said }) => compareCompanies(companyOf(known), companyOf(said)).because,
      ),
    ];
    expect(Object.keys(REASONS).filter((reason) => !given.some((each) => each === reason))).toEqual([]);
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
});
