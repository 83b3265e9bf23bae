import { and, desc, eq, gte, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Context, System, Writing } from '../context.ts';
import { prepared } from '../store/prepared-statements.ts';
import type { Row, Tables } from '../store/schema.ts';

const MOST_OWN = 100;

/** That nobody has undone a change, and that not all of it has been erased. */
export function stands({ undoneAt, mutations }: Tables['changes']): SQL | undefined {
  return and(isNull(undoneAt), sql`cast(${mutations} as text) <> '[]'`);
}

/** What one agent run has written and not taken back, in order. */
export async function listChanges(ctx: System, { runId }: { runId: string }) {
  const { changes } = ctx.store.tables;
  return ctx.db
    .select()
    .from(changes)
    .where(and(eq(changes.runId, runId), isNull(changes.undoneAt)))
    .orderBy(changes.id);
}

/** What was saved from the message at (channel, ts) and nobody has taken back, in order. */
export async function listChangesFrom(ctx: System, { channel, ts }: { channel: string; ts: string }) {
  const { changes } = ctx.store.tables;
  return ctx.db
    .select()
    .from(changes)
    .where(and(eq(changes.sourceChannel, channel), eq(changes.sourceTs, ts), stands(changes)))
    .orderBy(changes.id);
}

const selectOwnChanges = prepared<{ memberId: string; since: string }, Row<'changes'>>((db, { changes }) =>
  db
    .select()
    .from(changes)
    .where(
      and(
        eq(changes.memberId, sql.placeholder('memberId')),
        gte(changes.sourceTs, sql.placeholder('since')),
        isNull(changes.undoneAt),
      ),
    )
    .orderBy(desc(changes.id))
    .limit(MOST_OWN),
);

/** The actor's changes since a message, that nobody has taken back, in order; the last hundred at most. */
export async function listOwnChanges(ctx: Context, { since }: { since: string }): Promise<Row<'changes'>[]> {
  const { memberId } = ctx.actor;
  return (await selectOwnChanges(ctx, { memberId, since })).toReversed();
}

const RECENT_MS = 24 * 60 * 60 * 1000;

/**
 * The actor's changes in this conversation that stand, the newest first; of these verbs. Only a new direct message has
 * no thread to look back on: there they are their changes anywhere, as long as people have them in mind.
 */
export async function listOwnHere(
  ctx: Writing<Context>,
  { limit, verbs }: { limit: number; verbs?: readonly string[] },
): Promise<Row<'changes'>[]> {
  const { changes, agentRuns } = ctx.store.tables;
  const list = (where: SQL | undefined) =>
    ctx.db
      .select({ change: changes })
      .from(changes)
      .leftJoin(agentRuns, eq(agentRuns.id, changes.runId))
      .where(
        and(
          eq(changes.memberId, ctx.actor.memberId),
          stands(changes),
          verbs ? inArray(changes.verb, [...verbs]) : undefined,
          where,
        ),
      )
      .orderBy(desc(changes.id))
      .limit(limit);
  const here = ctx.source ? await list(eq(agentRuns.threadKey, ctx.source.threadKey)) : [];
  const since = new Date((ctx.source?.at ?? ctx.clock.now()).getTime() - RECENT_MS);
  const found =
    here.length > 0 || !isNewDirectMessage(ctx) ? here : await list(gte(changes.createdAt, since));
  return found.map(({ change }) => change);
}

/** Whether the actor writes to us alone, and not below an earlier message. */
export function isNewDirectMessage({ actor, source }: Context): boolean {
  if (actor.audience === 'shared') return false;
  return !source || source.threadKey === `${source.channel}:${source.ts}`;
}

/** Who has taken back what a run wrote, when nothing of it is left; undefined otherwise. */
export async function findUndoer(ctx: System, { runId }: { runId: string }) {
  const { changes, members } = ctx.store.tables;
  const written = await ctx.db
    .select({ undoneAt: changes.undoneAt, name: members.name })
    .from(changes)
    .leftJoin(members, eq(members.id, changes.undoneBy))
    .where(eq(changes.runId, runId))
    .orderBy(desc(changes.undoneAt));
  if (written.some(({ undoneAt }) => undoneAt === null)) return undefined;
  return written[0]?.name ?? undefined;
}

/** The runs from which another run (“undo that”) has taken something back, by the inbox rows they answered. */
export async function listUndoneRuns(ctx: System, { byInboxId }: { byInboxId: string }) {
  const { changes, agentRuns } = ctx.store.tables;
  const undoing = alias(agentRuns, 'undoing');
  return ctx.db
    .selectDistinct({ runId: agentRuns.id, inboxId: agentRuns.inboxId })
    .from(changes)
    .innerJoin(undoing, eq(undoing.id, changes.undoneRunId))
    .innerJoin(agentRuns, eq(agentRuns.id, changes.runId))
    .where(eq(undoing.inboxId, byInboxId));
}
