import { and, type Column, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { NewRow, Row, Tables } from './schema.ts';
import type { Database, Tx } from './store.ts';

type Execute<Result> = (values: Record<string, unknown>) => PromiseLike<Result[]>;
type Query<Result> = { prepare(): { execute: Execute<Result> } };

/**
 * A query of a hot path: built once for each connection and kept, because building one costs more than running it.
 * Its values come in by name, where `sql.placeholder` or `parameter` stand in the query.
 */
export function prepared<Values extends Record<string, unknown>, Result>(
  build: (db: Database, tables: Tables) => Query<Result>,
): (db: Database, tables: Tables, values: Values) => Promise<Result[]> {
  const kept = new WeakMap<Database, ReturnType<Query<Result>['prepare']>>();
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

/** Statements of one connection, by what they write where. */
const statements = new WeakMap<Database, Map<string, ReturnType<Query<unknown>['prepare']>>>();

function keep(db: Database, key: string, build: () => Query<unknown>) {
  const kept = statements.get(db) ?? new Map();
  statements.set(db, kept);
  const known = kept.get(key) ?? build().prepare();
  kept.set(key, known);
  return known;
}

const given = (row: object) =>
  Object.entries(row).filter(([, value]) => value !== null && value !== undefined);

/** All tables are alike as far as this file is concerned. */
type AnyTable = Tables['inbox'];

/** Inserts one row; what it does not name, or names as null, is left to the column's default. Gives the whole row. */
export async function insertRow<Name extends keyof Tables>(
  tx: Tx,
  tables: Tables,
  { into, row, onConflict = 'fail' }: { into: Name; row: NewRow<Name>; onConflict?: 'fail' | 'skip' },
): Promise<Row<Name> | undefined> {
  const values = Object.fromEntries(given(row));
  const names = Object.keys(values);
  const insert = keep(tx, `insert ${into} ${onConflict} ${names}`, () => {
    const table = tables[into] as AnyTable;
    const placeholders = Object.fromEntries(names.map((name) => [name, sql.placeholder(name)]));
    const query = tx.insert(table).values(placeholders as never);
    return onConflict === 'skip' ? query.onConflictDoNothing().returning() : query.returning();
  });
  const [inserted] = await insert.execute(values);
  return inserted as Row<Name> | undefined;
}

/** Sets fields of the rows that fit `where`, whose own values are `values`. Gives the rows as they are now. */
export async function updateRows<Name extends keyof Tables>(
  tx: Tx,
  tables: Tables,
  {
    table: name,
    set,
    where,
    values,
  }: {
    table: Name;
    set: Partial<Row<Name>>;
    /** Has the same text whatever the values are: it is built once for each `key`. */
    where: { key: string; build: (table: Tables[Name]) => (SQL | undefined)[] };
    values: Record<string, unknown>;
  },
): Promise<Row<Name>[]> {
  const present = Object.fromEntries(given(set).map(([field, value]) => [`set_${field}`, value]));
  const fields = Object.keys(set).map((field) => `${field}${`set_${field}` in present ? '' : ' null'}`);
  const update = keep(tx, `update ${name} ${fields} where ${where.key}`, () => {
    const table = tables[name] as AnyTable;
    const columns: Record<string, Column> = getTableColumns(table);
    const assignments = Object.keys(set).map((field) => {
      const column = columns[field];
      return [field, column && `set_${field}` in present ? parameter(`set_${field}`, column) : null];
    });
    return tx
      .update(table)
      .set(Object.fromEntries(assignments))
      .where(and(...where.build(tables[name])))
      .returning();
  });
  return (await update.execute({ ...present, ...values })) as Row<Name>[];
}
