import { and, type Column, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { System, Writing } from '../context.ts';
import type { NewRow, Row, Tables } from './schema.ts';
import type { Database } from './store.ts';

type Prepared<Result> = { execute(values: Record<string, unknown>): Promise<Result> };
type Query<Result> = { prepare(): Prepared<Result> };
type Build<Result> = (db: Database, tables: Tables, ctx: Pick<System, 'store'>) => Query<Result>;

/**
 * A query of a hot path: built once for each connection and kept, because building one costs more than running it.
 * Its values come in by name, where `sql.placeholder` or `parameter` stand in the query.
 */
export function prepared<Values extends Record<string, unknown>, Result>(
  build: Build<Result[]>,
): (ctx: System, values: Values) => Promise<Result[]> {
  const kept = new WeakMap<Database, Prepared<Result[]>>();
  const queryOn = (ctx: System) => {
    const known = kept.get(ctx.db);
    if (known) return known;
    const query = build(ctx.db, ctx.store.tables, ctx).prepare();
    kept.set(ctx.db, query);
    return query;
  };
  return (ctx, values) => queryOn(ctx).execute(values);
}

/**
 * Like `prepared`, for what writes and gives no rows: what is given back is gathered first, which takes SQLite as long again as
 * writing it.
 */
export function preparedWrite<Values extends Record<string, unknown>>(
  build: Build<unknown>,
): (ctx: Writing, values: Values) => Promise<void> {
  const write = prepared<Values, never>(build as Build<never[]>);
  return async (ctx, values) => void (await write(ctx, values));
}

/** How many rows a statement that gives none has written, as SQLite's driver says it, and as those of Postgres do. */
function countWritten(result: unknown): number {
  const { changes, rowCount, affectedRows } = result as Record<string, number | undefined>;
  return changes ?? rowCount ?? affectedRows ?? 0;
}

/** The place of a value in a prepared query, stored as the column stores it. */
export function parameter(name: string, column: Column): SQL {
  return sql`${sql.param(sql.placeholder(name), column)}`;
}

/** What was made for one connection, by what it writes where. */
const made = new WeakMap<Database, Map<string, unknown>>();

/** The statement with this key, made when it is first asked for. */
function keep<Statement>(ctx: System, key: string, make: () => Statement): Statement {
  const kept = made.get(ctx.db) ?? new Map<string, unknown>();
  const known = kept.get(key) as Statement | undefined;
  if (known !== undefined) return known;
  made.set(ctx.db, kept);
  const statement = make();
  kept.set(key, statement);
  return statement;
}

type Table = Tables[keyof Tables];

/** What is found out of a table once. */
function ofTable<Found>(find: (table: Table) => Found): (table: Table) => Found {
  const known = new WeakMap<Table, Found>();
  return (table) => {
    const before = known.get(table);
    if (before !== undefined) return before;
    const found = find(table);
    known.set(table, found);
    return found;
  };
}

/** The fields of a table with their columns. */
const columnsOf = ofTable((table) => Object.entries<Column>(getTableColumns(table as AnyTable)));

/** The fields of a row that have a value. */
function given(row: object): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const named = row as Record<string, unknown>;
  for (const field of Object.keys(named)) {
    const value = named[field];
    if (value !== null && value !== undefined) values[field] = value;
  }
  return values;
}

type Insertion<Name extends keyof Tables> = { into: Name; row: NewRow<Name> };

/** All tables are alike as far as this file is concerned: they have an id, and columns. */
type AnyTable = Tables['inbox'];

/** Inserts one row; what it does not name, or names as null, is left to the column's default. Gives the whole row. */
export async function insertRow<Name extends keyof Tables>(
  ctx: Writing,
  { into, row }: Insertion<Name>,
): Promise<Row<Name>> {
  const values = given(row);
  const insert = keep(ctx, `insert ${into} ${Object.keys(values)}`, () =>
    insertion(ctx.db, ctx.store.tables[into], values).returning().prepare(),
  );
  const [inserted] = (await insert.execute(values)) as Row<Name>[];
  if (!inserted) throw new Error(`Nothing was inserted into ${into}.`);
  return inserted;
}

/** Like `insertRow`, where nobody wants to know what is in the row. */
export async function insertUnread<Name extends keyof Tables>(
  ctx: Writing,
  { into, row }: Insertion<Name>,
): Promise<void> {
  const values = given(row);
  const insert = keep(ctx, `insert unread ${into} ${Object.keys(values)}`, () =>
    insertion(ctx.db, ctx.store.tables[into], values).prepare(),
  );
  await insert.execute(values);
}

/** Inserts one row unless one with the same unique key is there. Gives true when it did. */
export async function insertNew<Name extends keyof Tables>(
  ctx: Writing,
  { into, row }: Insertion<Name>,
): Promise<boolean> {
  const values = given(row);
  const insert = keep(ctx, `insert new ${into} ${Object.keys(values)}`, () =>
    insertion(ctx.db, ctx.store.tables[into], values).onConflictDoNothing().prepare(),
  );
  return countWritten(await insert.execute(values)) > 0;
}

