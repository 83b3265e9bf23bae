import { and, between, countDistinct, eq, lte, sql } from 'drizzle-orm';
import type { System, Writing } from '../context.ts';
import { fold } from '../text.ts';
import { EACH_WORD, isOneOf, wordsOf } from './lists.ts';
import { prepared } from './prepared-statements.ts';
import type { Row } from './schema.ts';
import { findEntries } from './search-entries.ts';
import { type Viewer, visibleInteractions } from './visibility.ts';

export type SearchKind = Row<'searchEntries'>['kind'];
/** Words of a query that are looked for. */
const MAX_WORDS = 12;

/**
 * Full-text search: ids of entities of one kind that have all the words of a query (each may be the beginning of a longer
 * one), newest first; of those that have any of the words, if none has all.
 */
export async function searchText(
  ctx: System,
  { viewer, query, kind, limit }: { viewer: Viewer; query: string; kind: SearchKind; limit: number },
): Promise<string[]> {
  const words = [...new Set(fold(query).split(' '))].filter(Boolean).slice(0, MAX_WORDS);
  if (words.length === 0) return [];
  const all = await findEntries(ctx, { viewer, words, which: 'all', kind, limit });
  if (all.length > 0 || words.length === 1) return all;
  return findEntries(ctx, { viewer, words, which: 'any', kind, limit });
}

/**
 * How many interactions of these days (both counted in) have each of these words in them, which must be folded ones, and
 * with how many companies; words without any are left out. `writtenUntil`: those written down later are left out. All
 * interactions of these days are gone through once, however many the words are.
 */
export async function countMentions(
  ctx: System,
  {
    viewer,
    words,
    since,
    until,
    writtenUntil,
  }: { viewer: Viewer; words: readonly string[]; since: string; until: string; writtenUntil: Date },
): Promise<Map<string, { mentions: number; companies: number }>> {
  const { interactions, searchEntries } = ctx.store.tables;
  if (words.length === 0) return new Map();
  const rows = await ctx.db
    .select({
      word: EACH_WORD,
      mentions: countDistinct(interactions.id),
      companies: countDistinct(interactions.companyId),
    })
    .from(interactions)
    .innerJoin(searchEntries, eq(searchEntries.entityId, interactions.id))
    .innerJoin(wordsOf(ctx, searchEntries.body), isOneOf(ctx, { value: EACH_WORD, of: words }))
    .where(
      and(
        between(interactions.occurredOn, since, until),
        lte(interactions.createdAt, writtenUntil),
        visibleInteractions(ctx.store.tables, viewer),
      ),
    )
    .groupBy(EACH_WORD);
  return new Map(rows.map(({ word, ...counted }) => [word, counted]));
}

type Entry = { kind: SearchKind; entityId: string };

/** Sets the words an entity is found by; none removes it from the search. */
export async function indexEntity(
  ctx: Writing,
  { kind, entityId, words }: Entry & { words: readonly (string | null | undefined)[] },
): Promise<void> {
  await upsertEntry(ctx, { kind, entityId, body: searchBody(words) });
}

/** What full-text search reads of these words. */
export function searchBody(words: readonly (string | null | undefined)[]): string {
  return fold(words.filter(Boolean).join(' '));
}

const upsertEntry = prepared<Entry & { body: string }, { id: number }>((db, { searchEntries }) =>
  db
    .insert(searchEntries)
    .values({
      kind: sql.placeholder('kind'),
      entityId: sql.placeholder('entityId'),
      body: sql.placeholder('body'),
    })
    .onConflictDoUpdate({ target: searchEntries.entityId, set: { body: sql`excluded.body` } })
    .returning({ id: searchEntries.id }),
);

/** Takes an entity out of the search. */
export async function removeFromIndex(ctx: Writing, entityId: string): Promise<void> {
  const { searchEntries } = ctx.store.tables;
  await ctx.db.delete(searchEntries).where(eq(searchEntries.entityId, entityId));
}
