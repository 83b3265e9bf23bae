import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { CompanyFacts } from '../names/compare-companies.ts';
import type { PersonFacts } from '../names/person-facts.ts';

const Said = z.union([
  z.string().transform((name) => ({ name })),
  z.strictObject({
    name: z.string().optional(),
    email: z.string().optional(),
    phone: z.string().optional(),
    company: z.string().optional(),
    domain: z.string().optional(),
    domains: z.array(z.string()).optional(),
    aliases: z.array(z.string()).optional(),
  }),
]);
type Said = z.output<typeof Said>;
const Pair = z.looseObject({ known: Said, said: Said, expect: z.string(), beside: z.array(Said).optional() });
type Pair = z.output<typeof Pair>;
const Cases = z.looseObject({
  people: z.array(Pair),
  companies: z.array(Pair),
  order: z.array(z.string()),
  addresses: z.array(z.strictObject({ text: z.string(), address: z.string().optional() })),
});

/** Two names and what is to be said of them. `beside`: others that are known, too. `title`: all of it in one line. */
type NameCase<Facts> = {
  known: Facts;
  said: Facts;
  beside: Facts[];
  answers: string[];
  title: string;
};
export type NameCases = {
  people: NameCase<PersonFacts>[];
  companies: NameCase<CompanyFacts>[];
  /** Names in the order of a dictionary. */
  order: string[];
  addresses: { text: string; address?: string | undefined }[];
};

/** The cases of `src/names/names.cases.yaml`; people are at one company where nothing else is said. */
export function readNameCases(): NameCases {
  const file = new URL('../names/names.cases.yaml', import.meta.url);
  const { people, companies, order, addresses } = Cases.parse(parse(readFileSync(file, 'utf8')));
  return {
    people: people.map((each) => caseOf(each, personOf)),
    companies: companies.map((each) => caseOf(each, (facts) => ({ ...facts }))),
    order,
    addresses,
  };
}

const caseOf = <Facts>(
  { known, said, beside = [], expect }: Pair,
  read: (facts: Said) => Facts,
): NameCase<Facts> => ({
  known: read(known),
  said: read(said),
  beside: beside.map(read),
  answers: expect.split('_or_'),
  title: [known, said, ...beside]
    .map((each) => JSON.stringify(each))
    .join(' ')
    .concat(`: ${expect}`),
});

const listOf = (value: unknown) => (typeof value === 'string' ? [value] : []);

function personOf(facts: Said): PersonFacts {
  const said: Record<string, unknown> = facts;
  return {
    name: facts.name,
    aliases: Array.isArray(said.aliases) ? said.aliases.map(String) : [],
    emails: listOf(said.email),
    phones: listOf(said.phone),
    companies: typeof said.company === 'string' ? [said.company] : ['Acme'],
  };
}
