import { and, eq, inArray, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
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

/** Rows that may be taken now: pending, due, and not held by anybody. */
export function claimable(table: Tables[ClaimableTable], now: Date | SQL): SQL | undefined {
  return and(
    eq(table.status, 'pending'),
    lte(table.dueAt, now),
    or(isNull(table.leaseUntil), lte(table.leaseUntil, now)),
  );
}

/** Takes the rows for `leaseMs`: one conditional update that raises the fence, so an earlier holder can write no more. */
export async function claim<Name extends ClaimableTable>(
  tx: Tx,
  tables: Tables,
  { table: name, ids, now, leaseMs }: { table: Name; ids: string[] } & Clocked,
): Promise<Row<Name>[]> {
  if (ids.length === 0) return [];
  const table = tables[name] as Tables['inbox'];
  const rows = await tx
    .update(table)
    .set({
      leaseUntil: new Date(now.getTime() + leaseMs),
      fence: sql`${table.fence} + 1`,
    })
    .where(and(inArray(table.id, ids), claimable(table, now)))
    .returning();
  return rows as Row<Name>[];
}

/** Extends a lease that is still ours. Throws `LeaseLost` when it is not. */
export async function renew(
  tx: Tx,
  tables: Tables,
  { table, held, now, leaseMs }: { table: ClaimableTable; held: Held } & Clocked,
): Promise<void> {
  await writeHeld(tx, tables, { table, held, patch: { leaseUntil: new Date(now.getTime() + leaseMs) } });
}

/** Writes to a row that is still ours and gives it back. Throws `LeaseLost` when it is not. */
export async function settle<Name extends ClaimableTable>(
  tx: Tx,
  tables: Tables,
  { table, held, patch }: { table: Name; held: Held; patch: Partial<Row<Name>> },
): Promise<void> {
  await writeHeld(tx, tables, { table, held, patch: { ...patch, leaseUntil: null } });
}

async function writeHeld(
  tx: Tx,
  tables: Tables,
  { table: name, held, patch }: { table: ClaimableTable; held: Held; patch: object },
): Promise<void> {
  const table = tables[name] as Tables['inbox'];
  const written = await tx
    .update(table)
    .set(patch)
    .where(and(eq(table.id, held.id), eq(table.fence, held.fence), eq(table.status, 'pending')))
    .returning({ id: table.id });
  if (written.length === 0) throw new LeaseLost();
}

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
