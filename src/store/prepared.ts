import type { SQL } from 'drizzle-orm';
import { type Column, sql } from 'drizzle-orm';
import type { Tables } from './schema.ts';
import type { Database } from './store.ts';

type Query<Row> = { prepare(): { execute(values: Record<string, unknown>): PromiseLike<Row[]> } };

/**
 * A query of a hot path: built once for each connection and kept, because building one costs more than running it.
 * Its values come in by name, where `parameter` stands in the query.
 */
export function prepared<Values extends Record<string, unknown>, Row>(
  build: (db: Database, tables: Tables) => Query<Row>,
): (db: Database, tables: Tables, values: Values) => Promise<Row[]> {
  const kept = new WeakMap<Database, ReturnType<Query<Row>['prepare']>>();
  return async (db, tables, values) => {
    const known = kept.get(db) ?? build(db, tables).prepare();
    kept.set(db, known);
    return known.execute(values);
  };
}

/** Where a value of a prepared query goes, stored as the column stores it. */
export function parameter(name: string, column: Column): SQL {
  return sql`${sql.param(sql.placeholder(name), column)}`;
}
