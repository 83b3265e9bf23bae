import { and, eq, inArray } from 'drizzle-orm';
import type { System } from '../context.ts';
import { chunks } from '../store/chunks.ts';
import type { Row } from '../store/schema.ts';
import { visibleFollowUps } from '../store/visibility.ts';
import { type NamedFollowUp, selectFollowUps } from './follow-up-queries.ts';

/**
 * What a change has given to a member: the first of the follow-ups that are theirs still, and how many more; the name of who
 * gave them. `isBack`: it is the member who had given them before.
 */
export type Given = {
  to: Row<'members'>;
  by: string;
  followUps: NamedFollowUp[];
  more: number;
  isBack: boolean;
};

/**
 * Finds what a change has given to somebody else than who made it, as far as they may see it by now; undefined where it stands
 * no more, or gave nothing.
 */
export async function findGiven(
  ctx: System,
  { changeId, limit }: { changeId: string; limit: number },
): Promise<Given | undefined> {
  const { changes, members, followUps } = ctx.store.tables;
  const [change] = await ctx.db.select().from(changes).where(eq(changes.id, changeId));
  if (!change || change.undoneAt) return undefined;
  const given = change.mutations.filter(
    ({ table, before, after }) =>
      table === 'followUps' && before && after?.memberId && after.memberId !== before.memberId,
  );
  const [first] = given;
  const toId = String(first?.after?.memberId ?? '');
  const people = await ctx.db
    .select()
    .from(members)
    .where(inArray(members.id, [toId, change.memberId]));
  const to = people.find(({ id }) => id === toId);
  const by = people.find(({ id }) => id === change.memberId);
  if (!to || !by || to.id === by.id) return undefined;
  const found: NamedFollowUp[] = [];
  for (const some of chunks(given.map(({ id }) => id))) {
    const isTheirs = and(
      inArray(followUps.id, some),
      eq(followUps.memberId, toId),
      eq(followUps.status, 'open'),
      visibleFollowUps(ctx.store.tables, { memberId: toId, role: to.role, audience: 'direct' }),
    );
    found.push(...(await selectFollowUps(ctx).where(isTheirs).orderBy(followUps.id)));
  }
  if (found.length === 0) return undefined;
  const isBack = first?.before?.assignedBy === toId;
  const shown = found.slice(0, limit);
  return { to, by: by.name, followUps: shown, more: found.length - shown.length, isBack };
}
