import { isDeepStrictEqual } from 'node:util';
import { eq, inArray } from 'drizzle-orm';
import type { Writing } from '../../context.ts';
import { isOneOf } from '../../store/lists.ts';
import { removeEvidence } from '../../store/observation-evidence.ts';
import type { Row, Tables } from '../../store/schema.ts';
import type { Mutation } from '../../store/schema-crm.ts';
import { pointersOf } from '../../store/touched-rows.ts';
import { type Audited, deleteRow, restore, snapshot, updateRow } from '../record-change.ts';
import { indexCustomers, ownerOf } from '../searched-words.ts';
import { POINTING } from '../undo-checks.ts';
import { isAsLeft } from '../undo-moves.ts';
import type { TakenRows } from './running.ts';

/** What became of the rows of an import that was taken back. `keptNames`: the first ones that stay. */
export type TakenBack = TakenRows & { keptNames: string[] };

/** Rows that stand for themselves, those first that point at others. */
const MAIN = [
  'followUps',
  'interactions',
  'deals',
  'contacts',
  'companies',
] as const satisfies readonly Audited[];
const isMain = (table: Audited) => (MAIN as readonly Audited[]).includes(table);

/** The row that another row is a part of. */
const PART_OF: { [Name in Audited]?: string } = {
  relationships: 'contactId',
  interactionContacts: 'interactionId',
  dealContacts: 'dealId',
  dealChanges: 'dealId',
};

function ownerIdOf({ table, after }: Mutation): string | undefined {
  const field = PART_OF[table];
  const id = field ? after?.[field] : pointersOf(after)[0]?.id;
  return typeof id === 'string' ? id : undefined;
}

/**
 * Takes back what one change of an import has written, as a part of a transaction that holds the lock of customers. `by`: the member who
 * has it done.
 */
export async function takeBackSlice(
  ctx: Writing,
  { changeId, by }: { changeId: string; by: string },
): Promise<TakenBack> {
  const { changes } = ctx.store.tables;
  const [change] = await ctx.db.select().from(changes).where(eq(changes.id, changeId));
  const taken: TakenBack = { removed: 0, restored: 0, kept: 0, keptNames: [] };
  if (!change || change.undoneAt) return taken;
  const created = change.mutations.filter(({ before }) => before === null);
  const current = await readCurrent(ctx, change.mutations);
  taken.restored = await restoreUpdated(ctx, {
    updated: change.mutations.filter(({ before }) => before !== null),
    current,
  });
  const parts = created.filter((each) => !isMain(each.table) && isAsLeft(current.get(each.id), each));
  const gone = await removeMains(ctx, { created, parts, current, taken });
  // What was added to customers who were known before.
  const ownIds = new Set(created.map(({ id }) => id));
  const added = parts.filter((part) => !ownIds.has(ownerIdOf(part) ?? ''));
  await removeParts(ctx, added);
  taken.removed += gone + added.length;
  await indexOwners(ctx, added);
  await ctx.db
    .update(changes)
    .set({ undoneAt: ctx.clock.now(), undoneBy: by })
    .where(eq(changes.id, changeId));
  return taken;
}

/** The rows that a change has written, as they are now, by their ids. */
async function readCurrent(ctx: Writing, mutations: readonly Mutation[]): Promise<Map<string, object>> {
  const current = new Map<string, object>();
  for (const [table, some] of byTable(mutations)) {
    const drizzled = ctx.store.tables[table] as Tables['companies'];
    const rows = await ctx.db
      .select()
      .from(drizzled)
      .where(isOneOf(ctx, { value: drizzled.id, of: some.map(({ id }) => id) }));
    for (const row of rows) current.set(row.id, row);
  }
  return current;
}

function byTable(mutations: readonly Mutation[]): Map<Audited, Mutation[]> {
  const groups = new Map<Audited, Mutation[]>();
  for (const each of mutations) groups.set(each.table, [...(groups.get(each.table) ?? []), each]);
  return groups;
}

/** Puts fields back that the import has filled in, unless they have another value by now. */
async function restoreUpdated(
  ctx: Writing,
  { updated, current }: { updated: readonly Mutation[]; current: Map<string, object> },
): Promise<number> {
  let restored = 0;
  for (const { table, id, before, after } of updated.toReversed()) {
    const row = current.get(id);
    if (!row || !before || !after) continue;
    const now = snapshot(row);
    const fields = Object.keys(before).filter((field) => !isDeepStrictEqual(before[field], after[field]));
    if (!fields.every((field) => isDeepStrictEqual(now[field], after[field]))) continue;
    const values = Object.fromEntries(fields.map((field) => [field, before[field]]));
    const patch = restore(ctx, { table, values });
    current.set(
      id,
      await updateRow(ctx, { table: table as 'companies', id, patch: patch as Partial<Row<'companies'>> }),
    );
    if (table === 'companies' || table === 'contacts') {
      const kind = table === 'companies' ? 'company' : 'contact';
      if (fields.includes('name')) await indexCustomers(ctx, { kind, ids: [id] });
    }
    restored += 1;
  }
  return restored;
}

