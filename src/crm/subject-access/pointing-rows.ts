import { type Column, getTableColumns, inArray, or, type SQL } from 'drizzle-orm';
import { getTableConfig as configOnPostgres, type PgTable } from 'drizzle-orm/pg-core';
import { getTableConfig as configOnSqlite, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { System } from '../../context.ts';
import { chunks } from '../../store/chunks.ts';
import type { Tables } from '../../store/schema.ts';

type Name = keyof Tables;
type AnyRow = { id: string } & Record<string, unknown>;

/** The fields of a table that hold ids of another one: by what the schema says, so that a new table is not forgotten. */
export function fieldsPointingAt({ store }: System, { from, to }: { from: Name; to: Name }): string[] {
  const table = store.tables[from];
  const { foreignKeys } =
    store.dialect === 'sqlite'
      ? configOnSqlite(table as SQLiteTable)
      : configOnPostgres(table as unknown as PgTable);
  const names = new Set<string>();
  for (const key of foreignKeys as { reference(): { columns: Column[]; foreignTable: unknown } }[]) {
    const { columns, foreignTable } = key.reference();
    if (foreignTable === store.tables[to]) for (const { name } of columns) names.add(name);
  }
  return Object.entries(getTableColumns(table) as Record<string, Column>)
    .filter(([, { name }]) => names.has(name))
    .map(([field]) => field);
}

/** The rows of a table that have one of these ids in one of these fields. */
export async function listPointing(
  { store, db }: System,
  { from, fields, ids }: { from: Name; fields: readonly string[]; ids: readonly string[] },
): Promise<AnyRow[]> {
  const table = store.tables[from] as Tables['inbox'];
  const columns: Record<string, Column> = getTableColumns(table);
  const rows = new Map<string, AnyRow>();
  for (const some of chunks(ids)) {
    const points: SQL[] = fields.flatMap((field) => (columns[field] ? [inArray(columns[field], some)] : []));
    if (points.length === 0) return [];
    const found = await db
      .select()
      .from(table)
      .where(or(...points))
      .orderBy(table.id);
    for (const row of found) rows.set(row.id, row);
  }
  return [...rows.values()];
}
