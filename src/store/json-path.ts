import { type Column, type SQL, sql } from 'drizzle-orm';
import type { System } from '../context.ts';

/** The text at a path within a JSON column: null where nothing is there, JSON where there is more than a single value. */
export function jsonText(
  ctx: System,
  { column, path }: { column: Column; path: readonly [string, ...string[]] },
): SQL<string | null> {
  return ctx.store.dialect === 'sqlite'
    ? sql<string | null>`cast(json_extract(${column}, ${`$.${path.join('.')}`}) as text)`
    : sql<string | null>`(${column} #>> ${`{${path.join(',')}}`}::text[])`;
}