/** Inserts rows that name the same fields. */
export async function insertRows<Name extends keyof Tables>(
  ctx: Writing,
  { into, rows }: { into: Name; rows: readonly NewRow<Name>[] },
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const fields = Object.keys(first);
  const insert = keep(ctx, `insert ${rows.length} ${into} ${fields}`, () => {
    const place = (row: number, field: number) => sql.placeholder(`${row * fields.length + field}`);
    const places = rows.map((_, at) =>
      Object.fromEntries(fields.map((field, nth) => [field, place(at, nth)])),
    );
    const table = ctx.store.tables[into] as AnyTable;
    return ctx.db
      .insert(table)
      .values(places as never)
      .prepare();
  });
  // Values by their numbers: so many names would cost more to put together than the statement takes.
  const values: Record<string, unknown> = {};
  let at = 0;
  for (const row of rows as readonly Record<string, unknown>[])
    for (const field of fields) {
      values[at] = row[field];
      at += 1;
    }
  await insert.execute(values);
}

/** So many rows are inserted by one statement at most; fewer by statements of half as many, and half of that, each prepared once. */
const ROWS_AT_ONCE = 32;

/** Inserts any number of rows that name the same fields. */
export async function insertMany<Name extends keyof Tables>(
  ctx: Writing,
  { into, rows }: { into: Name; rows: readonly NewRow<Name>[] },
): Promise<void> {
  for (const alike of withoutNoInstants(ctx.store.tables[into], rows)) {
    let at = 0;
    for (let size = ROWS_AT_ONCE; at < alike.length; size = Math.max(1, size / 2))
      for (; alike.length - at >= size; at += size)
        await insertRows(ctx, { into, rows: alike.slice(at, at + size) });
  }
}

/** The fields of a table that hold an instant or none. */
const optionalInstants = ofTable((table) =>
  columnsOf(table).flatMap(([field, { dataType, notNull }]) =>
    dataType === 'date' && !notNull ? [field] : [],
  ),
);

/** The rows by which of their instants are null, without these: a statement can be given an instant or none. */
function withoutNoInstants<New extends object>(table: Table, rows: readonly New[]): (readonly New[])[] {
  const instants = optionalInstants(table) as (keyof New)[];
  if (instants.length === 0) return [rows];
  const alike = new Map<string, New[]>();
  for (const row of rows) {
    const none = instants.filter((field) => row[field] === null);
    const kept = { ...row };
    for (const field of none) delete kept[field];
    alike.set(none.join(), [...(alike.get(none.join()) ?? []), kept]);
  }
  return [...alike.values()];
}

function insertion(db: Database, table: Table, values: Record<string, unknown>) {
  const placeholders = Object.fromEntries(Object.keys(values).map((name) => [name, sql.placeholder(name)]));
  return db.insert(table as AnyTable).values(placeholders as never);
}

type Update<Name extends keyof Tables> = {
  table: Name;
  set: Partial<Row<Name>>;
  /** Has the same text whatever the values are: it is built once for each `key`. */
  where: { key: string; build: (table: Tables[Name]) => (SQL | undefined)[] };
  values: Record<string, unknown>;
};

/** Sets fields of the rows that fit `where`, whose own values are `values`. Gives the rows as they are now. */
export async function updateRows<Name extends keyof Tables>(
  ctx: Writing,
  update: Update<Name>,
): Promise<Row<Name>[]> {
  return (await execute(ctx, update, 'rows')) as Row<Name>[];
}

/** Like `updateRows`, where nobody wants to know what is in the rows. Gives how many they are. */
export async function updateUnread<Name extends keyof Tables>(
  ctx: Writing,
  update: Update<Name>,
): Promise<number> {
  return countWritten(await execute(ctx, update, 'count'));
}

function execute<Name extends keyof Tables>(
  ctx: Writing,
  { table: name, set, where, values }: Update<Name>,
  gives: 'rows' | 'count',
): PromiseLike<unknown> {
  const fields = Object.keys(set);
  // What `where` needs has names; values of the fields have numbers, which cost less to put together.
  const filled: Record<string, unknown> = { ...values };
  let written = '';
  fields.forEach((field, at) => {
    const value = (set as Record<string, unknown>)[field] ?? null;
    if (value !== null) filled[at] = value;
    written += value === null ? `${field} null,` : `${field},`;
  });
  const update = keep(ctx, `update ${name} ${written} where ${where.key} for ${gives}`, () => {
    const table = ctx.store.tables[name] as AnyTable;
    const columns: Record<string, Column> = getTableColumns(table);
    const assignments = fields.map((field, at) => {
      const column = columns[field];
      return [field, column && at in filled ? parameter(`${at}`, column) : null];
    });
    const updating = ctx.db
      .update(table)
      .set(Object.fromEntries(assignments))
      .where(and(...where.build(ctx.store.tables[name])));
    return gives === 'rows' ? updating.returning().prepare() : updating.prepare();
  });
  return update.execute(filled);
}

/** The row that is there once this one was inserted, as long as no column holds more than one value. */
export function wholeRow<Name extends keyof Tables>(
  ctx: Pick<System, 'store'>,
  { into, row }: Insertion<Name>,
): Row<Name> {
  const named = row as Record<string, unknown>;
  const whole: Record<string, unknown> = {};
  for (const [field, column] of columnsOf(ctx.store.tables[into]))
    whole[field] = named[field] ?? column.default ?? null;
  return whole as Row<Name>;
}
