import * as p from 'drizzle-orm/pg-core';
import * as s from 'drizzle-orm/sqlite-core';
import type { z } from 'zod';
import { readJson } from './json.ts';

/**
 * Columns named by meaning. Each dialect says how it stores them; domain code is typed against SQLite's side, and
 * the conformance suite holds both to the same results.
 */
const sqlite = {
  table: s.sqliteTable,
  index: s.index,
  uniqueIndex: s.uniqueIndex,
  primaryKey: s.primaryKey,
  check: s.check,
  /** ULID. */
  id: () => s.text(),
  text: () => s.text(),
  /** Calendar date `YYYY-MM-DD`, in the member's time zone. */
  day: () => s.text(),
  integer: () => s.integer(),
  /** A whole number of the smallest coins of a currency; never a fraction. */
  minorUnits: () => s.integer(),
  number: () => s.real(),
  /** A number the database gives by itself. */
  serial: () => s.integer().primaryKey(),
  flag: () => s.integer({ mode: 'boolean' }),
  /** UTC, millisecond precision. */
  instant: () => s.integer({ mode: 'timestamp_ms' }),
  /** A JSON value of a shape, which is checked whenever it is read. */
  json: <Value>(schema: z.ZodType<Value>) =>
    s.customType<{ data: Value; driverData: string }>({
      dataType: () => 'text',
      toDriver: (value) => JSON.stringify(value),
      fromDriver(value) {
        return readJson(this, { schema, value: JSON.parse(value) });
      },
    })(),
};

export type Columns = typeof sqlite;

const postgres = {
  table: p.pgTable,
  index: p.index,
  uniqueIndex: p.uniqueIndex,
  primaryKey: p.primaryKey,
  check: p.check,
  id: () => p.text(),
  text: () => p.text(),
  day: () => p.text(),
  integer: () => p.integer(),
  minorUnits: () => p.bigint({ mode: 'number' }),
  number: () => p.doublePrecision(),
  serial: () => p.integer().primaryKey().generatedAlwaysAsIdentity(),
  flag: () => p.boolean(),
  instant: () => p.timestamp({ withTimezone: true, mode: 'date', precision: 3 }),
  json: <Value>(schema: z.ZodType<Value>) =>
    p.customType<{ data: Value; driverData: unknown }>({
      dataType: () => 'jsonb',
      toDriver: (value) => JSON.stringify(value),
      fromDriver(value) {
        // The driver has parsed it: a text that is left is a JSON text.
        return readJson(this, { schema, value });
      },
    })(),
} as unknown as Columns;

export type Dialect = 'sqlite' | 'postgres';

export const columns: Record<Dialect, Columns> = { sqlite, postgres };
