import { and, desc, eq, or, type SQL, sql } from 'drizzle-orm';
import type { System } from '../context.ts';
import type { Row } from './schema.ts';
import { type Viewer, visibleInteractions } from './visibility.ts';

type SearchKind = Row<'searchEntries'>['kind'];

/** Folded words, all or any of which an entry of one kind is to have: each may be the beginning of a longer one. */
type Wanted = { words: readonly string[]; which: 'all' | 'any'; kind: SearchKind };
type Search = Wanted & { viewer: Viewer; limit: number };

/** How many of the newest entries are looked through before all hits of a word are gathered. */
const SAMPLE = 500;
/** On SQLite the index of beginnings has these letters of a word: see search_index. */
const INDEXED_LETTERS = 3;

/**
 * Finds the newest entries with these words that the viewer may see, and gives the ids of what they are about. A word that
 * is in very many entries is in many of the newest ones, and is found there; any other has so few that all can be gathered.
 * What was in very many entries once, and is not any more, is found as a whole word: those SQLite gives from the newest on.
 */
export async function findEntries(ctx: System, search: Search): Promise<string[]> {
  const newest = await select(ctx, { ...search, among: sampleOf(ctx, search) });
  if (newest.length === search.limit) return newest;
  const whole =
    ctx.store.dialect === 'sqlite' ? await select(ctx, { ...search, among: wholeWords(search) }) : [];
  const found = [...new Set([...newest, ...whole])].slice(0, search.limit);
  if (found.length === search.limit) return found;
  return select(ctx, { ...search, among: await gather(ctx, search) });
}

/** A query for the numbers of entries on SQLite, and for entries on Postgres; and what is to be checked of each. */
type Among = { near: SQL; check?: SQL | undefined };

async function select(ctx: System, { among, kind, viewer, limit }: Search & { among: Among }) {
  const { searchEntries, interactions } = ctx.store.tables;
  // Asked of one entry after the other, until there are enough: what exists, Postgres might look for among all interactions.
  const isSeen = sql`(select ${visibleInteractions(ctx.store.tables, viewer)} from ${interactions} where ${eq(interactions.id, searchEntries.entityId)})`;
  const { entries, newestFirst } = entriesOf(ctx, among.near);
  const rows = await ctx.db
    .select({ entityId: sql<string>`${searchEntries.entityId}` })
    .from(entries)
    .where(and(among.check, kind === 'interaction' ? isSeen : undefined))
    .orderBy(newestFirst)
    .limit(limit);
  return rows.map(({ entityId }) => entityId);
}

function entriesOf(ctx: System, near: SQL): { entries: SQL; newestFirst: SQL } {
  const { searchEntries } = ctx.store.tables;
  if (ctx.store.dialect === 'postgres')
    return { entries: sql`${near} ${searchEntries}`, newestFirst: desc(searchEntries.id) };
  return {
    entries: sql`${near} near inner join ${searchEntries} on ${searchEntries.id} = near.id`,
    newestFirst: sql`near.id desc`,
  };
}

/** The newest entries among which a frequent word is found. */
function sampleOf(ctx: System, wanted: Wanted): Among {
  const { searchEntries } = ctx.store.tables;
  const near =
    ctx.store.dialect === 'sqlite'
      ? sql`(select rowid as id from search_index where search_index match ${expression({ ...wanted, words: wanted.words.map(startOf) })} order by rowid desc limit ${SAMPLE})`
      : sql`(select * from ${searchEntries} where ${isKind(ctx, wanted)} order by id desc limit ${SAMPLE})`;
  return { near, check: hasWords(ctx, wanted) };
}

/** Entries with the words as they are, on SQLite, which stops when there are enough. */
const wholeWords = (wanted: Wanted): Among => ({
  near: sql`(select rowid as id from search_index where search_index match ${expression(wanted, '')} order by rowid desc)`,
});

/**
 * All entries with the words. SQLite gathers every hit of a word that has to be completed, so where some words are rare, a
 * frequent one is checked of their hits instead.
 */
async function gather(ctx: System, wanted: Wanted): Promise<Among> {
  if (ctx.store.dialect === 'postgres') {
    const { searchEntries } = ctx.store.tables;
    const matching = sql`to_tsvector('simple', ${searchEntries.body}) @@ to_tsquery('simple', ${tsQuery(wanted)})`;
    // The offset has this planned by itself: for the few that are wanted, all entries would be gone through from the newest on.
    return {
      near: sql`(select * from ${searchEntries} where ${isKind(ctx, wanted)} and ${matching} order by id desc offset 0)`,
    };
  }
  const rare = wanted.which === 'all' && wanted.words.length > 1 ? await rareOf(ctx, wanted) : [];
  const words = rare.length > 0 ? rare : wanted.words;
  const checked = wanted.words.filter((word) => !words.includes(word));
  return {
    near: sql`(select rowid as id from search_index where search_index match ${expression({ ...wanted, words })})`,
    check: checked.length > 0 ? hasWords(ctx, { ...wanted, words: checked }) : undefined,
  };
}

/** A word is rare when fewer than one in so many of the newest entries with its first letters have it, and not many others. */
const RARE = 50;
const MANY = 500;

async function rareOf(ctx: System, wanted: Wanted): Promise<string[]> {
  const rare: string[] = [];
  for (const word of wanted.words) {
    const { near, check } = sampleOf(ctx, { ...wanted, words: [word] });
    const hits = await ctx.db
      .select({ hit: sql`1` })
      .from(entriesOf(ctx, near).entries)
      .where(check)
      .limit(SAMPLE / RARE);
    if (hits.length < SAMPLE / RARE && !(await isInMany(ctx, { ...wanted, words: [word] }))) rare.push(word);
  }
  return rare;
}

async function isInMany(ctx: System, wanted: Wanted): Promise<boolean> {
  const { near } = wholeWords(wanted);
  const hits = await ctx.db.select({ id: sql`near.id` }).from(sql`${near} near`).limit(MANY);
  return hits.length === MANY;
}

const startOf = (word: string) => [...word].slice(0, INDEXED_LETTERS).join('');

/** In the index of SQLite the words of each kind begin with a letter of its own, so that none is looked for in another kind. */
const MARKS = { company: 'o', contact: 'p', interaction: 'i' } as const satisfies Record<SearchKind, string>;

/** What the index of SQLite is asked for: words that begin so, or without an asterisk these words. */
function expression({ words, which, kind }: Wanted, end: '*' | '' = '*'): string {
  return words.map((word) => `"${MARKS[kind]}${word}"${end}`).join(which === 'all' ? ' AND ' : ' OR ');
}

const tsQuery = ({ words, which }: Wanted) =>
  words.map((word) => `${word}:*`).join(which === 'all' ? ' & ' : ' | ');

/** That an entry is of a kind, written out, since Postgres has an index for each. */
const isKind = (ctx: System, { kind }: Wanted): SQL =>
  sql`${ctx.store.tables.searchEntries.kind} = ${sql.raw(`'${kind}'`)}`;

/** That the words of an entry, which are folded as these are, begin with these. */
function hasWords(ctx: System, { words, which }: Wanted): SQL | undefined {
  const { body } = ctx.store.tables.searchEntries;
  const each = words.map((word) => sql`(' ' || ${body}) like ${`% ${word}%`}`);
  return which === 'all' ? and(...each) : or(...each);
}
