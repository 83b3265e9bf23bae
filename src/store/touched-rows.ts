import { and, eq, gt, inArray, type SQL } from 'drizzle-orm';
import type { System, Writing } from '../context.ts';
import { chunks } from './chunks.ts';
import { isOneOf } from './lists.ts';
import { insertMany } from './prepared-statements.ts';
import type { NewRow, Row } from './schema.ts';
import type { Mutation } from './schema-crm.ts';

/** Fields of an audited row that hold the id of another row, and of which table. */
const POINTERS = {
  companyId: 'companies',
  contactId: 'contacts',
  otherContactId: 'contacts',
  interactionId: 'interactions',
  dealId: 'deals',
  followUpId: 'followUps',
} as const satisfies Record<string, Mutation['table']>;

const POINTING = Object.entries(POINTERS);

type Values = Mutation['before'];

/** The ids of other rows that a row holds. */
export function pointersOf(row: Values): { table: Mutation['table']; id: string }[] {
  const pointers: { table: Mutation['table']; id: string }[] = [];
  if (!row) return pointers;
  for (const [field, table] of POINTING) {
    const id = row[field];
    if (typeof id === 'string') pointers.push({ table, id });
  }
  return pointers;
}

/** Values that only one row of a table may have. */
const ONLY_ONE: { [Name in Mutation['table']]?: string } = {
  companies: 'domain',
  companyDomains: 'domain',
  contacts: 'email',
  contactEmails: 'email',
};

/** What no other row of the table may have, where the row has it. */
export function onlyValueOf(table: Mutation['table'], row: Values): string | undefined {
  const field = ONLY_ONE[table];
  const value = field ? row?.[field] : undefined;
  return typeof value === 'string' ? value : undefined;
}

type Touched = Omit<NewRow<'changeRows'>, 'id' | 'changeId'>;

function touchedBy({ table, id, before, after }: Mutation): Touched[] {
  const touched: Touched[] = [
    { tableName: table, rowId: id, role: 'written', onlyValue: onlyValueOf(table, after) ?? null },
  ];
  for (const pointer of [...pointersOf(before), ...pointersOf(after)])
    touched.push({ tableName: pointer.table, rowId: pointer.id, role: 'pointed', onlyValue: null });
  return touched;
}

type Written = Pick<Row<'changes'>, 'id' | 'mutations'>;

/** Writes down what a new change is about, so that it is found by it. */
export async function noteTouched(ctx: Writing, change: Written): Promise<void> {
  const rows = chunks(touchedRows(change));
  for (const some of rows) {
    await insertMany(ctx, { into: 'changeRows', rows: some });
    if (rows.length > 1) await ctx.clock.turn();
  }
}

/** The rows that say what a change is about. */
export function touchedRows({ id: changeId, mutations }: Written): NewRow<'changeRows'>[] {
  const written = new Set(mutations.map(({ id }) => id));
  const rows = new Map<string, NewRow<'changeRows'>>();
  for (const mutation of mutations)
    for (const { tableName, rowId, role, onlyValue } of touchedBy(mutation))
      if (role === 'written' || !written.has(rowId))
        rows.set(`${role} ${rowId} ${onlyValue}`, { changeId, tableName, rowId, role, onlyValue });
  return [...rows.values()];
}

/** Writes down anew which rows a change is about, after its mutations were replaced. */
export async function renoteTouched(
  ctx: Writing,
  { before, mutations }: { before: Written; mutations: Mutation[] },
): Promise<void> {
  const { changeRows } = ctx.store.tables;
  const noted = new Set(before.mutations.flatMap(touchedBy).map(({ rowId }) => rowId));
  for (const some of chunks([...noted])) {
    const old = and(inArray(changeRows.rowId, some), eq(changeRows.changeId, before.id));
    await ctx.db.delete(changeRows).where(old);
  }
  await noteTouched(ctx, { id: before.id, mutations });
}

/** Holds for the changes that wrote one of these rows, or a row that points or pointed at one. */
export function touches(ctx: System, ids: readonly string[]): SQL {
  const { changes, changeRows } = ctx.store.tables;
  const found = ctx.db
    .select({ id: changeRows.changeId })
    .from(changeRows)
    .where(inArray(changeRows.rowId, [...ids]));
  return inArray(changes.id, found);
}

/** Holds for changes later than one that touch one of these ids, or that gave a row one of these values which only one row may have. */
export function touchesSince(
  ctx: System,
  { idsOrValues: of, since }: { idsOrValues: readonly string[]; since: string },
): SQL {
  const { changes, changeRows } = ctx.store.tables;
  const found = (value: typeof changeRows.rowId | typeof changeRows.onlyValue) =>
    ctx.db
      .select({ id: changeRows.changeId })
      .from(changeRows)
      .where(and(isOneOf(ctx, { value, of }), gt(changeRows.changeId, since)));
  return inArray(changes.id, found(changeRows.rowId).union(found(changeRows.onlyValue)));
}