type Removing = {
  created: readonly Mutation[];
  /** Parts of rows that are as the import has left them. */
  parts: readonly Mutation[];
  current: ReadonlyMap<string, object>;
  taken: TakenBack;
};

/** Removes rows that stand for themselves, with their parts, as far as nobody has worked with them. Gives how many rows went. */
async function removeMains(ctx: Writing, { created, parts, current, taken }: Removing): Promise<number> {
  let gone = 0;
  for (const table of MAIN) {
    const there = created.filter((each) => each.table === table && current.has(each.id));
    const isSame = new Set(there.filter((each) => isAsLeft(current.get(each.id), each)).map(({ id }) => id));
    const own = parts.filter((part) => isSame.has(ownerIdOf(part) ?? ''));
    const used = await findUsed(ctx, { table, ids: [...isSame], besides: new Set(own.map(({ id }) => id)) });
    const kept = there.filter(({ id }) => !isSame.has(id) || used.has(id));
    taken.kept += kept.length;
    taken.keptNames.push(
      ...kept.map(({ after }) => String(after?.name ?? after?.title ?? after?.summary ?? '').slice(0, 80)),
    );
    const going = there.filter((each) => !kept.includes(each));
    const ids = new Set(going.map(({ id }) => id));
    const theirs = own.filter((part) => ids.has(ownerIdOf(part) ?? ''));
    await removeParts(ctx, theirs);
    await removeRows(ctx, table, [...ids]);
    gone += theirs.length + ids.size;
  }
  return gone;
}

/** Those of some rows that other rows point at, and what was observed. */
async function findUsed(
  ctx: Writing,
  {
    table,
    ids,
    besides,
  }: { table: (typeof MAIN)[number]; ids: readonly string[]; besides: ReadonlySet<string> },
): Promise<Set<string>> {
  const used = new Set<string>();
  if (ids.length === 0) return used;
  const observed = table === 'companies' ? ([['observations', 'companyId']] as const) : [];
  for (const [name, field] of [...POINTING[table], ...observed]) {
    const pointing = ctx.store.tables[name] as Tables['followUps'];
    const column = pointing[field as 'companyId'];
    const rows = await ctx.db
      .select({ id: pointing.id, to: column })
      .from(pointing)
      .where(isOneOf(ctx, { value: column, of: ids }));
    for (const { id, to } of rows) if (to && !besides.has(id)) used.add(to);
  }
  return used;
}

async function removeParts(ctx: Writing, parts: readonly Mutation[]): Promise<void> {
  for (const [table, some] of byTable(parts))
    await removeRows(
      ctx,
      table,
      some.map(({ id }) => id),
    );
}

/** Deletes rows with all that they are found by. */
async function removeRows(ctx: Writing, table: Audited, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  // What follows from a follow-up is known to whoever deletes one.
  if (table === 'followUps') for (const id of ids) await deleteRow(ctx, { table, id });
  if (table === 'followUps') return;
  const { nameKeys, searchEntries } = ctx.store.tables;
  const drizzled = ctx.store.tables[table] as Tables['companies'];
  if (table === 'interactions') await removeEvidence(ctx, { interactionIds: [...ids], now: ctx.clock.now() });
  await ctx.db.delete(nameKeys).where(isOneOf(ctx, { value: nameKeys.sourceId, of: ids }));
  if (isMain(table)) await ctx.db.delete(searchEntries).where(inArray(searchEntries.entityId, [...ids]));
  await ctx.db.delete(drizzled).where(isOneOf(ctx, { value: drizzled.id, of: ids }));
}

/** Reads anew what customers are found by that have lost further names, addresses or values. */
async function indexOwners(ctx: Writing, parts: readonly Mutation[]): Promise<void> {
  for (const kind of ['company', 'contact'] as const) {
    const ids = parts.flatMap(({ table, after }) => {
      const owner = ownerOf(table, after ?? {});
      return owner?.kind === kind ? [owner.id] : [];
    });
    if (ids.length > 0) await indexCustomers(ctx, { kind, ids: [...new Set(ids)] });
  }
}
