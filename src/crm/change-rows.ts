import { and, eq, inArray } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { Row } from '../store/schema.ts';
import type { Tx } from '../store/store.ts';

type Changes = readonly Pick<Row<'changes'>, 'mutations'>[];

/** Whether some changes hold what others must not read: a private interaction, or a follow-up of one. */
export async function holdPrivate(
  { store: { read, tables } }: Pick<Context, 'store'>,
  changes: Changes,
): Promise<boolean> {
  const isOne = changes.some(({ mutations }) =>
    mutations.some(
      ({ table, before, after }) => table === 'interactions' && (after?.isPrivate || before?.isPrivate),
    ),
  );
  const ids = idsIn(changes, 'interactionId');
  if (isOne || ids.length === 0) return isOne;
  const { interactions } = tables;
  const [found] = await read
    .select({ id: interactions.id })
    .from(interactions)
    .where(and(inArray(interactions.id, ids), eq(interactions.isPrivate, true)))
    .limit(1);
  return found !== undefined;
}

/** Names of the contacts to whom something was promised in some changes, by their ids. */
export async function namesOfPromisees(
  { store: { tables } }: Pick<Context, 'store'>,
  tx: Tx,
  changes: Changes,
): Promise<ReadonlyMap<string, string>> {
  const ids = idsIn(changes, 'contactId');
  if (ids.length === 0) return new Map();
  const { contacts } = tables;
  const rows = await tx
    .select({ id: contacts.id, name: contacts.name })
    .from(contacts)
    .where(inArray(contacts.id, ids));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** What the follow-ups among the rows written point at. */
function idsIn(changes: Changes, field: 'contactId' | 'interactionId'): string[] {
  const ids = changes.flatMap(({ mutations }) =>
    mutations.flatMap(({ table, after }) => (table === 'followUps' ? [after?.[field]] : [])),
  );
  return [...new Set(ids.filter((id) => typeof id === 'string'))];
}
