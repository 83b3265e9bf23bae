import { and, eq, inArray, isNotNull, notInArray } from 'drizzle-orm';
import type { System } from '../../context.ts';
import { foldLetters } from '../../folding.ts';
import { writtenOut } from '../../names/likeness.ts';
import { parsePerson } from '../../names/people.ts';
import { UNSPACED_NAME } from '../../names/person-words.ts';
import { mayMention } from './mentions.ts';
import { createNameFinder } from './name-finder.ts';
import { allForms, nameForms } from './name-forms.ts';

/** Names of others, as they are on record. */
export type OthersNames = { people: readonly string[]; companies: readonly string[] };

/**
 * The names of other contacts, of companies and of members in which a word of these names may stand. `ids`: whose names
 * these are.
 */
export async function listOthersNames(
  ctx: System,
  { ids, names }: { ids: ReadonlySet<string>; names: readonly string[] },
): Promise<OthersNames> {
  const { db } = ctx;
  const { aliases, companies, contacts, members, nameKeys } = ctx.store.tables;
  const others = db
    .select({ id: nameKeys.entityId })
    .from(nameKeys)
    .where(
      and(
        eq(nameKeys.kind, 'contact'),
        inArray(nameKeys.key, [...new Set(names.flatMap(lookupKeys))]),
        notInArray(nameKeys.entityId, [...ids]),
      ),
    );
  const words = { names: names.flatMap(allForms), emails: [], phones: [] };
  const people = [
    ...(await db.select({ name: contacts.name }).from(contacts).where(inArray(contacts.id, others))),
    ...(await db.select({ name: aliases.name }).from(aliases).where(inArray(aliases.contactId, others))),
    ...(await db
      .select({ name: members.name })
      .from(members)
      .where(notInArray(members.id, [...ids]))),
  ];
  const firms = [
    ...(await db
      .select({ name: companies.name })
      .from(companies)
      .where(mayMention(ctx, { columns: [companies.name], words }))),
    ...(await db
      .select({ name: aliases.name })
      .from(aliases)
      .where(and(isNotNull(aliases.companyId), mayMention(ctx, { columns: [aliases.name], words })))),
  ];
  const namesOf = (rows: { name: string }[]) => [...new Set(rows.map(({ name }) => name))];
  return { people: namesOf(people), companies: namesOf(firms) };
}

/** Keys by which people are looked up who share a word with a name. */
function lookupKeys(name: string): string[] {
  const { given, particles, surname, called } = parsePerson(name);
  const letters = [...given, ...particles, ...surname].join('');
  if (UNSPACED_NAME.test(letters)) return [`n:${letters}`, `c:${[...letters].slice(0, 2).join('')}`];
  const written = parsePerson(writtenOut(name));
  const words = [given, surname, called, written.given, written.surname].flat();
  return [...words, [...particles, ...surname].join(''), surname.join(''), written.surname.join('')]
    .filter(Boolean)
    .map((word) => `n:${foldLetters(word)}`);
}

/** The forms that others have in their names, letter by letter: they can mean those. */
export function findBorne(forms: readonly string[], { people, companies }: OthersNames): ReadonlySet<string> {
  const find = createNameFinder(forms, { anyCase: true });
  const theirs = [...people.flatMap(allForms), ...companies].flatMap(find);
  return new Set(theirs.filter(({ isOwn }) => isOwn).map(({ name }) => name));
}

/** Whole names of others that have one of these forms in them, with other marks or with more words. */
export function findAlike(forms: readonly string[], { people, companies }: OthersNames): string[] {
  const find = createNameFinder(forms, { anyCase: true });
  const own = new Set(forms);
  const whole = [...people.flatMap((name) => nameForms(name).whole), ...companies];
  return whole.filter((name) => !own.has(name) && find(name).length > 0);
}
