import { PgDialect } from 'drizzle-orm/pg-core';
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';
import type { Dialect } from '../columns.ts';
import { defineSchema } from '../schema.ts';
import { visibleInteractions } from '../visibility.ts';

const RENDERERS = {
  sqlite: new SQLiteSyncDialect({ casing: 'snake_case' }),
  postgres: new PgDialect({ casing: 'snake_case' }),
} as const;

const TABLES = { sqlite: defineSchema('sqlite'), postgres: defineSchema('postgres') } as const;

/** The predicate on interactions as SQL for a view, which can bind no values: they are written out, quoted. */
export function visiblePredicate(
  dialect: Dialect,
  viewer: Parameters<typeof visibleInteractions>[1],
): string {
  const predicate = visibleInteractions(TABLES[dialect], viewer).inlineParams();
  return RENDERERS[dialect].sqlToQuery(predicate).sql;
}
