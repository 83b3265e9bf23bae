import { asc } from 'drizzle-orm';
import { nameWordsIn } from '../../crm/said-names.ts';
import { chunks } from '../../store/chunks.ts';
import { isOneOf } from '../../store/lists.ts';
import type { NightContext } from './signal.ts';
import { isStopWord } from './stop-words.ts';

/** Which names are looked for in a text. */
const NAMES = {
  /** Words of the longest name. */
  words: 4,
  /** Letters of the shortest one-word name; shorter ones are too often something else. */
  letters: 3,
  /** Characters of a text that are looked at. */
  text: 1_000,
} as const;
const TEXTS_AT_ONCE = 10;
const ADDRESS = /\b(?:https?:\/\/|www\.)\S+/gi;

type Customer = { readonly name: string; readonly companyId: string | null };

/** Finds the customers that texts name: a company with or without its legal form, or a person by the full name. */
export async function customersIn(
  ctx: NightContext,
  texts: readonly string[],
): Promise<(text: string) => Customer | undefined> {
  const known = new Map<string, Customer>();
  // Hundreds of phrases stand in one text: a few texts at a time, or the app would stop.
  for (const part of chunks(texts, TEXTS_AT_ONCE)) {
    await ctx.clock.turn();
    const phrases = [...new Set(part.flatMap(phrasesOf))];
    for (const [key, customer] of await listCustomersCalled(ctx, phrases)) {
      if (!known.has(key)) known.set(key, customer);
    }
  }
  return (text) => {
    const key = phrasesOf(text).find((phrase) => known.has(phrase));
    return key === undefined ? undefined : known.get(key);
  };
}

/** Every run of up to four words, as they stand in the keys of names, the longest first. */
function phrasesOf(text: string): string[] {
  const words = nameWordsIn(text.slice(0, NAMES.text).replace(ADDRESS, ' '));
  const lengths = Array.from({ length: NAMES.words }, (_, at) => NAMES.words - at);
  return lengths
    .flatMap((length) =>
      words.map((_, at) => words.slice(at, at + length)).filter((run) => run.length === length),
    )
    .filter((run) => run.length > 1 || isNameLike(run[0] ?? ''))
    .map((run) => run.join(' '));
}

const isNameLike = (word: string) => word.length >= NAMES.letters && !isStopWord(word);

/** Lists customers by the phrases they are called by, companies before people, the first known first. */
async function listCustomersCalled(ctx: NightContext, phrases: string[]): Promise<[string, Customer][]> {
  const { companies, contacts } = ctx.store.tables;
  const organisations = await ctx.db
    .select({ id: companies.id, name: companies.name, key: companies.stemKey })
    .from(companies)
    .where(isOneOf(ctx, { value: companies.stemKey, of: phrases }))
    .orderBy(asc(companies.id));
  const people = await ctx.db
    .select({ name: contacts.name, key: contacts.nameKey })
    .from(contacts)
    .where(isOneOf(ctx, { value: contacts.nameKey, of: phrases.filter((phrase) => phrase.includes(' ')) }))
    .orderBy(asc(contacts.id));
  return [
    ...organisations.map(({ id, name, key }): [string, Customer] => [key, { name, companyId: id }]),
    ...people.map(({ name, key }): [string, Customer] => [key, { name, companyId: null }]),
  ];
}
