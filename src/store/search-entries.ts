import { and, desc, eq, or, type SQL, sql } from 'drizzle-orm';
import type { System } from '../context.ts';
import type { Row } from './schema.ts';
import { asStored, type Term, type Way } from './search-query.ts';
import { type Viewer, visibleInteractions } from './visibility.ts';

type SearchKind = Row<'searchEntries'>['kind'];

/** What all of is, or at least one of, an entry of one kind is to have. */
type Wanted = { terms: readonly Term[]; which: 'all' | 'any'; kind: SearchKind };
type Search = Wanted & { viewer: Viewer; limit: number };

/** How many of the newest entries are looked through before all hits of a word are gathered. */
const SAMPLE = 500;
/** On SQLite the index of beginnings has these letters of a word: see search_index. */
const INDEXED_LETTERS = 3;
/** The newest entries with all words of a phrase, in whatever order, of which the order is checked. */
const MOST_CHECKED = 5_000;
/** Words of a phrase that the index is asked for. */
const MOST_WORDS = 12;

/**
 * Finds the newest entries with these words that the viewer may see, and gives the ids of what they are about. A word that
 * is in very many entries is in many of the newest ones, and is found there; any other has so few that all can be gathered.
 * What was in very many entries once, and is not any more, is found as a whole word: those SQLite gives from the newest on.
 */
export async function findEntries(ctx: System, search: Search): Promise<string[]> {
  const newest = await select(ctx, { ...search, among: sampleOf(ctx, search) });
  if (newest.length === search.limit) return newest;
  const mayBegin = search.terms.some((term) => term.some(isBeginning));
  const whole =
    ctx.store.dialect === 'sqlite' && mayBegin
      ? await select(ctx, { ...search, among: wholeWords(ctx, search) })
      : [];
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
      ? sql`(select rowid as id from search_index where search_index match ${expression(wanted, startOf)} order by rowid desc limit ${SAMPLE})`
      : sql`(select * from ${searchEntries} where ${isKind(ctx, wanted)} order by id desc limit ${SAMPLE})`;
  return { near, check: hasTerms(ctx, wanted) };
}

/** Entries with the words as they are, on SQLite, which stops when there are enough. */
function wholeWords(ctx: System, wanted: Wanted): Among {
  const most = hasPhrase(wanted) ? sql` limit ${MOST_CHECKED}` : sql``;
  return {
    near: sql`(select rowid as id from search_index where search_index match ${expression(wanted, asWhole)} order by rowid desc${most})`,
    check: hasPhrase(wanted) ? hasTerms(ctx, wanted) : undefined,
  };
}

/**
 * All entries with the words, and of those with the words of a phrase the newest. SQLite gathers every hit of a word that has
 * to be completed, so where some words are rare, a frequent one is checked of their hits instead.
 */
async function gather(ctx: System, wanted: Wanted): Promise<Among> {
  if (ctx.store.dialect === 'postgres') {
    const { searchEntries } = ctx.store.tables;
    const matching = sql`to_tsvector('simple', ${searchEntries.body}) @@ to_tsquery('simple', ${tsQuery(wanted)})`;
    // The bound has this planned by itself: for the few that are wanted, all entries would be gone through from the newest on.
    const bound = hasPhrase(wanted) ? sql`limit ${MOST_CHECKED}` : sql`offset 0`;
    return {
      near: sql`(select * from ${searchEntries} where ${isKind(ctx, wanted)} and ${matching} order by id desc ${bound})`,
      check: hasPhrase(wanted) ? hasTerms(ctx, wanted) : undefined,
    };
  }
  const rare = wanted.which === 'all' && wanted.terms.length > 1 ? await rareOf(ctx, wanted) : [];
  const terms = rare.length > 0 ? rare : wanted.terms;
  const most = hasPhrase({ terms }) ? sql` order by rowid desc limit ${MOST_CHECKED}` : sql``;
  const isChecked = hasPhrase({ terms }) || terms.length < wanted.terms.length;
  return {
    near: sql`(select rowid as id from search_index where search_index match ${expression({ ...wanted, terms }, asBeginning)}${most})`,
    check: isChecked ? hasTerms(ctx, wanted) : undefined,
  };
}

/** A word is rare when fewer than one in so many of the newest entries with its first letters have it, and not many others. */
const RARE = 50;
const MANY = 500;

