import { and, between, countDistinct, eq, type SQL, sql } from 'drizzle-orm';
import type { System } from '../../context.ts';

/** How many replies to how many members, and what people thought of them. */
export type Opinions = {
  members: number;
  replies: number;
  thumbsUp: number;
  thumbsDown: number;
  corrections: number;
};

const NONE: Opinions = { members: 0, replies: 0, thumbsUp: 0, thumbsDown: 0, corrections: 0 };

/**
 * Measures whether it helps to tell the agent what was learned: the opinions on replies since an instant, with and
 * without something learned.
 */
export async function measureUsefulness(
  ctx: System,
  { since }: { since: Date },
): Promise<{ withLearned: Opinions; without: Opinions }> {
  const { agentRuns, exposures, feedback } = ctx.store.tables;
  const count = (where: SQL | undefined) =>
    sql<number>`cast(sum(case when ${where} then 1 else 0 end) as integer)`;
  const thumb = (isGood: boolean) => and(eq(feedback.kind, 'thumb'), eq(feedback.isGood, isGood));
  const learned = sql<number>`case when exists (select 1 from ${exposures} where ${eq(
    exposures.runId,
    agentRuns.id,
  )}) then 1 else 0 end`;
  const rows = await ctx.db
    .select({
      learned,
      members: countDistinct(agentRuns.memberId),
      replies: countDistinct(agentRuns.id),
      thumbsUp: count(thumb(true)),
      thumbsDown: count(thumb(false)),
      corrections: count(eq(feedback.kind, 'correction')),
    })
    .from(agentRuns)
    .leftJoin(feedback, eq(feedback.runId, agentRuns.id))
    .where(and(eq(agentRuns.status, 'done'), between(agentRuns.finishedAt, since, ctx.clock.now())))
    .groupBy(learned);
  const opinions = (wanted: number) => {
    const { learned: _, ...found } = rows.find((row) => row.learned === wanted) ?? { learned: 0, ...NONE };
    return found;
  };
  return { withLearned: opinions(1), without: opinions(0) };
}
