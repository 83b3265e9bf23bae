import { and, desc, eq, inArray, isNull, lt, ne, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Context, System, Writing } from '../context.ts';
import { prepared } from '../store/prepared-statements.ts';
import type { Row, Tables } from '../store/schema.ts';
import type { Mutation } from '../store/schema-crm.ts';
import { touches } from '../store/touched-rows.ts';
import { isMove } from './merged-rows.ts';

/** That nobody has undone a change, and that not all of it has been erased. */
export function stands({ undoneAt, mutations }: Tables['changes']): SQL | undefined {
  return and(isNull(undoneAt), sql`cast(${mutations} as text) <> '[]'`);
}

const selectOfRun = prepared<{ runId: string }, Row<'changes'>>((db, { changes }) =>
  db
    .select()
    .from(changes)
    .where(eq(changes.runId, sql.placeholder('runId')))
    .orderBy(changes.id),
);

/** The changes of one agent run, those that were undone among them, the oldest first. */
export function listAllChanges(ctx: System, { runId }: { runId: string }): Promise<Row<'changes'>[]> {
  return selectOfRun(ctx, { runId });
}

/** The changes of one agent run that nobody has undone, the oldest first. */
export async function listChanges(ctx: System, which: { runId: string }): Promise<Row<'changes'>[]> {
  return (await listAllChanges(ctx, which)).filter(({ undoneAt }) => undoneAt === null);
}

/** The change of this id. */
export async function findChange(ctx: System, id: string): Promise<Row<'changes'> | undefined> {
  const { changes } = ctx.store.tables;
  const [change] = await ctx.db.select().from(changes).where(eq(changes.id, id));
  return change;
}

/** The ids of what the change of this id has written to a table, each once; none where there is no such change. */
export async function listWrittenBy(
  ctx: System,
  { id, table }: { id: string; table: Mutation['table'] },
): Promise<string[]> {
  const change = await findChange(ctx, id);
  const written = (change?.mutations ?? []).filter((each) => each.table === table && !isMove(each));
  return [...new Set(written.map((each) => each.id))];
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

/** The same of those that a run has saved when it read the message: not what somebody has logged of it by a form. */
export async function listChangesReadFrom(
  ctx: System,
  message: { channel: string; ts: string },
): Promise<Row<'changes'>[]> {
  return (await listChangesFrom(ctx, message)).filter(({ runId }) => runId !== null);
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
      .where(or(...from));
  });

/** These queries by the number of messages. */
const fromMessages = new Map<number, ReturnType<typeof selectFrom>>();

