import { asc, type Column, getTableColumns, getTableName, gt, max, sql } from 'drizzle-orm';
import type { Writing } from '../context.ts';
import type { Tables } from './schema.ts';
import type { Database, Store } from './store.ts';

/** All tables are alike as far as this file is concerned: they have an id, and columns. */
type AnyTable = Tables['inbox'];
type Name = keyof Tables;
export type AnyRow = Record<string, unknown>;

/** A table as a whole: its name in the database, and its fields with what each holds. */
export type WholeTable = { name: Name; sqlName: string; fields: Record<string, FieldType> };
type FieldType = 'text' | 'number' | 'flag' | 'instant' | 'json';

/** All tables; one that refers to another stands behind it. */
export function listTables({ tables }: Pick<Store, 'tables'>): WholeTable[] {
  return (Object.keys(tables) as Name[]).map((name) => ({
    name,
    sqlName: getTableName(tables[name]),
    fields: Object.fromEntries(
      Object.entries(getTableColumns(tables[name])).map(([field, column]) => [field, typeOf(column)]),
    ),
  }));
}

const TYPES: Record<string, FieldType> = {
  string: 'text',
  number: 'number',
  boolean: 'flag',
  date: 'instant',
  custom: 'json',
};

function typeOf({ dataType, name, table }: Column): FieldType {
  const type = TYPES[dataType];
  if (!type) throw new Error(`${getTableName(table)}.${name} holds ${dataType}, which cannot be moved.`);
  return type;
}

/** Rows that are read at a time. */
const AT_ONCE = 500;

/** Gives all rows of a table in the order of their ids, some at a time. JSON is given as it is kept, whatever its shape. */
export async function* readRows(
  { store, db }: { store: Pick<Store, 'tables' | 'dialect'>; db: Database },
  name: Name,
): AsyncGenerator<AnyRow[]> {
  const table = store.tables[name] as AnyTable;
  const columns = Object.entries(getTableColumns(table));
  const json = columns.filter(([, column]) => typeOf(column) === 'json').map(([field]) => field);
  const unread = json.map((field) => [field, sql`${(table as unknown as Record<string, Column>)[field]}`]);
  const fields = { ...getTableColumns(table), ...Object.fromEntries(unread) } as typeof table._.columns;
  let last: string | undefined;
  for (;;) {
    const rows: AnyRow[] = await db
      .select(fields)
      .from(table)
      .where(last === undefined ? undefined : gt(table.id, last))
      .orderBy(asc(table.id))
      .limit(AT_ONCE);
    if (rows.length === 0) return;
    for (const row of rows) if (store.dialect === 'sqlite') parseJson(row, json);
    yield rows;
    last = rows.at(-1)?.id as string;
  }
}

function parseJson(row: AnyRow, fields: readonly string[]): void {
  for (const field of fields) if (typeof row[field] === 'string') row[field] = JSON.parse(row[field]);
}

/** How many rows one statement inserts. */
const INSERTED = 100;

/** Inserts rows as they were read, the numbers that a database gives by itself included. */
export async function insertAsTheyWere(
  ctx: Writing,
  { into, rows }: { into: Name; rows: readonly AnyRow[] },
): Promise<void> {
  const table = ctx.store.tables[into] as AnyTable;
  for (let from = 0; from < rows.length; from += INSERTED) {
    const some = rows.slice(from, from + INSERTED) as AnyTable['$inferInsert'][];
    const insert = ctx.db.insert(table) as Inserting;
    // Only Postgres minds who gives a number, and only there the builder has this.
    await (insert.overridingSystemValue?.() ?? insert).values(some);
  }
}

type Inserting = { overridingSystemValue?(): Inserting; values(rows: unknown[]): PromiseLike<unknown> };

/** Lets nobody else write into any table until the end of the transaction. */
export async function keepOthersOut(ctx: Writing): Promise<void> {
  if (ctx.store.dialect === 'sqlite') return;
  const names = listTables(ctx.store).map(({ sqlName }) => sql.identifier(sqlName));
  await execute(ctx, sql`lock table ${sql.join(names, sql`, `)} in share row exclusive mode`);
}

/** Has the database go on counting behind the highest number of each table that it numbers. */
export async function continueNumbers(ctx: Writing): Promise<void> {
  if (ctx.store.dialect === 'sqlite') return;
  for (const { name, sqlName } of listTables(ctx.store)) {
    const table = ctx.store.tables[name] as AnyTable;
    if ((table.id.dataType as string) !== 'number') continue;
    const [highest] = await ctx.db.select({ id: max(table.id) }).from(table);
    if (highest?.id)
      await execute(ctx, sql`select setval(pg_get_serial_sequence(${sqlName}, 'id'), ${highest.id}::int)`);
  }
}

const execute = ({ db }: Writing, statement: unknown) =>
  (db as unknown as { execute(statement: unknown): Promise<unknown> }).execute(statement);
