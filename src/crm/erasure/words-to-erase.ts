import { and, eq, inArray, notInArray } from 'drizzle-orm';
import type { System } from '../../context.ts';
import { readEmail } from '../../names/addresses.ts';
import { findAlike, findBorne, listOthersNames } from './bearers.ts';
import { createNameFinder } from './name-finder.ts';
import { nameForms } from './name-forms.ts';
import { knownDigits, lastDigits } from './phone-finder.ts';
import type { ErasedWords } from './redactor.ts';

/** What a contact is or was called, and where they can or could be reached. */
export type ContactDetails = { names: string[]; emails: string[]; phones: string[] };

/** The words to take out of texts about a contact, and those of which others say whether they mean the contact. */
export type TheirWords = ErasedWords & {
  /** First names, surnames and initials, also those that others have. */
  short: readonly string[];
};

/**
 * `theirs`: the words to take out of texts that are known to be about this contact, with the first name, the surname and
 * initials where nobody else has them. `everywhere`: the words to take out of all texts, since they can mean nobody else.
 */
export async function listWordsToErase(
  ctx: System,
  { ids, known }: { ids: ReadonlySet<string>; known: ContactDetails },
): Promise<{ theirs: TheirWords; everywhere: ErasedWords }> {
  const { names, emails, phones } = readDetails(known);
  const forms = names.map(nameForms);
  const [whole, said, short] = (['whole', 'said', 'short'] as const).map((kind) => [
    ...new Set(forms.flatMap((each) => each[kind])),
  ]) as [string[], string[], string[]];
  const others = await listOthersNames(ctx, { ids, names });
  const all = [...whole, ...said, ...short];
  const borne = findBorne(all, others);
  const isTheirs = (form: string) => !borne.has(form);
  const spares = createNameFinder(findAlike(all, others));
  const unused = [];
  for (const email of emails) if (!(await isUsed(ctx, { email, ids }))) unused.push(email);
  const called = [];
  for (const phone of phones) if (!(await isShared(ctx, { phone, ids }))) called.push(phone);
  return {
    theirs: { names: [...whole, ...said, ...short.filter(isTheirs)], short, spares, emails, phones },
    everywhere: { names: whole.filter(isTheirs), spares, emails: unused, phones: called },
  };
}

/** What some contacts are called today, and where they can be reached. */
export async function readDetailsToday(ctx: System, ids: ReadonlySet<string>): Promise<ContactDetails> {
  const { aliases, contactEmails, contactPhones, contacts } = ctx.store.tables;
  const theirs = [...ids];
  const people = await ctx.db.select().from(contacts).where(inArray(contacts.id, theirs));
  const called = await ctx.db.select().from(aliases).where(inArray(aliases.contactId, theirs));
  const written = await ctx.db.select().from(contactEmails).where(inArray(contactEmails.contactId, theirs));
  const phoned = await ctx.db.select().from(contactPhones).where(inArray(contactPhones.contactId, theirs));
  return {
    names: [...people, ...called].map(({ name }) => name),
    emails: [...people, ...written].flatMap(({ email }) => email ?? []),
    phones: [...people, ...phoned].flatMap(({ phone }) => phone ?? []),
  };
}

export function joinDetails(...known: readonly ContactDetails[]): ContactDetails {
  return {
    names: known.flatMap(({ names }) => names),
    emails: known.flatMap(({ emails }) => emails),
    phones: known.flatMap(({ phones }) => phones),
  };
}

/** Names, addresses and numbers, each where it belongs: of whom only an address or a number was known, that is the name. */
function readDetails({ names, emails, phones }: ContactDetails): ContactDetails {
  const isNumber = (name: string) => !/\p{L}/u.test(name) && knownDigits(name) !== undefined;
  const distinct = (words: readonly string[]) =>
    [...new Set(words.map((word) => word.trim()))].filter(Boolean);
  return {
    names: distinct(names.filter((name) => !name.includes('@') && !isNumber(name))),
    emails: distinct([...emails, ...names.filter((name) => name.includes('@'))]),
    phones: distinct([...phones, ...names.filter(isNumber)]),
  };
}

/** Whether another contact or a member has the e-mail address. */
async function isUsed(
  ctx: System,
  { email, ids }: { email: string; ids: ReadonlySet<string> },
): Promise<boolean> {
  const mailbox = readEmail(email)?.mailbox;
  if (!mailbox) return false;
  const { members } = ctx.store.tables;
  const people = await ctx.db
    .select({ email: members.email })
    .from(members)
    .where(notInArray(members.id, [...ids]));
  if (people.some((member) => readEmail(member.email ?? '')?.mailbox === mailbox)) return true;
  return isKey(ctx, { key: `e:${mailbox}`, ids });
}

/** Whether another contact has the number, or one that ends like it; one that is too short may be anybody's. */
async function isShared(
  ctx: System,
  { phone, ids }: { phone: string; ids: ReadonlySet<string> },
): Promise<boolean> {
  const digits = lastDigits(phone);
  return digits === undefined || isKey(ctx, { key: `t:${digits}`, ids });
}

/** Whether another contact is looked up by a key. */
async function isKey(ctx: System, { key, ids }: { key: string; ids: ReadonlySet<string> }): Promise<boolean> {
  const { nameKeys } = ctx.store.tables;
  const [other] = await ctx.db
    .select({ id: nameKeys.entityId })
    .from(nameKeys)
    .where(and(eq(nameKeys.key, key), eq(nameKeys.kind, 'contact'), notInArray(nameKeys.entityId, [...ids])))
    .limit(1);
  return other !== undefined;
}
