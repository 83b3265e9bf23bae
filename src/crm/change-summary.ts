import { isDeepStrictEqual } from 'node:util';
import { type Because, REASONS } from '../names/verdict.ts';

/**
 * The companies and contacts that a change has created: `company Rhein Transport`, `contact Eva Klein`. `company_meant`: the
 * company that was taken, where what was said is not its name. Each is left out when there is none.
 */
export type Created = {
  created?: string[];
  company_meant?: { said: string; name: string; because: string };
};

export function listCreated({
  company,
  contacts = [],
}: {
  company?:
    | { company: { name: string }; created: boolean; meant?: { said: string; because: Because } }
    | undefined;
  contacts?: readonly ({ contact: { name: string }; created: boolean } | undefined)[];
}): Created {
  const created = [
    ...(company?.created ? [`company ${company.company.name}`] : []),
    ...contacts.flatMap((each) => (each?.created ? [`contact ${each.contact.name}`] : [])),
  ];
  return {
    ...(created.length > 0 ? { created } : {}),
    ...(company?.meant ? { company_meant: meantIn(company.company.name, company.meant) } : {}),
  };
}

const meantIn = (name: string, { said, because }: { said: string; because: Because }) => ({
  said,
  name,
  because: REASONS[because],
});

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

/** `Amir Patel: title CTO → CISO; phone +44 20 7946 0011`: old and new values of the fields that are different. */
export function describeUpdate(
  name: string,
  { before, after, fields }: { before: object; after: object; fields: readonly string[] },
): string {
  const [was, is] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const told = fields.flatMap((field) => {
    if (isDeepStrictEqual(was[field] ?? null, is[field] ?? null)) return [];
    return [`${field} ${arrow(text(was[field]), text(is[field]))}`];
  });
  return told.length === 0 ? name : `${name}: ${told.join('; ')}`;
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
