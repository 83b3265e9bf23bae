import type { Tables } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

/** Rows of one insert: a statement has so many parameters at most. */
const ROWS = 200;

/**
 * Remembers all rows as they are now; what it gives puts them back, in place of whatever is there then. Only the history of
 * observations stays: the database lets nobody delete it.
 */
export async function takeSnapshot(store: Store): Promise<() => Promise<void>> {
  // A table that refers to another one stands behind it.
  const { observationEvents: _kept, ...others } = store.tables;
  const tables = Object.values(others) as Tables['inbox'][];
  const kept = await Promise.all(tables.map((table) => store.read.select().from(table)));
  return () =>
    store.transaction(async (tx) => {
      for (const table of tables.toReversed()) await tx.delete(table);
      for (const [at, table] of tables.entries()) {
        const rows = kept[at] ?? [];
        for (let from = 0; from < rows.length; from += ROWS)
          await tx.insert(table).values(rows.slice(from, from + ROWS));
      }
    });
}
