import { asc, desc, gte } from 'drizzle-orm';
import { DAY_MS } from '../clock.ts';
import type { System } from '../context.ts';
import { firstIdAt } from '../ids.ts';
import type { KeepConfig } from '../keep-settings.ts';
import type { Tables } from '../store/schema.ts';
import { RETENTION } from './retention.ts';

/** How growth is estimated. */
const GROWTH = {
  /** What was written in so many days goes on being written. */
  daysBack: 30,
  /** The newest rows of a table, whose mean length is that of those to come. */
  sampled: 100,
  daysAhead: 365,
} as const;

/** How a table grows. */
type TableGrowth = {
  name: keyof Tables;
  rows: number;
  /** Rows that are written in thirty days. */
  monthly: number;
  /** How long rows are kept, where they are not kept for ever. */
  keptDays: number | undefined;
  /** The length of its rows as JSON, now and in a year. */
  bytes: number;
  bytesInAYear: number;
};

/** The size of the database in bytes, now and about what it will be in a year; the tables, those that will be longest first. */
export type Growth = { bytes: number; inAYear: number; tables: TableGrowth[] };

type AnyTable = Tables['inbox'];

/** Estimates how the database grows: from what was written lately, and from what is deleted when it is old. */
export async function measureGrowth(ctx: System, { keep }: { keep: KeepConfig }): Promise<Growth> {
  const days = await countDays(ctx);
  const tables: TableGrowth[] = [];
  if (days === 0) return { bytes: await ctx.store.size(), inAYear: 0, tables };
  for (const name of Object.keys(ctx.store.tables) as (keyof Tables)[]) {
    const growth = await measureTable(ctx, { name, days, keep });
    if (growth) tables.push(growth);
  }
  const sum = (field: 'bytes' | 'bytesInAYear') => tables.reduce((total, each) => total + each[field], 0);
  const bytes = await ctx.store.size();
  // Indexes, and tables that follow from others, grow with the rows.
  const inAYear = sum('bytes') === 0 ? bytes : bytes * (sum('bytesInAYear') / sum('bytes'));
  return { bytes, inAYear, tables: tables.toSorted((one, other) => other.bytesInAYear - one.bytesInAYear) };
}

/** How many days are looked back: fewer where Rapport is younger, and none where nobody has written to it yet. */
async function countDays(ctx: System): Promise<number> {
  const { members } = ctx.store.tables;
  const [first] = await ctx.db
    .select({ at: members.createdAt })
    .from(members)
    .orderBy(asc(members.createdAt))
    .limit(1);
  if (!first) return 0;
  const age = Math.ceil((ctx.clock.now().getTime() - first.at.getTime()) / DAY_MS);
  return Math.max(1, Math.min(GROWTH.daysBack, age));
}

async function measureTable(
  ctx: System,
  { name, days, keep }: { name: keyof Tables; days: number; keep: KeepConfig },
): Promise<TableGrowth | undefined> {
  const table = ctx.store.tables[name] as AnyTable;
  // The ids of others do not tell when a row was written, and they follow from rows that do.
  if ((table.id.dataType as string) !== 'string') return undefined;
  const newest = await ctx.db.select().from(table).orderBy(desc(table.id)).limit(GROWTH.sampled);
  if (newest.length === 0) return undefined;
  const length = newest.reduce((total, row) => total + JSON.stringify(row).length, 0) / newest.length;
  const from = firstIdAt(new Date(ctx.clock.now().getTime() - days * DAY_MS));
  const daily = (await ctx.db.$count(table, gte(table.id, from))) / days;
  const rows = await ctx.db.$count(table);
  const kept = RETENTION.filter((each) => each.table === name).map((each) => keep[each.keep]);
  const keptDays = kept.length > 0 && !kept.includes(undefined) ? Math.max(...(kept as number[])) : undefined;
  const ahead = rows + daily * GROWTH.daysAhead;
  const rowsInAYear = keptDays === undefined ? ahead : Math.min(ahead, Math.max(daily * keptDays, daily));
  return {
    name,
    rows,
    monthly: Math.round(daily * 30),
    keptDays,
    bytes: rows * length,
    bytesInAYear: rowsInAYear * length,
  };
}
