import { z } from 'zod';
import { companyKeys } from '../../crm/names.ts';
import { fold } from '../../text.ts';
import type { Scene } from './prompt.ts';
import type { Script } from './script.ts';
import { ADDRESS, findWords, isWithin, type Span, type Word, wordsOf } from './words.ts';

const Company = z.object({ id: z.string(), name: z.string(), domain: z.string().nullish().catch(null) });
const Person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullish().catch(null),
  companies: z.array(z.string()).catch([]),
});
const Records = z.object({ companies: z.array(Company).catch([]), contacts: z.array(Person).catch([]) });
export type Company = z.output<typeof Company>;
export type Person = z.output<typeof Person>;
export type Records = z.output<typeof Records>;

/** Who is on record and named in a text. `unsure`: candidates of a name that several share. */
export type Named = { companies: (Company & Span)[]; people: (Person & Span)[]; unsure: string[] };

/** What one search may hold, and how many there may be for one message. */
const QUERY_WORDS = 5;
const MOST_QUERIES = 8;

/** Looks up whoever may be named in a text. */
export function* lookUp(text: string, scene: Scene): Script<Records> {
  const words = namesIn(text, scene);
  const inSmallLetters = writesSmall(words);
  const names = words.filter(({ key, isCapital }) => key.length > 2 && (isCapital || inSmallLetters));
  const addresses = [...text.matchAll(ADDRESS)].flatMap(([each]) => fold(each).split(' ').slice(0, 3));
  const all = [...new Set([...names.map(({ key }) => key), ...addresses])].slice(
    0,
    QUERY_WORDS * MOST_QUERIES,
  );
  const queries = Array.from({ length: Math.ceil(all.length / QUERY_WORDS) }, (_, at) => ({
    tool: 'find',
    input: { query: all.slice(at * QUERY_WORDS, (at + 1) * QUERY_WORDS).join(' ') },
  }));
  const outcomes = queries.length > 0 ? yield queries : [];
  const found = outcomes.flatMap((each) => Records.safeParse(each.ok ? each.value : undefined).data ?? []);
  const unique = <Item extends { id: string }>(items: Item[]) => [
    ...new Map(items.map((item) => [item.id, item])).values(),
  ];
  return {
    companies: unique(found.flatMap(({ companies }) => companies)),
    contacts: unique(found.flatMap(({ contacts }) => contacts)),
  };
}

/** Looks up whoever may be named in a text, and keeps those whose names stand in it. */
export function* findNamed(text: string, scene: Scene): Script<Named> {
  return matchNames(text, yield* lookUp(text, scene), scene);
}

/** The words of a text without the names of the team. */
function namesIn(text: string, { colleagues, person }: Scene): Word[] {
  const team = new Set([...colleagues, person.name].flatMap((name) => fold(name).split(' ')));
  return wordsOf(text).filter(({ key, isCapital }) => !isCapital || !team.has(key));
}

/** Somebody who writes no capitals at all writes none in names either. */
const writesSmall = (words: readonly Word[]) =>
  !words.some(({ isCapital, isFirst, isShouted }) => isCapital && !isFirst && !isShouted);

/** Only names that stand in the text: whole, or in the short form in which people say them. */
export function matchNames(text: string, { companies, contacts }: Records, scene: Scene): Named {
  const words = namesIn(text, scene);
  const named: Named = { companies: [], people: [], unsure: [] };
  const place = (at: number, length: number): Span => ({
    start: words[at]?.start ?? 0,
    end: words[at + length - 1]?.end ?? 0,
  });
  const short = {
    companies: new Map<string, (Company & Span)[]>(),
    people: new Map<string, (Person & Span)[]>(),
  };
  const keep = <Item>(map: Map<string, Item[]>, at: number, item: Item) => {
    const key = words[at]?.key;
    if (key) map.set(key, [...(map.get(key) ?? []), item]);
  };
  for (const company of companies) {
    const { nameKey, stemKey } = companyKeys(company.name);
    const keys = [nameKey, stemKey].map((key) => key.split(' ')).find((each) => findWords(words, each) >= 0);
    if (keys) named.companies.push({ ...company, ...place(findWords(words, keys), keys.length) });
    const parts = [nameKey.split(' ')[0] ?? '', fold(company.domain?.split('.')[0] ?? '')];
    const at = keys
      ? -1
      : words.findIndex(
          ({ key }, where) => key.length > 2 && parts.includes(key) && standsAlone(words, where),
        );
    keep(short.companies, at, { ...company, ...place(at, 1) });
  }
  for (const sharing of short.companies.values()) {
    if (sharing.length === 1) named.companies.push(...sharing);
    else named.unsure.push(...sharing.map(({ name }) => name));
  }
  named.companies = named.companies.filter(
    (each) => !named.companies.some((other) => isWithin(each, other) && !isWithin(other, each)),
  );
  for (const person of contacts) {
    const keys = fold(person.name).split(' ');
    const whole = findWords(words, keys);
    const mail = person.email ? text.toLowerCase().indexOf(person.email.toLowerCase()) : -1;
    if (whole >= 0) named.people.push({ ...person, ...place(whole, keys.length) });
    else if (mail >= 0)
      named.people.push({ ...person, start: mail, end: mail + (person.email?.length ?? 0) });
    if (whole >= 0 || mail >= 0) continue;
    const parts = keys.length > 1 ? [keys[0], keys.at(-1)] : keys;
    const at = words.findIndex(
      (word, where) =>
        parts.includes(word.key) &&
        standsAlone(words, where) &&
        !named.companies.some((each) => isWithin(word, each)),
    );
    keep(short.people, at, { ...person, ...place(at, 1) });
  }
  const there = new Set(named.companies.map(({ name }) => name));
  for (const [key, sharing] of short.people) {
    if (named.people.some(({ name }) => fold(name).split(' ').includes(key))) continue;
    const fitting =
      there.size === 0 ? sharing : sharing.filter((each) => each.companies.some((name) => there.has(name)));
    if (fitting.length === 1) named.people.push(...fitting);
    else named.unsure.push(...fitting.map(({ name, companies: [at] }) => (at ? `${name}, ${at}` : name)));
  }
  return named;
}

/** Behind such a word, a name in small letters is a name. */
const LEADS = new Set(
  'with w to 2 from by at call called met meet emailed mailed rang phoned saw visited visit texted told asked and mr mrs ms dr herr herrn frau senor senora sr sra mme monsieur madame mit bei von con de da avec chez com med och'.split(
    ' ',
  ),
);
/** Names that are words as well. */
const WORDS_TOO = new Set(
  'will mark may june april grace dev hope faith joy art sue pat rob drew chase frank bill rich grant dale guy rose summit apple target orange shell'.split(
    ' ',
  ),
);

/** Whether a word may be somebody's short name: it is no part of a longer name that nobody on record has. */
function standsAlone(words: readonly Word[], at: number): boolean {
  const [before, word, after] = [words[at - 1], words[at], words[at + 1]];
  if (!word) return false;
  const touches = (gap: string) => /^[\s-]*$/.test(gap);
  const isLed = before !== undefined && LEADS.has(before.key);
  if (!word.isCapital) return writesSmall(words) && (isLed || /[@,&:]\s*$/.test(word.gap));
  if (WORDS_TOO.has(word.key) && word.isFirst && !isLed) return false;
  if (after?.isCapital && touches(after.gap) && !LEADS.has(after.key)) return false;
  return !before?.isCapital || !touches(word.gap) || before.isFirst || isLed;
}
