import { and, asc, desc, eq, gt, inArray, lte } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { dateIn } from '../../clock.ts';
import type { Row } from '../../store/schema.ts';
import type { NightContext } from './signal.ts';

/** The numbers of opinions. */
const OPINIONS = {
  /** Opinions that are older than two weeks are history. */
  windowMs: 14 * 24 * 3_600_000,
  /** Opinions that are read, the newest. */
  rows: 1_000,
  /** Messages that are cited for them. */
  evidence: 5,
} as const;

/** What a member has thought of the reply of a run. */
export type Opinion = Pick<Row<'feedback'>, 'runId' | 'memberId' | 'isGood'> & {
  /** The day on the calendar of the member who said it. */
  day: string;
};

/** Lists the opinions on replies of the last two weeks, the newest first: the member's, or everybody's. */
export async function listOpinions(
  ctx: NightContext,
  { kind }: { kind: Row<'feedback'>['kind'] },
): Promise<Opinion[]> {
  const { scope, until } = ctx;
  const { feedback, members } = ctx.store.tables;
  const { runId, memberId, isGood, createdAt } = feedback;
  const rows = await ctx.db
    .select({ runId, memberId, isGood, createdAt, timeZone: members.timeZone })
    .from(feedback)
    .innerJoin(members, eq(members.id, memberId))
    .where(
      and(
        scope.kind === 'member' ? eq(memberId, scope.memberId) : undefined,
        eq(feedback.kind, kind),
        gt(createdAt, new Date(until.getTime() - OPINIONS.windowMs)),
        lte(createdAt, until),
      ),
    )
    .orderBy(desc(createdAt), desc(feedback.id))
    .limit(OPINIONS.rows);
  return rows.map(({ createdAt: at, timeZone, ...row }) => ({ ...row, day: dateIn(timeZone, at) }));
}

/** Counts the members who have these opinions. */
export function countMembersOf(opinions: readonly Opinion[]): number {
  return new Set(opinions.map(({ memberId }) => memberId)).size;
}

/**
 * The member's messages to which these runs replied, the last ones, in order; none for the team, whose chats nobody
 * reads.
 */
export async function messagesOf(ctx: NightContext, opinions: readonly Opinion[]): Promise<string[]> {
  const { scope } = ctx;
  const { agentRuns, messages } = ctx.store.tables;
  if (scope.kind === 'team') return [];
  const replies = alias(messages, 'replies');
  const runIds = opinions.slice(0, OPINIONS.evidence).map(({ runId }) => runId);
  const rows = await ctx.db
    .select({ id: messages.id })
    .from(agentRuns)
    .innerJoin(replies, and(eq(replies.threadKey, agentRuns.threadKey), eq(replies.runId, agentRuns.id)))
    .innerJoin(messages, and(eq(messages.channel, replies.channel), eq(messages.ts, replies.ts)))
    .where(
      and(
        inArray(agentRuns.id, runIds),
        eq(messages.author, 'member'),
        eq(messages.memberId, scope.memberId),
      ),
    )
    .orderBy(asc(messages.ts), asc(messages.id));
  return rows.map(({ id }) => id);
}
