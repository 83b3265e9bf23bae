import { foldWords } from '../folding.ts';
import { readEmail } from './addresses.ts';
import { parseCompany } from './companies.ts';
import type { CompanyFacts } from './compare-companies.ts';
import { parsePerson } from './people.ts';
import type { PersonFacts } from './person-facts.ts';
import { readPhone } from './phones.ts';

/** Folded strings by which a company is looked up: two that may be one have one in common. */
export function companyLookupKeys({ name = '', domain }: CompanyFacts): string[] {
  const { words } = parseCompany(name);
  const keys = words.length > 0 ? [`w:${words.join('')}`, `f:${words[0]}`] : [];
  const label = domain?.split('.')[0];
  return [
    ...new Set([
      ...keys,
      ...(domain ? [`d:${domain}`] : []),
      ...(label ? [`w:${foldWords(label).join('')}`] : []),
    ]),
  ];
}

/** Folded strings by which a person is looked up: two that may be one have one in common. */
export function personLookupKeys({ name = '', emails = [], phones = [] }: PersonFacts): string[] {
  const { given, surname } = parsePerson(name);
  const words = [...given, ...surname].map((word) => `p:${word}`);
  const mailboxes = emails.flatMap((each) => readEmail(each)?.mailbox ?? []).map((each) => `e:${each}`);
  const numbers = phones
    .flatMap((each) => readPhone(each)?.digits.slice(-7) ?? [])
    .map((each) => `t:${each}`);
  return [...new Set([...words, ...mailboxes, ...numbers])];
}
