import { and, type Column, eq, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import { parameter, prepared, updateRows } from './prepared.ts';
import type { Row, Tables } from './schema.ts';
import type { Tx } from './store.ts';

export type ClaimableTable = 'inbox' | 'outbox';

/** The row was taken over by another worker: stop, and write nothing more for it. */
export class LeaseLost extends Error {
  constructor() {
    super('The lease was lost to another worker.');
    this.name = 'LeaseLost';
  }
}

export type Held = { readonly id: string; readonly fence: number };

type Clocked = { now: Date; leaseMs: number };

/** Written out, not bound: only so does SQLite see that the partial indexes on pending rows fit. */
export function isPending({ status }: { status: Column }): SQL {
  return sql`${status} = 'pending'`;
}

/** Rows that may be taken now: pending, due, and not held by anybody. */
export function claimable(table: Tables[ClaimableTable], now: Date | SQL): SQL | undefined {
  return and(
    isPending(table),
    lte(table.dueAt, now),
    or(isNull(table.leaseUntil), lte(table.leaseUntil, now)),
  );
}

const takeRow = (name: ClaimableTable) =>
  prepared<{ id: string; now: Date; until: Date }, unknown>((tx, tables) => {
    const table = tables[name] as Tables['inbox'];
    return tx
      .update(table)
      .set({ leaseUntil: parameter('until', table.leaseUntil), fence: sql`${table.fence} + 1` })
      .where(and(eq(table.id, sql.placeholder('id')), claimable(table, parameter('now', table.dueAt))))
      .returning();
  });

const TAKE = { inbox: takeRow('inbox'), outbox: takeRow('outbox') } satisfies Record<ClaimableTable, unknown>;

/** Takes the rows for `leaseMs`: one conditional update each that raises the fence, so an earlier holder can write no more. */
export async function claim<Name extends ClaimableTable>(
  tx: Tx,
  tables: Tables,
  { table, ids, now, leaseMs }: { table: Name; ids: string[] } & Clocked,
): Promise<Row<Name>[]> {
  const until = new Date(now.getTime() + leaseMs);
  const rows: unknown[] = [];
  for (const id of ids) rows.push(...(await TAKE[table](tx, tables, { id, now, until })));
  return rows as Row<Name>[];
}

/** Extends a lease that is still ours. Throws `LeaseLost` when it is not. */
export async function renew(
  tx: Tx,
  tables: Tables,
  { table, held, now, leaseMs }: { table: ClaimableTable; held: Held } & Clocked,
): Promise<void> {
  const leaseUntil = new Date(now.getTime() + leaseMs);
  await writeHeld(tx, tables, { table, held, patch: { leaseUntil } as Partial<Row<ClaimableTable>> });
}

/** Writes to a row that is still ours and gives it back. Throws `LeaseLost` when it is not. */
export async function settle<Name extends ClaimableTable>(
  tx: Tx,
  tables: Tables,
  { table, held, patch }: { table: Name; held: Held; patch: Partial<Row<Name>> },
): Promise<void> {
  await writeHeld(tx, tables, { table, held, patch: { ...patch, leaseUntil: null } });
}

async function writeHeld<Name extends ClaimableTable>(
  tx: Tx,
  tables: Tables,
  { table, held: { id, fence }, patch }: { table: Name; held: Held; patch: Partial<Row<Name>> },
): Promise<void> {
  const written = await updateRows(tx, tables, {
    table,
    set: patch,
    where: STILL_HELD,
    values: { id, fence },
  });
  if (written.length === 0) throw new LeaseLost();
}

const STILL_HELD = {
  key: 'still held',
  build: ({ id, fence, status }: Tables[ClaimableTable]) => [
    eq(id, sql.placeholder('id')),
    eq(fence, sql.placeholder('fence')),
    eq(status, 'pending'),
  ],
};

/**
 * Frees what a process that is gone has held. Only for a store with a single process (SQLite), at its start; should
 * the process live on after all, its fences are behind and it can write nothing.
 */
export async function releaseLeases(tx: Tx, tables: Tables): Promise<void> {
  for (const name of ['inbox', 'outbox'] as const) {
    const table = tables[name] as Tables['inbox'];
    await tx
      .update(table)
      .set({ leaseUntil: null, fence: sql`${table.fence} + 1` })
      .where(and(eq(table.status, 'pending'), isNotNull(table.leaseUntil)));
  }
}
