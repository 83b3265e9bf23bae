import { isDeepStrictEqual } from 'node:util';
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { type Context, hasRole } from '../context.ts';
import { conflict, forbidden, RapportError } from '../errors.ts';
import { removeEvidence } from '../store/evidence.ts';
import type { NewRow, Row } from '../store/schema.ts';
import type { Because, Mutation } from '../store/schema-crm.ts';
import { removeFromIndex } from '../store/search.ts';
import type { Tx } from '../store/store.ts';
import { countDependants, describeBuilding, listBuildingOn } from './dependants.ts';
import { indexInteraction } from './interaction-index.ts';
import { removeNote } from './notes.ts';
import { deleteRow, findRow, insertAudited, restore, snapshot, updateRow } from './write.ts';

type Undoing = { change: Row<'changes'>; because?: Because | undefined };

/** `removed`: the companies and contacts that the change had created, and that went with it. */
export type Undone = { removed?: string[] };

/**
 * Takes one change back, exactly; a note on which later changes build is taken out of what is known. Throws `conflict`
 * with what has to be undone before it.
 */
export async function undoOne(ctx: Context, tx: Tx, { change, because }: Undoing): Promise<Undone> {
  if (change.memberId !== ctx.actor.memberId && !hasRole(ctx.actor, 'lead')) {
    throw forbidden('Only the person who wrote this, a lead or an admin can undo it.');
  }
  if (change.undoneAt) throw conflict(`“${change.summary}” is already undone.`);
  if (change.mutations.length === 0) {
    throw conflict(`I cannot undo “${change.summary}”: what it wrote has been erased for good.`);
  }
  const { tables } = ctx.store;
  const isOutOnly = await removeNoteBelowOthers(ctx, tx, change);
  if (!isOutOnly) await takeBack(ctx, tx, change);
  await tx
    .update(tables.changes)
    .set({
      undoneAt: ctx.clock.now(),
      undoneBy: ctx.actor.memberId,
      undoneRunId: ctx.source?.runId ?? null,
      undoneBecause: because ?? null,
    })
    .where(eq(tables.changes.id, change.id));
  return isOutOnly ? {} : customersOf(change);
}

/** Whether a note was taken out alone, since later changes build on it. */
async function removeNoteBelowOthers(ctx: Context, tx: Tx, change: Row<'changes'>): Promise<boolean> {
  if (change.verb !== 'add_note') return false;
  const building = await listBuildingOn(ctx, tx, change);
  return building.length > 0 && removeNote(ctx, tx, change);
}

async function takeBack(ctx: Context, tx: Tx, change: Row<'changes'>): Promise<void> {
  const created = change.mutations.filter(({ before }) => before === null).map(({ id }) => id);
  for (const mutation of change.mutations.toReversed()) {
    await requireUntouched(ctx, tx, { mutation, change });
    await undoMutation(ctx, tx, { mutation, change, created });
  }
  for (const id of interactionsIn(change)) await indexInteraction(tx, ctx.store, id);
}

function customersOf({ mutations }: Row<'changes'>): Undone {
  const removed = mutations.flatMap(({ table, before, after }) => {
    if (before !== null || typeof after?.name !== 'string') return [];
    if (table === 'companies') return [`company ${after.name}`];
    return table === 'contacts' ? [`contact ${after.name}`] : [];
  });
  return removed.length > 0 ? { removed } : {};
}

/** Puts one row back to what it was. */
async function undoMutation(
  ctx: Context,
  tx: Tx,
  { mutation, change, created }: { mutation: Mutation; change: Row<'changes'>; created: string[] },
): Promise<void> {
  const { tables } = ctx.store;
  const { table, id, before, after } = mutation;
  if (before === null) return removeRow(ctx, tx, { mutation, created, change });
  const row = restore(tables, table, before);
  if (after === null) {
    await insertAudited(ctx.store, tx, { table, row: row as NewRow<typeof table> });
    return;
  }
  await updateRow(ctx.store, tx, { table, id, patch: row });
  if (table === 'interactions')
    await removeEvidence(tx, tables, { interactionIds: [id], now: ctx.clock.now() });
}

/** Interactions of which a change wrote a row. */
function interactionsIn({ mutations }: Row<'changes'>): Set<string> {
  const ids = mutations.flatMap(({ table, id, before, after }) => {
    if (table === 'interactions') return [id];
    return table === 'interactionContacts' ? [String((after ?? before)?.interactionId)] : [];
  });
  return new Set(ids);
}

/** The row is as this change left it, and no later change that still stands has touched it. */
async function requireUntouched(
  ctx: Context,
  tx: Tx,
  { mutation, change }: { mutation: Mutation; change: Row<'changes'> },
): Promise<void> {
  const current = await findRow(tx, ctx.store.tables, mutation);
  if (isAsLeft(current, mutation) && !(await wasTouchedLater(ctx, tx, { mutation, change }))) return;
  throw await blocked(ctx, tx, { change, reason: `${nameOf(mutation)} has been changed since` });
}

function isAsLeft(current: object | undefined, { after }: Mutation): boolean {
  if (!current || !after) return !current && !after;
  const now = snapshot(current);
  return Object.keys(after).every((field) => isDeepStrictEqual(now[field], after[field]));
}

/** Says why a change cannot be undone, and what has to be undone before it, in order. */
async function blocked(
  ctx: Context,
  tx: Tx,
  { change, reason }: { change: Row<'changes'>; reason: string },
): Promise<RapportError> {
  const first = await describeBuilding(ctx, tx, await listBuildingOn(ctx, tx, change));
  const how =
    first.length === 0 ? 'Undo the later change first.' : `Undo first, in this order: ${first.join('; ')}.`;
  return new RapportError('conflict', `I cannot undo “${change.summary}”: ${reason}. ${how}`, first);
}

/** Values can have gone away and come back: what counts is whether somebody has written since. */
async function wasTouchedLater(
  ctx: Context,
  tx: Tx,
  { mutation, change }: { mutation: Mutation; change: Row<'changes'> },
): Promise<boolean> {
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
  const dependants = await countDependants(tx, tables, { ...mutation, besides: created });
  if (dependants > 0) {
    const entries = dependants === 1 ? 'a later entry builds' : `${dependants} later entries build`;
    throw await blocked(ctx, tx, { change, reason: `${entries} on ${nameOf(mutation)}` });
  }
  if (mutation.table === 'interactions')
    await removeEvidence(tx, tables, { interactionIds: [mutation.id], now: ctx.clock.now() });
  await removeFromIndex(tx, ctx.store, mutation.id);
  await deleteRow(tx, tables, mutation);
}

function nameOf({ after, before }: Mutation): string {
  const row = after ?? before ?? {};
  const name = row.name ?? row.title;
  return typeof name === 'string' ? `“${name}”` : 'it';
}
