import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import { fold } from '../text.ts';
import { prepared } from './prepared.ts';
import type { Row } from './schema.ts';
import type { Store, Tx } from './store.ts';
import { type Viewer, visibleInteractions } from './visibility.ts';

export type SearchKind = Row<'searchEntries'>['kind'];
const MAX_WORDS = 12;

/**
 * Full text: ids of entities of one kind with all the words (each may be the beginning of one), newest first; with any
 * of them if none has all.
 */
export async function searchText(
  store: Store,
  { viewer, query, kind, limit }: { viewer: Viewer; query: string; kind: SearchKind; limit: number },
): Promise<string[]> {
  const words = [...new Set(fold(query).split(' '))].filter(Boolean).slice(0, MAX_WORDS);
  if (words.length === 0) return [];
  const { searchEntries, interactions } = store.tables;
  const permitted = sql`${searchEntries.entityId} in (select ${interactions.id} from ${interactions} where ${visibleInteractions(store.tables, viewer)})`;
  const hits = async (match: SQL) => {
    const rows = await store.read
      .select({ entityId: searchEntries.entityId })
      .from(searchEntries)
      .where(and(match, eq(searchEntries.kind, kind), kind === 'interaction' ? permitted : undefined))
      .orderBy(desc(searchEntries.entityId))
      .limit(limit);
    return rows.map(({ entityId }) => entityId);
  };
  const all = await hits(matching(store, words, 'all'));
  if (all.length > 0 || words.length === 1) return all;
  return hits(matching(store, words, 'any'));
}

/** The one clause that each dialect says in its own way. */
function matching({ dialect, tables: { searchEntries } }: Store, words: string[], which: 'all' | 'any'): SQL {
  if (dialect === 'sqlite') {
    const expression = words.map((word) => `"${word}"*`).join(which === 'all' ? ' AND ' : ' OR ');
    return sql`${searchEntries.id} in (select rowid from search_index where search_index match ${expression})`;
  }
  const expression = words.map((word) => `${word}:*`).join(which === 'all' ? ' & ' : ' | ');
  return sql`to_tsvector('simple', ${searchEntries.body}) @@ to_tsquery('simple', ${expression})`;
}

type Entry = { kind: SearchKind; entityId: string };

/** Sets the words an entity is found by; none removes it from the search. */
export async function indexEntity(
  tx: Tx,
  store: Store,
  { kind, entityId, words }: Entry & { words: readonly (string | null | undefined)[] },
): Promise<void> {
  await upsertEntry(tx, store.tables, { kind, entityId, body: fold(words.filter(Boolean).join(' ')) });
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

/** Nobody finds the entity any more. */
export async function removeFromIndex(
  tx: Tx,
  { tables: { searchEntries } }: Store,
  entityId: string,
): Promise<void> {
  await tx.delete(searchEntries).where(eq(searchEntries.entityId, entityId));
}
