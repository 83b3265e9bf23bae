import { and, type Column, eq, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Writing } from '../context.ts';
import { parameter, prepared, updateUnread } from '../store/prepared-statements.ts';
import type { Row, Tables } from '../store/schema.ts';

type ClaimColumns = Record<
  'id' | 'status' | 'dueAt' | 'leaseUntil' | 'fence' | 'attempts' | 'lastError',
  Column
>;

/** Tables whose rows can be held: those with a status and the columns of `claimable` in the schema. */
export type ClaimableTable = {
  [Name in keyof Tables]: Tables[Name] extends ClaimColumns ? Name : never;
}[keyof Tables];

/** The status of rows that may be taken, where it is not `pending`. */
const OPEN: { [Name in ClaimableTable]?: Row<Name>['status'] } = {
  schedules: 'active',
  reminders: 'planned',
};

/** The names of all tables whose rows can be held. */
export function listClaimable(tables: Tables): ClaimableTable[] {
  return (Object.keys(tables) as ClaimableTable[]).filter((name) => 'fence' in tables[name]);
}

/** The row was taken over by another worker: stop, and write nothing more for it. */
export class LeaseLost extends Error {
  constructor() {
    super('The lease was lost to another worker.');
    this.name = 'LeaseLost';
  }
}

/** A row that the caller holds, with the fence of its claim. */
export type Held = { readonly id: string; readonly fence: number };

/**
 * Rows that have not ended. The status is written out, not bound: only so does SQLite use the partial indexes on open
 * rows.
 */
export function isOpen(name: ClaimableTable, { status }: { status: Column }): SQL {
  return sql`${status} = ${sql.raw(`'${OPEN[name] ?? 'pending'}'`)}`;
}

/** Rows that may be taken now: open, due, and not held by anybody. */
export function claimable(
  name: ClaimableTable,
  table: Record<'status' | 'dueAt' | 'leaseUntil', Column>,
  now: Date | SQL,
): SQL | undefined {
  return and(isOpen(name, table), lte(table.dueAt, now), isFree(table, now));
}

/** Rows that nobody holds. */
export function isFree({ leaseUntil }: { leaseUntil: Column }, now: Date | SQL): SQL | undefined {
  return or(isNull(leaseUntil), lte(leaseUntil, now));
}

const takeRow = (name: ClaimableTable) =>
  prepared<{ id: string; now: Date; until: Date }, unknown>((tx, tables) => {
    const table = tables[name] as Tables['inbox'];
    return tx
      .update(table)
      .set({ leaseUntil: parameter('until', table.leaseUntil), fence: sql`${table.fence} + 1` })
      .where(and(eq(table.id, sql.placeholder('id')), claimable(name, table, parameter('now', table.dueAt))))
      .returning();
  });

/** Statements that take one row, prepared once for each table. */
const takers = new Map<ClaimableTable, ReturnType<typeof takeRow>>();

function takerOf(name: ClaimableTable): ReturnType<typeof takeRow> {
  const taker = takers.get(name) ?? takeRow(name);
  takers.set(name, taker);
  return taker;
}

/**
 * Takes the rows for `leaseMs`: one conditional update each that raises the fence, so an earlier holder can write no
 * more.
 */
export async function claim<Name extends ClaimableTable>(
  ctx: Writing,
  { table, ids, now, leaseMs }: { table: Name; ids: string[]; now: Date; leaseMs: number },
): Promise<Row<Name>[]> {
  const until = new Date(now.getTime() + leaseMs);
  const rows: unknown[] = [];
  const takeOne = takerOf(table);
  for (const id of ids) rows.push(...(await takeOne(ctx, { id, now, until })));
  return rows as Row<Name>[];
}

/** Extends a lease that is still ours. Throws `LeaseLost` when it is not. */
export async function renew(
  ctx: Writing,
  { table, held, leaseMs }: { table: ClaimableTable; held: Held; leaseMs: number },
): Promise<void> {
  const leaseUntil = new Date(ctx.clock.now().getTime() + leaseMs);
  await writeHeld(ctx, { table, held, patch: { leaseUntil } as Partial<Row<ClaimableTable>> });
}

/** Writes to a row that is still ours and gives it back. Throws `LeaseLost` when it is not. */
export async function settle<Name extends ClaimableTable>(
  ctx: Writing,
  { table, held, patch }: { table: Name; held: Held; patch: Partial<Row<Name>> },
): Promise<void> {
  await writeHeld(ctx, { table, held, patch: { ...patch, leaseUntil: null } });
}

/**
 * Gives back a row that is ours, to be taken from `dueAt` on, as if it had not been taken. Throws `LeaseLost` when it
 * is not ours.
 */
export async function putBack(
  ctx: Writing,
  { table, held, dueAt }: { table: ClaimableTable; held: Held; dueAt: Date },
): Promise<void> {
  const patch = { dueAt, leaseUntil: null, fence: held.fence - 1 } as Partial<Row<ClaimableTable>>;
  await writeHeld(ctx, { table, held, patch });
}

async function writeHeld<Name extends ClaimableTable>(
  ctx: Writing,
  { table, held: { id, fence }, patch }: { table: Name; held: Held; patch: Partial<Row<Name>> },
): Promise<void> {
  const written = await updateUnread(ctx, {
    table,
    set: patch,
    where: { key: 'still held', build: (columns) => stillHeld(table, columns) },
    values: { id, fence },
  });
  if (written === 0) throw new LeaseLost();
}

/** The row is still held: a row that was settled or given back has no lease. */
const stillHeld = (name: ClaimableTable, table: Record<'id' | 'fence' | 'status' | 'leaseUntil', Column>) => [
  eq(table.id, sql.placeholder('id')),
  eq(table.fence, sql.placeholder('fence')),
  isOpen(name, table),
  isNotNull(table.leaseUntil),
];

/** A row is given up long before it is taken so often. */
const ROUND = 1_000;

/** How often a row was taken without a failed attempt since it was written, or begun anew by `nextRound`. */
export const claimsWithoutFailure = ({ fence, attempts }: { fence: number; attempts: number }): number =>
  (fence % ROUND) - attempts;

/** What a row is set to that is begun anew: nothing before counts, and the fence is higher than that of any holder. */
export const nextRound = ({ fence }: { fence: Column }) => ({
  attempts: 0,
  fence: sql`(${fence} / ${sql.raw(`${ROUND}`)} + 1) * ${sql.raw(`${ROUND}`)}`,
});

/**
 * Frees the rows that a process which is gone has held. Only for a store with a single process (SQLite), at its start;
 * should the other process live on after all, its fences are behind and it can write nothing.
 */
export async function releaseLeases(ctx: Writing): Promise<void> {
  for (const name of listClaimable(ctx.store.tables)) {
    const table = ctx.store.tables[name] as Tables['inbox'];
    await ctx.db
      .update(table)
      .set({ leaseUntil: null, fence: sql`${table.fence} + 1` })
      .where(and(isOpen(name, table), isNotNull(table.leaseUntil)));
  }
}
