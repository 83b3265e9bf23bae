import { and, asc, desc, eq, lt, sql } from 'drizzle-orm';
import { type Context, hasRole, todayOf } from '../context.ts';
import { forbidden } from '../errors.ts';
import { visibleFollowUps } from '../store/visibility.ts';
import { selectFollowUps } from './follow-up-queries.ts';

/** No more are counted of one member: past it the number says nothing more. */
export const MOST_COUNTED = 10;

/** Overdue follow-ups of a member: how many, at most `MOST_COUNTED`, and the one that waits longest. `dueOn`: a day. */
export type Overdue = {
  memberId: string;
  member: string;
  count: number;
  oldest: { title: string; dueOn: string; company?: string };
};

/**
 * The team's overdue follow-ups by member, as far as the actor may see them, those with the most first. `more`: how many further
 * members have some. Throws `forbidden` for members.
 */
export async function listOverdueByMember(
  ctx: Context,
  { limit }: { limit: number },
): Promise<{ shown: Overdue[]; more: number }> {
  if (!hasRole(ctx.actor, 'lead'))
    throw forbidden('Only leads and admins see what their colleagues have promised.');
  const { followUps, members } = ctx.store.tables;
  const isLate = (memberId: typeof members.id | string) =>
    and(
      eq(followUps.memberId, memberId),
      eq(followUps.status, 'open'),
      lt(followUps.dueOn, todayOf(ctx)),
      visibleFollowUps(ctx.store.tables, ctx.actor),
    );
  const some = ctx.db.select({ one: sql`1` }).from(followUps).where(isLate(members.id)).limit(MOST_COUNTED);
  const count = sql<number>`(select count(*) from ${some} late)`;
  const counted = await ctx.db
    .select({ memberId: members.id, member: members.name, count: count.as('late_ones') })
    .from(members)
    .orderBy(desc(sql`late_ones`), asc(members.name), asc(members.id));
  const late = counted.filter(({ count }) => Number(count) > 0);
  const found: Overdue[] = [];
  for (const { memberId, member, count } of late.slice(0, limit)) {
    const [oldest] = await selectFollowUps(ctx)
      .where(isLate(memberId))
      .orderBy(asc(followUps.dueOn), asc(followUps.id))
      .limit(1);
    if (!oldest?.due_on) continue;
    const { title, due_on: dueOn, company } = oldest;
    found.push({
      memberId,
      member,
      count: Number(count),
      oldest: { title, dueOn, ...(company ? { company } : {}) },
    });
  }
  return { shown: found, more: late.length - late.slice(0, limit).length };
}
