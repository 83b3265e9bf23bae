import { type AnyColumn, type SQL, sql } from 'drizzle-orm';

/** By which amounts are taken apart: thousands of the largest ones are whole numbers in either part, on both engines. */
const PART = 1_000_000_000;

/** The two parts of the sum of a column of amounts, none of which is below zero. */
export const sumInParts = (amount: AnyColumn): { high: SQL<unknown>; low: SQL<unknown> } => ({
  high: sql`sum(${amount} / ${sql.raw(String(PART))})`,
  low: sql`sum(${amount} % ${sql.raw(String(PART))})`,
});

/** The exact sum that two parts are of. */
export const sumOf = ({ high, low }: { high: unknown; low: unknown }): bigint =>
  whole(high) * BigInt(PART) + whole(low);

/** Postgres gives sums as text. */
const whole = (part: unknown): bigint =>
  typeof part === 'string' || typeof part === 'number' ? BigInt(part) : 0n;
