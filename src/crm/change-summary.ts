import { isDeepStrictEqual } from 'node:util';
import type { NewRow, Row } from '../store/schema.ts';
import type { Audited, Writer } from './record-change.ts';

/** Writes those fields that are not so already; nothing when all are. */
export async function updateIfNew<Name extends Audited>(
  ctx: Writer,
  table: Name,
  { before, patch }: { before: Row<Name>; patch: Partial<NewRow<Name>> },
): Promise<Row<Name>> {
  const now = before as Record<string, unknown>;
  const changed = Object.entries(patch).filter(([field, value]) => !isDeepStrictEqual(now[field], value));
  if (changed.length === 0) return before;
  return ctx.update(table, before, Object.fromEntries(changed) as Partial<Row<Name>>);
}

/** What is new, with what it is: `company Rhein Transport`, `contact Eva Klein`. Nothing when nothing is. */
export function newOnes({
  company,
  contacts = [],
}: {
  company?: { company: { name: string }; created: boolean } | undefined;
  contacts?: readonly ({ contact: { name: string }; created: boolean } | undefined)[];
}): { created?: string[] } {
  const created = [
    ...(company?.created ? [`company ${company.company.name}`] : []),
    ...contacts.flatMap((each) => (each?.created ? [`contact ${each.contact.name}`] : [])),
  ];
  return created.length > 0 ? { created } : {};
}

/** `Henrik Dahl (Bluefin Logistics)`: somebody with their company, or what there is of the two. */
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

/** `Amir Patel: title CTO → CISO; phone +44 20 7946 0011`: what a change made of some fields, for people. */
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

/** `old → new`, or what of the two there is. */
export function arrow(was: string | undefined, is: string | undefined): string {
  if (!was) return is ?? '';
  return is ? `${was} → ${is}` : `${was} removed`;
}

const MOST_QUOTED = 80;

function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return value.length > MOST_QUOTED ? `${value.slice(0, MOST_QUOTED)}…` : value;
}
