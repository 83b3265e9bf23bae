import { and, eq, inArray } from 'drizzle-orm';
import type { System, Writing } from '../context.ts';
import { chunks } from '../store/chunks.ts';
import type { Row } from '../store/schema.ts';
import type { Mutation } from '../store/schema-crm.ts';

type Changes = readonly Pick<Row<'changes'>, 'mutations'>[];

/** Whether some changes hold what others must not read. */
export async function holdPrivate(ctx: System, changes: Changes): Promise<boolean> {
  return (await listPrivate(ctx, changes)).size > 0;
}

/** Those of some changes that hold what others must not read: an interaction that is or was private, or a part of one. */
export async function listPrivate(ctx: System, changes: Changes): Promise<ReadonlySet<Changes[number]>> {
  const { interactions } = ctx.store.tables;
  const hidden = new Set<string>();
  for (const ids of chunks([...new Set(changes.flatMap(interactionsIn))])) {
    const isHidden = and(inArray(interactions.id, ids), eq(interactions.isPrivate, true));
    const rows = await ctx.db.select({ id: interactions.id }).from(interactions).where(isHidden);
    for (const { id } of rows) hidden.add(id);
  }
  const wasPrivate = ({ before, after }: Mutation) => before?.isPrivate === true || after?.isPrivate === true;
  const isPrivate = (change: Changes[number]) =>
    change.mutations.some(wasPrivate) || interactionsIn(change).some((id) => hidden.has(id));
  return new Set(changes.filter(isPrivate));
}

/** The interactions of which a change wrote a row, or a part. */
export function interactionsIn({ mutations }: Changes[number]): string[] {
  const ids = mutations.map(({ table, id, before, after }) =>
    table === 'interactions' ? id : (after ?? before)?.interactionId,
  );
  return ids.filter((id) => typeof id === 'string');
}

/** Names of the contacts to whom something was promised in some changes, by their ids. */
export async function namesOfPromisees(ctx: Writing, changes: Changes): Promise<ReadonlyMap<string, string>> {
  const ids = promiseesIn(changes);
  if (ids.length === 0) return new Map();
  const { contacts } = ctx.store.tables;
  const rows = await ctx.db
    .select({ id: contacts.id, name: contacts.name })
    .from(contacts)
    .where(inArray(contacts.id, ids));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Contacts for whom the follow-ups among the rows written are. */
function promiseesIn(changes: Changes): string[] {
  const ids = changes.flatMap(({ mutations }) =>
    mutations.flatMap(({ table, after }) => (table === 'followUps' ? [after?.contactId] : [])),
  );
  return [...new Set(ids.filter((id) => typeof id === 'string'))];
}