async function rareOf(ctx: System, wanted: Wanted): Promise<Term[]> {
  const rare: Term[] = [];
  for (const term of wanted.terms) {
    const { near, check } = sampleOf(ctx, { ...wanted, terms: [term] });
    const hits = await ctx.db
      .select({ hit: sql`1` })
      .from(entriesOf(ctx, near).entries)
      .where(check)
      .limit(SAMPLE / RARE);
    if (hits.length < SAMPLE / RARE && !(await isInMany(ctx, { ...wanted, terms: [term] }))) rare.push(term);
  }
  return rare;
}

async function isInMany(ctx: System, wanted: Wanted): Promise<boolean> {
  const { near } = wholeWords(ctx, wanted);
  const hits = await ctx.db.select({ id: sql`near.id` }).from(sql`${near} near`).limit(MANY);
  return hits.length === MANY;
}

/** Whether a word is looked for that may be the beginning of longer ones, which have to be gathered. */
const isBeginning = ({ words, isWhole }: Way) => !isWhole && words.length === 1;

/** Whether some of the words have to follow each other, which no index knows. */
const hasPhrase = ({ terms }: Pick<Wanted, 'terms'>) =>
  terms.some((term) => term.some(({ words }) => words.length > 1));

/** In the index of SQLite the words of each kind begin with a letter of its own, so that none is looked for in another kind. */
const MARKS = { company: 'o', contact: 'p', interaction: 'i' } as const satisfies Record<SearchKind, string>;

/** A word as the index of SQLite is asked for it, which may be the beginning of a longer one. */
type Match = (marked: string) => string;
const asWhole: Match = (marked) => `"${marked}"`;
const asBeginning: Match = (marked) => `"${marked}"*`;
/** Longer ones with the same first letters, which the index of beginnings has together. */
const startOf: Match = (marked) => asBeginning([...marked].slice(0, INDEXED_LETTERS + 1).join(''));

/**
 * What the index of SQLite is asked for. `match`: how, for a word that is looked for by itself. Of words that follow each
 * other, the first letters of the last one are enough: they are checked anyway, and nothing has to be gathered.
 */
function expression({ terms, which, kind }: Wanted, match: Match): string {
  return joinTerms({ terms, which }, { and: ' AND ', or: ' OR ' }, (word, how) => {
    const write = { whole: asWhole, beginning: match, last: startOf }[how];
    return write(MARKS[kind] + word);
  });
}

const tsQuery = (wanted: Wanted) =>
  joinTerms(wanted, { and: ' & ', or: ' | ' }, (word, how) => (how === 'whole' ? word : `${word}:*`));

/** A word is looked for as it is, as a beginning, or as a beginning behind other words. */
type How = 'whole' | 'beginning' | 'last';

/** Terms in the language of an index. */
function joinTerms(
  { terms, which }: Pick<Wanted, 'terms' | 'which'>,
  signs: { and: string; or: string },
  write: (word: string, how: How) => string,
): string {
  const grouped = (parts: readonly string[], sign: string) =>
    parts.length === 1 ? parts.join('') : `(${parts.join(sign)})`;
  const way = ({ words, isWhole }: Way) => {
    const last: How = words.length > 1 ? 'last' : 'beginning';
    const written = words.map((word, at) =>
      write(word, !isWhole && at === words.length - 1 ? last : 'whole'),
    );
    return grouped([...new Set(written.slice(-MOST_WORDS))], signs.and);
  };
  const all = terms.map((term) => grouped(term.map(way), signs.or));
  return all.join(which === 'all' ? signs.and : signs.or);
}

/** That an entry is of a kind, written out, since Postgres has an index for each. */
const isKind = (ctx: System, { kind }: Wanted): SQL =>
  sql`${ctx.store.tables.searchEntries.kind} = ${sql.raw(`'${kind}'`)}`;

/** That an entry has the terms: its words are stored as these are. */
function hasTerms(ctx: System, { terms, which }: Pick<Wanted, 'terms' | 'which'>): SQL | undefined {
  const each = terms.map((term) => or(...term.map((way) => hasWay(ctx, way))));
  return which === 'all' ? and(...each) : or(...each);
}

/** That an entry has words that follow each other. */
export const hasWay = (ctx: System, way: Way): SQL =>
  sql`(' ' || ${ctx.store.tables.searchEntries.body} || ' ') like ${`%${asStored(way)}%`}`;
