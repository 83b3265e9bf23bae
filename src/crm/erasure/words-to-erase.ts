import { and, eq, like, ne } from 'drizzle-orm';
import type { Context, Writing } from '../../context.ts';
import { personKeys, withoutHonorific } from '../../names/person-names.ts';
import type { Row } from '../../store/schema.ts';
import { type ErasedWords, isFullName, mentionsName } from './redactor.ts';

/** Columns whose values go from the texts about an erased contact, besides the name and the e-mail address. */
const REACHED_BY = ['phone'] as const;

/** What a contact is or was called, and where they can or could be reached. */
export type ContactDetails = Pick<Row<'contacts'>, 'name' | 'email' | (typeof REACHED_BY)[number]>;

/** The details in a row of a contact as a change kept it. */
export function readDetails(row: Record<string, unknown>): ContactDetails {
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  const reachedBy = Object.fromEntries(REACHED_BY.map((field) => [field, text(row[field])]));
  return { name: text(row.name) ?? '', email: text(row.email), ...(reachedBy as ReachedBy) };
}
type ReachedBy = Pick<ContactDetails, (typeof REACHED_BY)[number]>;

/**
 * `theirs`: the words to take out of texts that are known to be about this contact, with the first name where nobody else
 * has it. `everywhere`: the words to take out of all texts, since they can mean nobody else.
 */
export async function listWordsToErase(
  ctx: Writing<Context>,
  { contact, earlier }: { contact: Row<'contacts'>; earlier: readonly ContactDetails[] },
): Promise<{ theirs: ErasedWords; everywhere: ErasedWords }> {
  const known: ContactDetails[] = [contact, ...earlier];
  const called = distinct(known.map(({ name }) => name));
  // A contact of whom only the address was known is called by it.
  const named = called.filter((name) => !name.includes('@'));
  // A surname alone may be that of many.
  const spoken = distinct([...named, ...named.map(withoutHonorific).filter(isFullName)]);
  const emails = [...known.map(({ email }) => email), ...called.filter((name) => name.includes('@'))];
  const addresses = distinct(emails);
  const unique: string[] = [];
  for (const name of distinct([...spoken, ...spoken.map(withoutHonorific), ...spoken.map(firstName)])) {
    if (!(await isBorne(ctx, { name, contact }))) unique.push(name);
  }
  const own: string[] = [];
  for (const address of addresses) {
    if (!(await isUsed(ctx, { address, contact }))) own.push(address);
  }
  const numbers = distinct(known.flatMap((each) => REACHED_BY.map((field) => each[field])));
  return {
    theirs: { names: distinct([...spoken, ...unique]), literals: [...addresses, ...numbers] },
    everywhere: { names: unique.filter((name) => spoken.includes(name) && isFullName(name)), literals: own },
  };
}

/** The first word of a name behind the form of address, as it is written: `Ana` of `Dr. Ana Lopes`. */
export const firstName = (name: string): string => withoutHonorific(name).trim().split(/\s+/)[0] ?? name;

const distinct = (words: readonly (string | null)[]): string[] => [
  ...new Set(words.filter((word): word is string => Boolean(word))),
];

/** Whether a name stands in the name of another contact, a member or a company. */
async function isBorne(
  ctx: Writing<Context>,
  { name, contact }: { name: string; contact: Row<'contacts'> },
): Promise<boolean> {
  const { companies, contacts, members } = ctx.store.tables;
  const key = `%${personKeys(name).nameKey}%`;
  const others = [
    ...(await ctx.db
      .select({ name: contacts.name })
      .from(contacts)
      .where(and(ne(contacts.id, contact.id), like(contacts.nameKey, key)))),
    ...(await ctx.db.select({ name: companies.name }).from(companies).where(like(companies.nameKey, key))),
    ...(await ctx.db.select({ name: members.name }).from(members)),
  ];
  return others.some((other) => mentionsName(other.name, name));
}

/** Whether another contact or a member has the e-mail address. */
async function isUsed(
  ctx: Writing<Context>,
  { address, contact }: { address: string; contact: Row<'contacts'> },
): Promise<boolean> {
  const { contacts, members } = ctx.store.tables;
  const others = and(ne(contacts.id, contact.id), eq(contacts.email, address));
  const [other] = await ctx.db.select({ id: contacts.id }).from(contacts).where(others);
  const [member] = await ctx.db.select({ id: members.id }).from(members).where(eq(members.email, address));
  return Boolean(other ?? member);
}
