import { and, asc, desc, eq, gt, inArray, lte } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { dateIn } from '../../clock.ts';
import type { Row } from '../../store/schema.ts';
import type { Horizon, Scope } from './signal.ts';

const WINDOW_MS = 14 * 24 * 3_600_000;
const MOST_ROWS = 1_000;
const EVIDENCE = 5;

export type Opinion = Pick<Row<'feedback'>, 'runId' | 'memberId' | 'isGood'> & {
  /** The day on the calendar of the member who said it. */
  day: string;
};

/** What was thought of replies in the last two weeks, the newest first: by the member, or by everybody. */
export async function listOpinions(
  {
    db,
    store: {
      tables: { feedback, members },
    },
    until,
  }: Horizon,
  scope: Scope,
  kind: Row<'feedback'>['kind'],
): Promise<Opinion[]> {
  const { runId, memberId, isGood, createdAt } = feedback;
  const rows = await db
    .select({ runId, memberId, isGood, createdAt, timeZone: members.timeZone })
    .from(feedback)
    .innerJoin(members, eq(members.id, memberId))
    .where(
      and(
        scope.kind === 'member' ? eq(memberId, scope.memberId) : undefined,
        eq(feedback.kind, kind),
        gt(createdAt, new Date(until.getTime() - WINDOW_MS)),
        lte(createdAt, until),
      ),
    )
    .orderBy(desc(createdAt), desc(feedback.id))
    .limit(MOST_ROWS);
  return rows.map(({ createdAt: at, timeZone, ...row }) => ({ ...row, day: dateIn(timeZone, at) }));
}

export function membersOf(opinions: readonly Opinion[]): number {
  return new Set(opinions.map(({ memberId }) => memberId)).size;
}

/** The member's messages to which these runs replied, the last ones, in order; none for the team, whose chats nobody reads. */
export async function messagesOf(
  {
    db,
    store: {
      tables: { agentRuns, messages },
    },
  }: Horizon,
  scope: Scope,
  opinions: readonly Opinion[],
): Promise<string[]> {
  if (scope.kind === 'team') return [];
  const replies = alias(messages, 'replies');
  const runIds = opinions.slice(0, EVIDENCE).map(({ runId }) => runId);
  const rows = await db
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
