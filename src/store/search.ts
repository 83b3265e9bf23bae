import { asc, eq, gt, sql } from 'drizzle-orm';
import { type System, transact, type Writing } from '../context.ts';
import { lock } from './locks.ts';
import { insertMany, preparedWrite } from './prepared-statements.ts';
import type { Row, Tables } from './schema.ts';
import { searchBody } from './search-body.ts';
import { findEntries } from './search-entries.ts';
import { readQuery } from './search-query.ts';
import { readTexts, tableOf } from './search-texts.ts';
import type { Viewer } from './visibility.ts';

export type SearchKind = Row<'searchEntries'>['kind'];

/**
 * The number of the rules by which `searchBody` makes what is stored. Raise it whenever bodies come out otherwise than
 * before, so that databases have theirs made anew (`rebuildSearch`): by bodies of other rules rows are not found.
 */
export const SEARCH_RULES_VERSION = 1;

/**
 * Full-text search: ids of entities of one kind that have all the words of a query (each may be the beginning of a longer
 * one), newest first; of those that have any of the words, if none has all. What stands in quotation marks has to be there
 * in this order. A query without a letter or a digit finds nothing.
 */
export async function searchText(
  ctx: System,
  { viewer, query, kind, limit }: { viewer: Viewer; query: string; kind: SearchKind; limit: number },
): Promise<string[]> {
  const { all, any } = readQuery(query);
  if (all.length === 0) return [];
  const found = await findEntries(ctx, { viewer, terms: all, which: 'all', kind, limit });
  if (found.length > 0 || any.length === 0) return found;
  return findEntries(ctx, { viewer, terms: any, which: 'any', kind, limit });
}

type Entry = { kind: SearchKind; entityId: string };

/** Sets all texts that an entity is found by, its own and further ones. */
export async function indexEntity(
  ctx: Writing,
  { kind, entityId, words }: Entry & { words: readonly (string | null | undefined)[] },
): Promise<void> {
  await upsertEntry(ctx, { kind, entityId, body: searchBody(words) });
}

/** Sets all texts that entities are found by which are new. */
export async function indexNew(
  ctx: Writing,
  {
    kind,
    entries,
  }: {
    kind: SearchKind;
    entries: readonly { entityId: string; words: readonly (string | null | undefined)[] }[];
  },
): Promise<void> {
  const rows = entries.map(({ entityId, words }) => ({ kind, entityId, body: searchBody(words) }));
  await insertMany(ctx, { into: 'searchEntries', rows });
}

const upsertEntry = preparedWrite<Entry & { body: string }>((db, { searchEntries }) =>
  db
    .insert(searchEntries)
    .values({
      kind: sql.placeholder('kind'),
      entityId: sql.placeholder('entityId'),
      body: sql.placeholder('body'),
    })
    .onConflictDoUpdate({ target: searchEntries.entityId, set: { body: sql`excluded.body` } }),
);

/** Takes an entity out of the search. */
export async function removeFromIndex(ctx: Writing, entityId: string): Promise<void> {
  const { searchEntries } = ctx.store.tables;
  await ctx.db.delete(searchEntries).where(eq(searchEntries.entityId, entityId));
}

/** Reads anew what entities are found by, from their rows and those around them. Their entries stay as old as they are. */
export async function indexAgain(
  ctx: Writing,
  { kind, ids }: { kind: SearchKind; ids: readonly string[] },
): Promise<void> {
  const texts = await readTexts(ctx, { kind, ids });
  if (texts.size === 0) return;
  const { searchEntries } = ctx.store.tables;
  await ctx.db
    .insert(searchEntries)
    .values([...texts].map(([entityId, words]) => ({ kind, entityId, body: searchBody(words) })))
    .onConflictDoUpdate({
      target: searchEntries.entityId,
      set: { body: sql`excluded.body` },
      setWhere: sql`${searchEntries.body} <> excluded.body`,
    });
}

const KINDS = ['company', 'contact', 'interaction'] as const satisfies readonly SearchKind[];
/** Rows whose entries are made anew in one transaction: other writes come in between. */
const REBUILT_AT_ONCE = 250;

/**
 * Makes all that search reads anew from the rows, by the rules of this version. Takes a transaction for each part unless it
 * is called within one, and writes only what comes out otherwise; what is newest stays newest. Gives how many rows it has
 * gone through.
 */
export async function rebuildSearch(ctx: System): Promise<number> {
  let rows = 0;
  for (const kind of KINDS) {
    for (let after: string | undefined = ''; after !== undefined; ) {
      const ids = await rebuildSome(ctx, { kind, after });
      rows += ids.length;
      after = ids.at(-1);
      await ctx.clock.turn();
    }
  }
  return rows;
}

/** Makes the entries of the next rows anew. Gives their ids, in order. */
function rebuildSome(ctx: System, { kind, after }: { kind: SearchKind; after: string }): Promise<string[]> {
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'customers');
    const { id } = ctx.store.tables[tableOf(kind)] as Tables['companies'];
    const rows = await ctx.db
      .select({ id })
      .from(ctx.store.tables[tableOf(kind)] as Tables['companies'])
      .where(gt(id, after))
      .orderBy(asc(id))
      .limit(REBUILT_AT_ONCE);
    const ids = rows.map((row) => row.id);
    await indexAgain(ctx, { kind, ids });
    return ids;
  });
}
