import { isDeepStrictEqual } from 'node:util';
import { and, desc, eq, gt, gte, isNull, notInArray, type SQL, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import { type Context, hasRole, transact } from '../context.ts';
import { conflict, forbidden, notFound } from '../errors.ts';
import { removeEvidence } from '../store/evidence.ts';
import { prepared } from '../store/prepared.ts';
import type { Row, Tables } from '../store/schema.ts';
import type { Mutation } from '../store/schema-crm.ts';
import { removeFromIndex } from '../store/search.ts';
import type { Tx } from '../store/store.ts';
import { Id, parseInput } from './inputs.ts';
import { type Audited, deleteRow, findRow, restore, snapshot, updateRow } from './write.ts';

const MOST_OWN = 100;

export const Undo = z.strictObject({
  change_id: Id.optional().describe('Which change; the last one in this conversation when left out.'),
});
export type Undo = z.input<typeof Undo>;

/**
 * Takes back one change of the actor (for leads: of anybody), exactly: created rows go, changed rows get their
 * former values. Throws `conflict` with the reason when something later builds on it.
 */
export async function undo(ctx: Context, input: Undo): Promise<{ summary: string; changeId: string }> {
  const { change_id: id } = parseInput(Undo, input);
  return transact(ctx, async (tx) => {
    const change = id ? await getChange(ctx, tx, id) : await getLastChange(ctx, tx);
    await undoOne(ctx, tx, change);
    return { summary: `Undone: ${change.summary}`, changeId: change.id };
  });
}

/** Nobody has taken it back, and not all of it has been erased. */
function stands({ undoneAt, mutations }: Tables['changes']): SQL | undefined {
  return and(isNull(undoneAt), sql`cast(${mutations} as text) <> '[]'`);
}

/** Takes back everything one agent run has written, the last change first; all of it or nothing. */
export async function undoRun(ctx: Context, { runId }: { runId: string }): Promise<{ summaries: string[] }> {
  const { changes } = ctx.store.tables;
  return transact(ctx, async (tx) => {
    const written = await tx
      .select()
      .from(changes)
      .where(and(eq(changes.runId, runId), stands(changes)))
      .orderBy(desc(changes.id));
    if (written.length === 0) throw conflict('There is nothing left to undo here.');
    for (const change of written) await undoOne(ctx, tx, change);
    return { summaries: written.map(({ summary }) => summary) };
  });
}

/** What one agent run has written and not taken back, in order. */
export async function listChanges(ctx: Pick<Context, 'store'>, { runId, tx }: { runId: string; tx?: Tx }) {
  const { changes } = ctx.store.tables;
  return (tx ?? ctx.store.read)
    .select()
    .from(changes)
    .where(and(eq(changes.runId, runId), isNull(changes.undoneAt)))
    .orderBy(changes.id);
}

/** What was saved from the message at (channel, ts) and nobody has taken back, in order. */
export async function listChangesFrom(
  { store, tx }: Pick<Context, 'store' | 'tx'>,
  { channel, ts }: { channel: string; ts: string },
) {
  const { changes } = store.tables;
  return (tx ?? store.read)
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
  return (await selectOwnChanges(ctx.store.read, ctx.store.tables, { memberId, since })).toReversed();
}

async function getChange(ctx: Context, tx: Tx, id: string): Promise<Row<'changes'>> {
  const { changes } = ctx.store.tables;
  const [change] = await tx.select().from(changes).where(eq(changes.id, id));
  if (!change) throw notFound('change', id);
  return change;
}

/**
 * The actor's last change in this thread. Only a new direct message has no thread to look back on: there it is their
 * last change anywhere.
 */
async function getLastChange(ctx: Context, tx: Tx): Promise<Row<'changes'>> {
  const { changes, agentRuns } = ctx.store.tables;
  const own = and(eq(changes.memberId, ctx.actor.memberId), stands(changes));
  const last = (where: SQL | undefined) =>
    tx
      .select({ change: changes, threadKey: agentRuns.threadKey })
      .from(changes)
      .leftJoin(agentRuns, eq(agentRuns.id, changes.runId))
      .where(and(own, where))
      .orderBy(desc(changes.id))
      .limit(1);
  const [here] = ctx.source ? await last(eq(agentRuns.threadKey, ctx.source.threadKey)) : [];
  const [found] = here || !isNewDirectMessage(ctx) ? [here] : await last(undefined);
  if (!found)
    throw conflict(
      'There is nothing of yours to undo in this conversation; use the Undo below the entry you mean.',
    );
  return found.change;
}

function isNewDirectMessage({ actor, source }: Context): boolean {
  if (actor.audience === 'shared') return false;
  return !source || source.threadKey === `${source.channel}:${source.ts}`;
}

async function undoOne(ctx: Context, tx: Tx, change: Row<'changes'>): Promise<void> {
  if (change.memberId !== ctx.actor.memberId && !hasRole(ctx.actor, 'lead')) {
    throw forbidden('Only the person who wrote this, a lead or an admin can undo it.');
  }
  if (change.undoneAt) throw conflict(`“${change.summary}” is already undone.`);
  if (change.mutations.length === 0) {
    throw conflict(`I cannot undo “${change.summary}”: what it wrote has been erased for good.`);
  }
  const { tables } = ctx.store;
  const created = change.mutations.filter(({ before }) => before === null).map(({ id }) => id);
  for (const mutation of change.mutations.toReversed()) {
    await requireUntouched(ctx, tx, { mutation, change });
    if (mutation.before === null) await removeRow(ctx, tx, { mutation, created, change });
    else {
      const { table, id, before } = mutation;
      await updateRow(ctx.store, tx, { table, id, patch: restore(tables, table, before) });
    }
  }
  await tx
    .update(tables.changes)
    .set({ undoneAt: ctx.clock.now(), undoneBy: ctx.actor.memberId, undoneRunId: ctx.source?.runId ?? null })
    .where(eq(tables.changes.id, change.id));
}

type Undoing = { mutation: Mutation; change: Row<'changes'> };

/** The row is as this change left it, and no later change that still stands has touched it. */
async function requireUntouched(ctx: Context, tx: Tx, { mutation, change }: Undoing): Promise<void> {
  const current = await findRow(tx, ctx.store.tables, mutation);
  if (isAsLeft(current, mutation) && !(await wasTouchedLater(ctx, tx, { mutation, change }))) return;
  const name = nameOf(mutation);
  throw conflict(
    `I cannot undo “${change.summary}”: ${name} has been changed since. Undo the later change first.`,
  );
}

function isAsLeft(current: object | undefined, { after }: Mutation): boolean {
  if (!current || !after) return false;
  const now = snapshot(current);
  return Object.keys(after).every((field) => isDeepStrictEqual(now[field], after[field]));
}

/** Values can have gone away and come back: what counts is whether somebody has written since. */
async function wasTouchedLater(ctx: Context, tx: Tx, { mutation, change }: Undoing): Promise<boolean> {
  const { changes } = ctx.store.tables;
  const later = await tx
    .select({ mutations: changes.mutations })
    .from(changes)
    .where(
      and(
        gt(changes.id, change.id),
        isNull(changes.undoneAt),
        sql`cast(${changes.mutations} as text) like ${`%${mutation.id}%`}`,
      ),
    );
  return later.some(({ mutations }) => mutations.some(({ id }) => id === mutation.id));
}

async function removeRow(
  ctx: Context,
  tx: Tx,
  { mutation, created, change }: { mutation: Mutation; created: string[]; change: Row<'changes'> },
): Promise<void> {
  const { tables } = ctx.store;
  const dependants = await countDependants(tx, tables, mutation, created);
  if (dependants > 0) {
    const entries = dependants === 1 ? 'a later entry builds' : `${dependants} later entries build`;
    throw conflict(`I cannot undo “${change.summary}”: ${entries} on ${nameOf(mutation)}. Undo those first.`);
  }
  if (mutation.table === 'interactions')
    await removeEvidence(tx, tables, { interactionIds: [mutation.id], now: ctx.clock.now() });
  await removeFromIndex(tx, ctx.store, mutation.id);
  await deleteRow(tx, tables, mutation);
}

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

/** Rows that point at this one and were not written by the same change. */
async function countDependants(
  tx: Tx,
  tables: Tables,
  { table, id }: Mutation,
  created: string[],
): Promise<number> {
  let count = 0;
  for (const [name, field] of POINTING[table]) {
    const pointing = tables[name] as Tables['followUps'];
    const column = (pointing as unknown as Record<string, SQLiteColumn>)[field];
    if (!column) continue;
    const rows = await tx
      .select({ id: pointing.id })
      .from(pointing)
      .where(and(eq(column, id), notInArray(pointing.id, created)));
    count += rows.length;
  }
  return count;
}

function nameOf({ after, before }: Mutation): string {
  const row = after ?? before ?? {};
  const name = row.name ?? row.title;
  return typeof name === 'string' ? `“${name}”` : 'it';
}

/** Who has taken back what a run wrote, when nothing of it is left; undefined otherwise. */
export async function findUndoer({ store }: Pick<Context, 'store'>, { runId }: { runId: string }) {
  const { changes, members } = store.tables;
  const written = await store.read
    .select({ undoneAt: changes.undoneAt, name: members.name })
    .from(changes)
    .leftJoin(members, eq(members.id, changes.undoneBy))
    .where(eq(changes.runId, runId))
    .orderBy(desc(changes.undoneAt));
  if (written.some(({ undoneAt }) => undoneAt === null)) return undefined;
  return written[0]?.name ?? undefined;
}

/** The runs from which another run (“undo that”) has taken something back, by the inbox rows they answered. */
export async function listUndoneRuns(
  { store }: Pick<Context, 'store'>,
  { byInboxId }: { byInboxId: string },
) {
  const { changes, agentRuns } = store.tables;
  const undoing = alias(agentRuns, 'undoing');
  return store.read
    .selectDistinct({ runId: agentRuns.id, inboxId: agentRuns.inboxId })
    .from(changes)
    .innerJoin(undoing, eq(undoing.id, changes.undoneRunId))
    .innerJoin(agentRuns, eq(agentRuns.id, changes.runId))
    .where(eq(undoing.inboxId, byInboxId));
}
