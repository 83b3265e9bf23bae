import { and, between, countDistinct, desc, eq, gte, inArray, lte, type SQL } from 'drizzle-orm';
import type { System } from '../context.ts';
import { foldWords } from '../folding.ts';
import { EACH_WORD, isOneOf, wordsOf } from './lists.ts';
import type { Row } from './schema.ts';
import { hasWay } from './search-entries.ts';
import { asTheyAre, type Way } from './search-query.ts';
import { type Viewer, visibleInteractions } from './visibility.ts';

/** Interactions with a word in them, and the companies that they were with. */
export type Mentions = { mentions: number; companies: number };
/** Both days are counted in. `writtenUntil`: those written down later are left out. */
type Counted = { viewer: Viewer; since: string; until: string; writtenUntil: Date };

/**
 * How many interactions of these days have each of these words in them, and with how many companies; words without any are
 * left out. All interactions of these days are gone through once, however many the words are, and once more for each that
 * is found in parts: one of a script without spaces.
 */
export async function countMentions(
  ctx: System,
  { words, ...counted }: Counted & { words: readonly string[] },
): Promise<Map<string, Mentions>> {
  const found = new Map<string, Mentions>();
  const single = new Map<string, string>();
  for (const word of words) {
    const way = asTheyAre(foldWords(word));
    const [only] = way.words;
    if (only === undefined) continue;
    if (way.isWhole && way.words.length === 1) single.set(only, word);
    else {
      const mentions = await countWay(ctx, { ...counted, way });
      if (mentions) found.set(word, mentions);
    }
  }
  for (const { stored, ...mentions } of await countStored(ctx, { ...counted, words: [...single.keys()] })) {
    const word = single.get(stored);
    if (word !== undefined) found.set(word, mentions);
  }
  return found;
}

/**
 * Lists the latest interactions that everybody may see with these folded words in them beside each other, the last of them as the
 * beginning of a word. Only those from the day `since` are gone through.
 */
export async function listMentions(
  ctx: System,
  {
    words,
    since,
    writtenUntil,
    limit,
  }: { words: readonly string[]; since: string; writtenUntil: Date; limit: number },
): Promise<Row<'interactions'>[]> {
  const { interactions, searchEntries } = ctx.store.tables;
  const found = ctx.db
    .select({ id: interactions.id })
    .from(interactions)
    .innerJoin(searchEntries, eq(searchEntries.entityId, interactions.id))
    .where(
      and(
        gte(interactions.occurredOn, since),
        lte(interactions.createdAt, writtenUntil),
        eq(interactions.isPrivate, false),
        hasWay(ctx, { words, isWhole: false }),
      ),
    );
  return ctx.db
    .select()
    .from(interactions)
    .where(inArray(interactions.id, found))
    .orderBy(desc(interactions.occurredOn), desc(interactions.id))
    .limit(limit);
}

async function countStored(
  ctx: System,
  { words, ...counted }: Counted & { words: readonly string[] },
): Promise<(Mentions & { stored: string })[]> {
  const { interactions, searchEntries } = ctx.store.tables;
  if (words.length === 0) return [];
  return ctx.db
    .select({ stored: EACH_WORD, ...countsOf(ctx) })
    .from(interactions)
    .innerJoin(searchEntries, eq(searchEntries.entityId, interactions.id))
    .innerJoin(wordsOf(ctx, searchEntries.body), isOneOf(ctx, { value: EACH_WORD, of: words }))
    .where(isCounted(ctx, counted))
    .groupBy(EACH_WORD);
}

async function countWay(
  ctx: System,
  { way, ...counted }: Counted & { way: Way },
): Promise<Mentions | undefined> {
  const { interactions, searchEntries } = ctx.store.tables;
  const [all] = await ctx.db
    .select(countsOf(ctx))
    .from(interactions)
    .innerJoin(searchEntries, eq(searchEntries.entityId, interactions.id))
    .where(and(isCounted(ctx, counted), hasWay(ctx, way)));
  return all && all.mentions > 0 ? all : undefined;
}

function countsOf(ctx: System) {
  const { interactions } = ctx.store.tables;
  return { mentions: countDistinct(interactions.id), companies: countDistinct(interactions.companyId) };
}

function isCounted(ctx: System, { viewer, since, until, writtenUntil }: Counted): SQL | undefined {
  const { interactions } = ctx.store.tables;
  return and(
    between(interactions.occurredOn, since, until),
    lte(interactions.createdAt, writtenUntil),
    visibleInteractions(ctx.store.tables, viewer),
  );
}
