import { Column, getTableName, is } from 'drizzle-orm';
import { z } from 'zod';
import { describeIssues } from '../errors.ts';

/** An object of which nothing is known but that it is one. */
export const AnyRecord = z.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'must be an object',
);

/** A value that code outside the store makes sense of: see `readAs`. */
export const AnyJson = z.unknown();

/** Gives what a column holds. `column` is the drizzle column that asks. Throws what is wrong with it, without its words. */
export function readJson<Value>(
  column: unknown,
  { schema, value }: { schema: z.ZodType<Value>; value: unknown },
): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = is(column, Column) ? `${getTableName(column.table)}.${column.name}` : 'A JSON column';
  throw new Error(`${where} cannot be read: ${describeIssues(parsed.error)}.`);
}

/** Gives what a row holds, for rooms whose shapes the store does not know. Throws which row it is, and what is wrong. */
export function readAs<Value>(
  schema: z.ZodType<Value>,
  { value, of, id }: { value: unknown; of: string; id: string },
): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(`${of} ${id} cannot be read: ${describeIssues(parsed.error)}.`);
}
