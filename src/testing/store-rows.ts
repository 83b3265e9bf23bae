import { createHash } from 'node:crypto';
import { type System, transact } from '../context.ts';
import type { Row, Tables } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

/** The tables that the verbs of the CRM write besides `changes`; one that refers to another stands before it. */
export const CRM_TABLES = [
  'externalIds',
  'fieldValues',
  'dealContacts',
  'dealChanges',
  'deals',
  'interactionContacts',
  'followUps',
  'interactions',
  'relationships',
  'aliases',
  'companyDomains',
  'contactEmails',
  'contactPhones',
  'mergedIds',
  'duplicates',
  'fieldValues',
  'dealContacts',
  'dealChanges',
  'deals',
  'contacts',
  'companies',
  'searchEntries',
  'nameKeys',
] as const;

/** The rows of a table, in the order in which they were made, as far as they have ids. */
export async function listRows<Name extends keyof Tables>(store: Store, name: Name): Promise<Row<Name>[]> {
  const rows = await store.read.select().from(store.tables[name] as Tables['inbox']);
  const isEarlier = (one: { id?: string }, other: { id?: string }) => (one.id ?? '') < (other.id ?? '');
  return rows.toSorted(
    (one, other) => Number(isEarlier(other, one)) - Number(isEarlier(one, other)),
  ) as never;
}

/** The rows of some tables as one text, to be compared. */
export async function textOfRows(store: Store, names: readonly (keyof Tables)[]): Promise<string> {
  return JSON.stringify(await Promise.all(names.map((name) => listRows(store, name))));
}

/** All that the store holds, in small letters. */
export async function wholeStore(store: Store): Promise<string> {
  return (await textOfRows(store, Object.keys(store.tables) as (keyof Tables)[])).toLowerCase();
}

/** Deletes all rows of these tables, one table after another. */
export async function emptyTables(ctx: System, names: readonly (keyof Tables)[]): Promise<void> {
  await transact(ctx, async (ctx) => {
    for (const name of names) await ctx.db.delete(ctx.store.tables[name]);
  });
}

/** A digest of all that is in the store, but for the runs of reports. */
export async function digestOf({ read, tables }: Store): Promise<string> {
  const hash = createHash('sha256');
  for (const [name, table] of Object.entries(tables)) {
    if (name === 'reportRuns') continue;
    const rows: unknown[] = await read.select().from(table);
    hash.update(JSON.stringify([name, rows.map((row) => JSON.stringify(row)).sort()]));
  }
  return hash.digest('hex');
}
