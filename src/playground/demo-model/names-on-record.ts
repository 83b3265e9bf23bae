import { z } from 'zod';
import { companyKeys } from '../../names/company-names.ts';
import { fold } from '../../text.ts';
import { list, maybe, read, type Scene, type Script } from './prompt.ts';
import { ADDRESS, findWords, isWithin, type Span, type Word, wordsOf } from './words.ts';

const Company = z.object({ id: z.string(), name: z.string(), domain: maybe });
const Person = z.object({ id: z.string(), name: z.string(), email: maybe, companies: list(z.string()) });
const Records = z.object({ companies: list(Company), contacts: list(Person) });
type Company = z.output<typeof Company>;
type Person = z.output<typeof Person>;
export type Records = z.output<typeof Records>;
/** Companies and people on record that a text names, in its order. `unsure`: candidates of a name that several share. */
export type Named = { companies: (Company & Span)[]; people: (Person & Span)[]; unsure: string[] };
/** Words of one search, and words that are looked up for one message. */
const WORDS = { query: 5, most: 40 } as const;

export function* lookUp(text: string, scene: Scene): Script<Records> {
  const said = namesIn(text, scene);
  const names = said.filter(({ key, isCapital }) => key.length > 2 && (isCapital || writesSmall(said)));
  const addresses = [...text.matchAll(ADDRESS)].flatMap(([each]) => fold(each).split(' ').slice(0, 3));
  const all = [...new Set([...names.map(({ key }) => key), ...addresses])].slice(0, WORDS.most);
  const queries = Array.from({ length: Math.ceil(all.length / WORDS.query) }, (_, at) => {
    const query = all.slice(at * WORDS.query, (at + 1) * WORDS.query).join(' ');
    return { tool: 'find', input: { query } };
  });
  const found = (queries.length > 0 ? yield queries : []).map((each) => read(each, Records));
  return {
    companies: unique(found.flatMap(({ companies }) => companies)),
    contacts: unique(found.flatMap(({ contacts }) => contacts)),
  };
}

export const unique = <Item extends { id: string }>(items: readonly Item[]) => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];

export function* findNamed(text: string, scene: Scene): Script<Named> {
  return matchNames(text, yield* lookUp(text, scene), scene);
}

function namesIn(text: string, { colleagues, person }: Scene): Word[] {
  const team = new Set([...colleagues, person.name].flatMap((name) => fold(name).split(' ')));
  return wordsOf(text).filter(({ key, isCapital }) => !isCapital || !team.has(key));
}

/** A person who writes no capitals at all writes none in names either. */
const writesSmall = (said: readonly Word[]) =>
  !said.some(({ isCapital, isFirst, isShouted }) => isCapital && !isFirst && !isShouted);

/** Finds the names on record that stand in the text: whole, or in the short form in which people say them. */
export function matchNames(text: string, { companies, contacts }: Records, scene: Scene): Named {
  const said = namesIn(text, scene);
  /** The place of a name: of the whole name, or, with `short`, of one word of it. */
  const find = (whole: string[], parts: string[], among: readonly Span[]) => {
    const keys = whole.map((key) => key.split(' ')).find((each) => findWords(said, each) >= 0);
    const isShort = (word: Word, at: number) =>
      word.key.length > 2 &&
      parts.includes(word.key) &&
      standsAlone(said, at) &&
      !among.some((each) => isWithin(word, each));
    const at = keys ? findWords(said, keys) : said.findIndex(isShort);
    const [first, last] = [said[at], said[at + (keys?.length ?? 1) - 1]];
    return first && last && { start: first.start, end: last.end, short: keys ? '' : first.key };
  };
  const named: Named = { companies: [], people: [], unsure: [] };
  const firms = companies.flatMap((company) => {
    const whole = fold(company.name);
    const stem = fold(companyKeys(company.name).stemKey);
    const label = fold(company.domain?.split('.')[0] ?? '');
    const found = find([whole, stem], [whole.split(' ')[0] ?? '', label], []);
    return found ? [{ ...company, ...found }] : [];
  });
  const isShared = (hits: { short: string }[], { short }: { short: string }) =>
    short !== '' && hits.filter((each) => each.short === short).length > 1;
  for (const firm of firms) {
    if (firms.some((other) => isWithin(firm, other) && !isWithin(other, firm))) continue;
    if (isShared(firms, firm)) named.unsure.push(firm.name);
    else named.companies.push(firm);
  }
  const there = new Set(named.companies.map(({ name }) => name));
  const people = contacts.flatMap((person) => {
    const keys = fold(person.name).split(' ');
    const start = person.email ? text.toLowerCase().indexOf(person.email.toLowerCase()) : -1;
    const found = find([keys.join(' ')], [keys[0] ?? '', keys.at(-1) ?? ''], named.companies);
    if (start >= 0 && found?.short !== '')
      return [{ ...person, start, end: start + (person.email?.length ?? 0), short: '' }];
    // A short name that several people share means the one whose company is named.
    const isElsewhere = found?.short && there.size > 0 && !person.companies.some((name) => there.has(name));
    return found && !isElsewhere ? [{ ...person, ...found }] : [];
  });
  const inFull = people.filter(({ short }) => short === '').flatMap(({ name }) => fold(name).split(' '));
  for (const person of people) {
    if (person.short && inFull.includes(person.short)) continue;
    const [at] = person.companies;
    if (isShared(people, person)) named.unsure.push(at ? `${person.name}, ${at}` : person.name);
    else named.people.push(person);
  }
  const inText = (one: Span, other: Span) => one.start - other.start;
  return { ...named, companies: named.companies.sort(inText), people: named.people.sort(inText) };
}

/** Behind such a word, a name in small letters is a name. */
const LEADS =
  /^(?:with|w|to|2|from|by|at|call|called|met|meet|emailed|mailed|rang|phoned|saw|visited|visit|texted|told|asked|and|mr|mrs|ms|dr|herrn?|frau|senora?|sra?|mme|monsieur|madame|mit|bei|von|con|de|da|avec|chez|com|med|och)$/;
/** Names that are words as well. */
const WORDS_TOO =
  /^(?:will|mark|may|june|april|grace|dev|hope|faith|joy|art|sue|pat|rob|drew|chase|frank|bill|rich|grant|dale|guy|rose|summit|apple|target|orange|shell)$/;

/** Whether a word may be somebody's short name: it is no part of a longer name that nobody on record has. */
function standsAlone(said: readonly Word[], at: number): boolean {
  const [before, word, after] = [said[at - 1], said[at], said[at + 1]];
  if (!word) return false;
  const touches = (gap: string) => /^[\s-]*$/.test(gap);
  const isLed = before !== undefined && LEADS.test(before.key);
  if (!word.isCapital) return writesSmall(said) && (isLed || /[@,&:]\s*$/.test(word.gap));
  if (WORDS_TOO.test(word.key) && word.isFirst && !isLed) return false;
  if (after?.isCapital && touches(after.gap) && !LEADS.test(after.key)) return false;
  return !before?.isCapital || !touches(word.gap) || before.isFirst || isLed;
}
