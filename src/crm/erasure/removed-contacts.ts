import { and, eq, inArray, notExists } from 'drizzle-orm';
import type { System } from '../../context.ts';
import { readEmail } from '../../names/addresses.ts';
import { comparePersonNames } from '../../names/compare-people.ts';
import { chunks } from '../../store/chunks.ts';
import type { Row } from '../../store/schema.ts';
import type { Mutation } from '../../store/schema-crm.ts';
import { touches } from '../../store/touched-rows.ts';
import { restore } from '../record-change.ts';

type ContactNaming = {
  id?: string | undefined;
  name?: string | undefined;
  email?: string | null | undefined;
};

/**
 * Contacts of this id, name or address that a change or an undo has removed, as the changes show them last, and those that
 * were merged into the contact of this id; none that were merged into others.
 */
export async function listRemoved(
  ctx: System,
  { id, name, email }: ContactNaming,
): Promise<Row<'contacts'>[]> {
  const removed = new Map<string, Row<'contacts'>>();
  const gone = await listGone(ctx);
  const isGone = new Set(gone);
  const mergedInto = await listMerged(ctx, gone);
  const mailbox = mailboxOf(email);
  const isMeant = (row: Row<'contacts'>) => {
    const target = mergedInto.get(row.id);
    if (row.id === id || target) return row.id === id || target === id;
    const isCalledSo = name !== undefined && comparePersonNames(row.name, name).answer === 'same';
    return isCalledSo || (mailbox !== undefined && mailboxOf(row.email) === mailbox);
  };
  for (const mutation of await listMutations(ctx, gone)) {
    if (mutation.table !== 'contacts' || !isGone.has(mutation.id)) continue;
    const row = restore(ctx, { table: 'contacts', values: rowOf(mutation) }) as Row<'contacts'>;
    if (isMeant({ ...row, id: mutation.id })) removed.set(mutation.id, row);
  }
  return [...removed.values()];
}

const mailboxOf = (email: string | null | undefined) => (email ? readEmail(email)?.mailbox : undefined);

/** The contacts that these were merged into, by id. */
async function listMerged(ctx: System, ids: readonly string[]): Promise<Map<string, string>> {
  const { mergedIds } = ctx.store.tables;
  const found = new Map<string, string>();
  for (const some of chunks(ids)) {
    const rows = await ctx.db.select().from(mergedIds).where(inArray(mergedIds.mergedId, some));
    for (const { mergedId, contactId } of rows) if (contactId) found.set(mergedId, contactId);
  }
  return found;
}

/** The ids of all contacts that some change wrote and that are not there any more. */
async function listGone(ctx: System): Promise<string[]> {
  const { changeRows, contacts } = ctx.store.tables;
  const present = ctx.db.select({ id: contacts.id }).from(contacts).where(eq(contacts.id, changeRows.rowId));
  const gone = await ctx.db
    .selectDistinct({ id: changeRows.rowId })
    .from(changeRows)
    .where(and(eq(changeRows.tableName, 'contacts'), eq(changeRows.role, 'written'), notExists(present)));
  return gone.map(({ id }) => id);
}

/** Interactions that these contacts ever took part in, and follow-ups that were ever for them, that are still there; and ids of deals that they were ever linked with. */
export async function listFormer(
  ctx: System,
  ids: ReadonlySet<string>,
): Promise<{ interactions: Row<'interactions'>[]; followUps: Row<'followUps'>[]; dealIds: string[] }> {
  const { db } = ctx;
  const { tables } = ctx.store;
  const mutations = await listMutations(ctx, [...ids]);
  const promised = mutations
    .filter(({ table, before, after }) => table === 'followUps' && isOf(ids, before, after))
    .map(({ id }) => id);
  const interactions: Row<'interactions'>[] = [];
  const followUps: Row<'followUps'>[] = [];
  for (const some of chunks([...interactionsOf(mutations, ids)]))
    interactions.push(
      ...(await db.select().from(tables.interactions).where(inArray(tables.interactions.id, some))),
    );
  for (const some of chunks([...new Set(promised)]))
    followUps.push(...(await db.select().from(tables.followUps).where(inArray(tables.followUps.id, some))));
  const linked = mutations.filter(
    ({ table, before, after }) => table === 'dealContacts' && isOf(ids, before, after),
  );
  const dealIds = linked.flatMap((link) => pointerOf(rowOf(link), 'dealId') ?? []);
  return { interactions, followUps, dealIds };
}

/** Ids of the interactions that these contacts took part in, as some mutations show. */
export function interactionsOf(mutations: readonly Mutation[], ids: ReadonlySet<string>): Set<string> {
  const links = mutations.filter(
    ({ table, before, after }) => table === 'interactionContacts' && isOf(ids, before, after),
  );
  return new Set(links.flatMap((link) => pointerOf(rowOf(link), 'interactionId') ?? []));
}

const isOf = (ids: ReadonlySet<string>, ...rows: Mutation['before'][]) =>
  rows.some((row) => ids.has(pointerOf(row, 'contactId') ?? ''));

/** The id that a row of a change has in a field, where it has one: of moved rows the changes keep only what is new. */
export function pointerOf(row: Mutation['before'], field: string): string | undefined {
  const id = row?.[field];
  return typeof id === 'string' ? id : undefined;
}

/** The row of a mutation as it was last. */
export const rowOf = ({ before, after }: Mutation) => after ?? before ?? {};

/** Writes of all changes that touched one of these rows, the oldest first. */
async function listMutations(ctx: System, ids: readonly string[]): Promise<Mutation[]> {
  const { changes } = ctx.store.tables;
  const found = new Map<string, Mutation[]>();
  for (const some of chunks(ids)) {
    const rows = await ctx.db
      .select({ id: changes.id, mutations: changes.mutations })
      .from(changes)
      .where(touches(ctx, some));
    for (const { id, mutations } of rows) found.set(id, mutations);
  }
  return [...found.keys()].toSorted().flatMap((id) => found.get(id) ?? []);
}
