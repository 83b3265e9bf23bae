import { asc, inArray } from 'drizzle-orm';
import { chunks } from '../../store/chunks.ts';
import { fold } from '../../text.ts';
import type { Horizon } from './signal.ts';
import { isStopWord } from './stop-words.ts';

/** Words of the longest name that is looked for. */
const MOST_WORDS = 4;
/** Letters of the shortest one-word name that is looked for; shorter ones are too often something else. */
const LEAST_LETTERS = 3;
/** Characters of a text that are looked at. */
const MOST_TEXT = 1_000;
const ADDRESS = /\b(?:https?:\/\/|www\.)\S+/gi;

type Customer = { readonly name: string; readonly companyId: string | null };

/** Finds the customers that texts name: a company with or without its legal form, or a person by the full name. */
export async function customersIn(
  horizon: Horizon,
  texts: readonly string[],
): Promise<(text: string) => Customer | undefined> {
  const phrases = [...new Set(texts.flatMap(phrasesOf))].toSorted();
  const known = new Map<string, Customer>();
  for (const chunk of chunks(phrases)) {
    for (const [key, customer] of await customersCalled(horizon, chunk)) {
      if (!known.has(key)) known.set(key, customer);
    }
  }
  return (text) => {
    const key = phrasesOf(text).find((phrase) => known.has(phrase));
    return key === undefined ? undefined : known.get(key);
  };
}

/** Every run of up to four words, folded, the longest first. */
function phrasesOf(text: string): string[] {
  const words = fold(text.slice(0, MOST_TEXT).replace(ADDRESS, ' ')).split(' ');
  const lengths = Array.from({ length: MOST_WORDS }, (_, at) => MOST_WORDS - at);
  return lengths
    .flatMap((length) =>
      words.map((_, at) => words.slice(at, at + length)).filter((run) => run.length === length),
    )
    .filter((run) => run.length > 1 || isNameLike(run[0] ?? ''))
    .map((run) => run.join(' '));
}

const isNameLike = (word: string) => word.length >= LEAST_LETTERS && !isStopWord(word);

/** By the words they are called by, companies before people, the first known first. */
async function customersCalled(
  {
    db,
    store: {
      tables: { companies, contacts },
    },
  }: Horizon,
  phrases: string[],
): Promise<[string, Customer][]> {
  const organisations = await db
    .select({ id: companies.id, name: companies.name, key: companies.stemKey })
    .from(companies)
    .where(inArray(companies.stemKey, phrases))
    .orderBy(asc(companies.id));
  const people = await db
    .select({ name: contacts.name, key: contacts.nameKey })
    .from(contacts)
    .where(
      inArray(
        contacts.nameKey,
        phrases.filter((phrase) => phrase.includes(' ')),
      ),
    )
    .orderBy(asc(contacts.id));
  return [
    ...organisations.map(({ id, name, key }): [string, Customer] => [key, { name, companyId: id }]),
    ...people.map(({ name, key }): [string, Customer] => [key, { name, companyId: null }]),
  ];
}
