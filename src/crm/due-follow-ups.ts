import { and, asc, desc, eq, gte, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import type { System } from '../context.ts';
import type { Row } from '../store/schema.ts';
import { visibleFollowUps } from '../store/visibility.ts';
import { type NamedFollowUp, selectFollowUps } from './follow-up-queries.ts';

/** Whose follow-ups, and as of which day of theirs. */
type DueOf = {
  member: Pick<Row<'members'>, 'id' | 'role'>;
  day: string;
  /** Only what is due on the day itself, not what is overdue. */
  only?: 'that day' | undefined;
  /**
   * Leaves out what they are told by a reminder of its own: of the day what was for a time until `time` (`HH:MM`), and what
   * was late and is told since `since`, or waits to be.
   */
  told?: { time: string; since: Date } | undefined;
  limit: number;
};

/**
 * What a member has to do by a day: what is due on it by the time of day, then what is overdue, the latest first. `more`:
 * how many others there are. `overdue`: how many of all.
 */
export async function listDue(
  ctx: System,
  { member, day, only, told, limit }: DueOf,
): Promise<{ due: NamedFollowUp[]; more: number; overdue: number }> {
  const { tables } = ctx.store;
  const { followUps, reminders } = tables;
  const isToday = eq(followUps.dueOn, day);
  const hasOwn = sql`exists (select 1 from ${reminders} where ${and(
    eq(reminders.followUpId, followUps.id),
    or(
      eq(reminders.status, 'planned'),
      and(isNotNull(reminders.lastScheduledAt), gte(reminders.updatedAt, told?.since ?? ctx.clock.now())),
    ),
  )})`;
  const isUntold =
    told === undefined
      ? undefined
      : or(
          isNull(followUps.dueTime),
          sql`(${isToday} and ${followUps.dueTime} > ${told.time})`,
          sql`(not ${isToday} and not ${hasOwn})`,
        );
  const isDue = and(
    eq(followUps.memberId, member.id),
    eq(followUps.status, 'open'),
    only ? isToday : lte(followUps.dueOn, day),
    isUntold,
    visibleFollowUps(tables, { memberId: member.id, role: member.role, audience: 'direct' }),
  );
  const due = await selectFollowUps(ctx)
    .where(isDue)
    .orderBy(desc(followUps.dueOn), asc(sql`coalesce(${followUps.dueTime}, '99')`), asc(followUps.id))
    .limit(limit);
  if (due.length === 0) return { due, more: 0, overdue: 0 };
  const all = due.length < limit ? due.length : await ctx.db.$count(followUps, isDue);
  const today = due.every(({ due_on }) => due_on !== day)
    ? 0
    : await ctx.db.$count(followUps, and(isDue, isToday));
  return { due, more: all - due.length, overdue: all - today };
}
