import { isDeepStrictEqual } from 'node:util';
import { type Because, REASONS } from '../names/verdict.ts';
import type { FoundCompany } from './companies.ts';
import type { FoundContact } from './contacts.ts';
import { withoutEmpty } from './inputs.ts';

/**
 * What a change has made of the customers that were named; what there is none of is left out. `created`: `company Rhein
 * Transport`, `contact Eva Klein`. `company_meant`, `contacts_meant`: who was taken where what was said is not their name.
 * `kept_besides`: further addresses and numbers, `not_kept`: what could not be read as one; `other_title`: titles
 * beside the known ones, which were not kept; in words.
 */
export type Created = {
  created?: string[];
  company_meant?: MeantInWords;
  contacts_meant?: MeantInWords[];
  kept_besides?: string[];
  not_kept?: string[];
  other_title?: string[];
};

type MeantInWords = { said: string; name: string; because: string };

export function listCreated({
  company,
  contacts = [],
}: {
  company?: FoundCompany | undefined;
  contacts?: readonly (FoundContact | undefined)[];
}): Created {
  const found = contacts.filter((each) => each !== undefined);
  const created = [
    ...(company?.created ? [`company ${company.company.name}`] : []),
    ...found.flatMap(({ contact, created }) => (created ? [`contact ${contact.name}`] : [])),
  ];
  return withoutEmpty({
    created,
    company_meant: company?.meant && meantIn(company.company, company.meant),
    contacts_meant: found.flatMap(({ contact, meant }) => (meant ? [meantIn(contact, meant)] : [])),
    kept_besides: found.flatMap(({ further }) => further),
    not_kept: found.flatMap(({ unread }) => unread),
    other_title: found.flatMap(({ otherTitle }) => otherTitle ?? []),
  });
}

const meantIn = (
  { name }: { name: string },
  { said, because }: { said: string; because: Because },
): MeantInWords => ({ said, name, because: reasonOf({ said, name, because }) });

/** Which part of a name was said of somebody who is on record by more than that. */
const PARTS: Partial<Record<Because, string>> = {
  given_name_alone: 'only the given name was said',
  surname_alone: 'only the surname was said',
};

const reasonOf = ({ said, name, because }: { said: string; name: string; because: Because }): string =>
  (said.length < name.length ? PARTS[because] : undefined) ?? REASONS[because];

/** `Henrik Dahl (Bluefin Logistics)`: a contact with the company, or the one of the two that is known. */
export function whomOf({
  contact,
  company,
}: {
  contact?: string | null | undefined;
  company?: string | null | undefined;
}): string | undefined {
  if (contact && company) return `${contact} (${company})`;
  return contact ?? company ?? undefined;
}

/**
 * `Amir Patel: title CTO → CISO; phone +44 20 7946 0011`: old and new values of the fields that are different. `more`: what
 * else is new, in words.
 */
export function describeUpdate(
  name: string,
  {
    before,
    after,
    fields,
    more = [],
  }: { before: object; after: object; fields: readonly string[]; more?: readonly string[] },
): string {
  const [was, is] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const told = fields.flatMap((field) => {
    if (isDeepStrictEqual(was[field] ?? null, is[field] ?? null)) return [];
    return [`${field} ${arrow(text(was[field]), text(is[field]))}`];
  });
  const all = [...told, ...more];
  return all.length === 0 ? name : `${name}: ${all.join('; ')}`;
}

/** `old → new`, or the one of the two that is known. */
export function arrow(was: string | undefined, is: string | undefined): string {
  if (!was) return is ?? '';
  return is ? `${was} → ${is}` : `${was} removed`;
}

const MOST_QUOTED = 80;

function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return value.length > MOST_QUOTED ? `${value.slice(0, MOST_QUOTED)}…` : value;
}
