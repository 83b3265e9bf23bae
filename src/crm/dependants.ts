import { and, eq, gt, isNull, notInArray, or, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { type Context, hasRole } from '../context.ts';
import type { Row, Tables } from '../store/schema.ts';
import type { Mutation } from '../store/schema-crm.ts';
import type { Tx } from '../store/store.ts';
import type { Audited } from './write.ts';

/** Which columns point at rows of a table. */
const POINTING = {
  companies: [
    ['interactions', 'companyId'],
    ['relationships', 'companyId'],
    ['followUps', 'companyId'],
  ],
  contacts: [
    ['interactionContacts', 'contactId'],
    ['relationships', 'contactId'],
    ['relationships', 'otherContactId'],
    ['followUps', 'contactId'],
  ],
  interactions: [
    ['interactionContacts', 'interactionId'],
    ['followUps', 'interactionId'],
  ],
  relationships: [],
  interactionContacts: [],
  followUps: [],
} as const satisfies Record<Audited, readonly (readonly [Audited, string])[]>;

/** How many rows point at this one, besides those of these ids. */
export async function countDependants(
  tx: Tx,
  tables: Tables,
  { table, id, besides }: { table: Audited; id: string; besides: readonly string[] },
): Promise<number> {
  let count = 0;
  for (const [name, field] of POINTING[table]) {
    const pointing = tables[name] as Tables['followUps'];
    const column = (pointing as unknown as Record<string, SQLiteColumn>)[field];
    if (!column) continue;
    const rows = await tx
      .select({ id: pointing.id })
      .from(pointing)
      .where(and(eq(column, id), notInArray(pointing.id, [...besides])));
    count += rows.length;
  }
  return count;
}

/** How many rows one query looks for in the history. */
const AT_ONCE = 100;

/**
 * The changes that stand and build on this one, the newest first: those that touched its rows later or point at rows
 * that it created, and those that build on such changes in turn. Undone in this order, they free it.
 */
export async function listBuildingOn(
  ctx: Context,
  tx: Tx,
  change: Row<'changes'>,
): Promise<Row<'changes'>[]> {
  const { changes } = ctx.store.tables;
  const building = new Map<string, Row<'changes'>>();
  const touched = new Set<string>();
  const created = new Set<string>();
  let news: Mutation[] = change.mutations;
  while (news.length > 0) {
    const ids = news.map(({ id }) => id).filter((id) => !touched.has(id));
    for (const { id, before } of news) {
      touched.add(id);
      if (before === null) created.add(id);
    }
    const found: Row<'changes'>[] = [];
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const mentions = ids
        .slice(at, at + AT_ONCE)
        .map((id) => sql`cast(${changes.mutations} as text) like ${`%${id}%`}`);
      found.push(
        ...(await tx
          .select()
          .from(changes)
          .where(and(gt(changes.id, change.id), isNull(changes.undoneAt), or(...mentions)))),
      );
    }
    const more = found.filter((each) => !building.has(each.id) && each.mutations.some(dependsOn));
    for (const each of more) building.set(each.id, each);
    news = more.flatMap(({ mutations }) => mutations);
  }
  return [...building.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1));

  function dependsOn({ id, before, after }: Mutation): boolean {
    if (touched.has(id)) return true;
    return [before, after].some((row) => POINTERS.some((field) => created.has(String(row?.[field]))));
  }
}

const POINTERS = ['companyId', 'contactId', 'otherContactId', 'interactionId'] as const;

/** `“Updated Amir Patel” [id 01H…]`; of what the actor may not take back or see, only whose it is. */
export async function describeBuilding(
  ctx: Context,
  tx: Tx,
  building: readonly Row<'changes'>[],
): Promise<string[]> {
  const { members } = ctx.store.tables;
  const people = new Map((await tx.select().from(members)).map(({ id, name }) => [id, name]));
  return building.map((change) => {
    if (isOpenTo(ctx, change)) return `“${change.summary}” [id ${change.id}]`;
    return `a later entry of ${people.get(change.memberId) ?? 'a colleague'}`;
  });
}

/** Whether the actor may take a change back, and be told here what it says. */
function isOpenTo({ actor }: Context, { memberId, mutations }: Row<'changes'>): boolean {
  const own = memberId === actor.memberId;
  const isPrivate = mutations.some(
    ({ before, after }) => before?.isPrivate === true || after?.isPrivate === true,
  );
  if (isPrivate) return actor.audience === 'direct' && (own || hasRole(actor, 'admin'));
  return own || hasRole(actor, 'lead');
}
