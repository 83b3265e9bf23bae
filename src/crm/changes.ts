import { and, desc, eq, gte, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Context, System, Writing } from '../context.ts';
import { prepared } from '../store/prepared-statements.ts';
import type { Row, Tables } from '../store/schema.ts';

/** That nobody has undone a change, and that not all of it has been erased. */
export function stands({ undoneAt, mutations }: Tables['changes']): SQL | undefined {
  return and(isNull(undoneAt), sql`cast(${mutations} as text) <> '[]'`);
}

const selectOfRun = prepared<{ runId: string }, Row<'changes'>>((db, { changes }) =>
  db
    .select()
    .from(changes)
    .where(and(eq(changes.runId, sql.placeholder('runId')), isNull(changes.undoneAt)))
    .orderBy(changes.id),
);

/** The changes of one agent run that nobody has undone, the oldest first. */
export function listChanges(ctx: System, { runId }: { runId: string }): Promise<Row<'changes'>[]> {
  return selectOfRun(ctx, { runId });
}

/** The changes that were saved from the message at (channel, ts) and that nobody has undone, the oldest first. */
export async function listChangesFrom(
  ctx: System,
  { channel, ts }: { channel: string; ts: string },
): Promise<Row<'changes'>[]> {
  const { changes } = ctx.store.tables;
  return ctx.db
    .select()
    .from(changes)
    .where(and(eq(changes.sourceChannel, channel), eq(changes.sourceTs, ts), stands(changes)))
    .orderBy(changes.id);
}

/** The changes that were saved from so many messages. */
const selectFrom = (messages: number) =>
  prepared<Record<string, string>, Row<'changes'>>((db, { changes }) => {
    const { placeholder } = sql;
    const from = Array.from({ length: messages }, (_, at) =>
      and(
        eq(changes.sourceChannel, placeholder(`channel_${at}`)),
        eq(changes.sourceTs, placeholder(`ts_${at}`)),
      ),
    );
    return db
      .select()
      .from(changes)
      .where(and(or(...from), isNull(changes.undoneAt)));
  });

/** These queries by the number of messages. */
const fromMessages = new Map<number, ReturnType<typeof selectFrom>>();

/** The actor's changes that were saved from these messages and that nobody has undone, the oldest first. */
export async function listOwnChanges(
  ctx: Context,
  { messages }: { messages: readonly { channel: string; ts: string }[] },
): Promise<Row<'changes'>[]> {
  if (messages.length === 0) return [];
  const select = fromMessages.get(messages.length) ?? selectFrom(messages.length);
  fromMessages.set(messages.length, select);
  const values = messages.flatMap(({ channel, ts }, at) => [
    [`channel_${at}`, channel],
    [`ts_${at}`, ts],
  ]);
  const saved = await select(ctx, Object.fromEntries(values));
  return saved
    .filter(({ memberId }) => memberId === ctx.actor.memberId)
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

const RECENT_MS = 24 * 60 * 60 * 1000;

/**
 * The actor's changes in this conversation that nobody has undone, the newest first; only of `verbs`, where they are given.
 * A new direct message has no thread to look back on: there they are the actor's changes anywhere of the last 24 hours.
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

/** The name of the member who has undone the changes of a run; undefined while one of them has not been undone. */
export async function findUndoer(ctx: System, { runId }: { runId: string }): Promise<string | undefined> {
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

/** A run, and the inbox row that it answered. */
type AnsweringRun = { runId: string; inboxId: string };

const selectUndone = prepared<{ byInboxId: string }, AnsweringRun>((db, { changes, agentRuns }) => {
  const undoing = alias(agentRuns, 'undoing');
  return db
    .selectDistinct({ runId: agentRuns.id, inboxId: agentRuns.inboxId })
    .from(changes)
    .innerJoin(undoing, eq(undoing.id, changes.undoneRunId))
    .innerJoin(agentRuns, eq(agentRuns.id, changes.runId))
    .where(eq(undoing.inboxId, sql.placeholder('byInboxId')));
});

/** The runs of which the answer to an inbox row (“undo that”) has undone a change, with the inbox rows they answered. */
export function listUndoneRuns(ctx: System, { byInboxId }: { byInboxId: string }): Promise<AnsweringRun[]> {
  return selectUndone(ctx, { byInboxId });
}