/** The actor's changes that were saved from these messages, those that were undone among them, the oldest first. */
export async function listOwnChanges(
  ctx: Context,
  { messages }: { messages: readonly { channel: string; ts: string }[] },
): Promise<Row<'changes'>[]> {
  if (messages.length === 0) return [];
  const select = fromMessages.get(messages.length) ?? selectFrom(messages.length);
  fromMessages.set(messages.length, select);
  const values: Record<string, string> = {};
  for (const [at, { channel, ts }] of messages.entries()) {
    values[`channel_${at}`] = channel;
    values[`ts_${at}`] = ts;
  }
  const saved = await select(ctx, values);
  return saved
    .filter(({ memberId }) => memberId === ctx.actor.memberId)
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

const RECENT_MS = 24 * 60 * 60 * 1000;

type Wish = { limit: number; verbs?: readonly string[] };

/**
 * The actor's changes in this conversation that nobody has undone, the newest first; only of `verbs`, where they are given.
 * A new direct message has no thread to look back on: there they are the actor's changes anywhere of the last 24 hours.
 */
export async function listOwnHere(ctx: Writing<Context>, wish: Wish): Promise<Row<'changes'>[]> {
  const here = ctx.source ? await listOwnInThread(ctx, { ...wish, threadKey: ctx.source.threadKey }) : [];
  return here.length > 0 || !isNewDirectMessage(ctx) ? here : listOwnOfLastDay(ctx, wish);
}

/** What is read at once of a long history, the newest first, until there is enough: runs of a thread, changes of a member. */
const RUNS_AT_ONCE = 20;
const CHANGES_AT_ONCE = 50;

async function listOwnInThread(
  ctx: Writing<Context>,
  { threadKey, ...wish }: Wish & { threadKey: string },
): Promise<Row<'changes'>[]> {
  const { changes, agentRuns } = ctx.store.tables;
  const found: Row<'changes'>[] = [];
  let before: string | undefined;
  do {
    const runs = await ctx.db
      .select({ id: agentRuns.id })
      .from(agentRuns)
      .where(and(eq(agentRuns.threadKey, threadKey), before ? lt(agentRuns.id, before) : undefined))
      .orderBy(desc(agentRuns.id))
      .limit(RUNS_AT_ONCE);
    const ids = runs.map(({ id }) => id);
    const written =
      ids.length === 0 ? [] : await ctx.db.select().from(changes).where(inArray(changes.runId, ids));
    found.push(...written.filter(isWished(ctx, wish)).toSorted((one, other) => (one.id < other.id ? 1 : -1)));
    before = ids.length === RUNS_AT_ONCE ? ids.at(-1) : undefined;
  } while (before && found.length < wish.limit);
  return found.slice(0, wish.limit);
}

async function listOwnOfLastDay(ctx: Writing<Context>, wish: Wish): Promise<Row<'changes'>[]> {
  const { changes } = ctx.store.tables;
  const since = new Date((ctx.source?.at ?? ctx.clock.now()).getTime() - RECENT_MS);
  const found: Row<'changes'>[] = [];
  let before: string | undefined;
  do {
    const written = await ctx.db
      .select()
      .from(changes)
      .where(
        and(
          eq(changes.memberId, ctx.actor.memberId),
          // An import is taken back as a whole.
          isNull(changes.importId),
          before ? lt(changes.id, before) : undefined,
        ),
      )
      .orderBy(desc(changes.id))
      .limit(CHANGES_AT_ONCE);
    const recent = written.filter(({ createdAt }) => createdAt >= since);
    found.push(...recent.filter(isWished(ctx, wish)));
    before = recent.length === CHANGES_AT_ONCE ? recent.at(-1)?.id : undefined;
  } while (before && found.length < wish.limit);
  return found.slice(0, wish.limit);
}

/** Whether a change is the actor's, of a verb that is asked for, and has neither been undone nor erased. */
const isWished =
  ({ actor }: Context, { verbs }: Wish) =>
  ({ memberId, verb, undoneAt, mutations }: Row<'changes'>): boolean =>
    memberId === actor.memberId && !undoneAt && mutations.length > 0 && (!verbs || verbs.includes(verb));

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

const selectMutations = prepared<{ byInboxId: string }, Pick<Row<'changes'>, 'mutations'>>(
  (db, { changes, agentRuns }) => {
    const answering = db
      .select({ id: agentRuns.id })
      .from(agentRuns)
      .where(eq(agentRuns.inboxId, sql.placeholder('byInboxId')));
    return db
      .select({ mutations: changes.mutations })
      .from(changes)
      .where(and(inArray(changes.runId, answering), eq(changes.verb, 'change_interaction')));
  },
);

/** The runs that have logged interactions which the answer to an inbox row has made private, with the rows they answered. */
export async function listHiddenRuns(
  ctx: System,
  { byInboxId }: { byInboxId: string },
): Promise<AnsweringRun[]> {
  const { changes, agentRuns } = ctx.store.tables;
  const hidden = (await selectMutations(ctx, { byInboxId }))
    .flatMap(({ mutations }) => mutations)
    .filter(({ before, after }) => before?.isPrivate === false && after?.isPrivate === true);
  if (hidden.length === 0) return [];
  const ids = hidden.map(({ id }) => id);
  return ctx.db
    .selectDistinct({ runId: agentRuns.id, inboxId: agentRuns.inboxId })
    .from(changes)
    .innerJoin(agentRuns, eq(agentRuns.id, changes.runId))
    .where(and(touches(ctx, ids), ne(agentRuns.inboxId, byInboxId)));
}

/** The runs of which the answer to an inbox row (“undo that”) has undone a change, with the inbox rows they answered. */
export function listUndoneRuns(ctx: System, { byInboxId }: { byInboxId: string }): Promise<AnsweringRun[]> {
  return selectUndone(ctx, { byInboxId });
}

/** The changes by which the actor has logged some interactions, as far as they can be taken back, by interaction. */
export async function listLogging(ctx: Context, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { changes, changeRows } = ctx.store.tables;
  const rows = await ctx.db
    .select({ rowId: changeRows.rowId, id: changes.id })
    .from(changeRows)
    .innerJoin(changes, eq(changes.id, changeRows.changeId))
    .where(
      and(
        inArray(changeRows.rowId, ids),
        eq(changeRows.role, 'written'),
        eq(changes.verb, 'log_interaction'),
        // No index has what is put together: a member has many more changes.
        sql`${changes.memberId} || '' = ${ctx.actor.memberId}`,
        isNull(changes.undoneAt),
      ),
    );
  return new Map(rows.map(({ rowId, id }) => [rowId, id]));
}
