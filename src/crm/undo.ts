import { and, desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { type Context, transact, type Writing } from '../context.ts';
import { codeOf, conflict, nameFirst, notFound, RapportError } from '../errors.ts';
import { lock } from '../store/locks.ts';
import { removeEvidence } from '../store/observation-evidence.ts';
import type { NewRow, Row } from '../store/schema.ts';
import { BECAUSE, type Because, type Mutation } from '../store/schema-crm.ts';
import { indexAgain, removeFromIndex } from '../store/search.ts';
import { interactionsIn } from './change-contents.ts';
import { findChange, isNewDirectMessage, listOwnHere, stands } from './changes.ts';
import { Id, parseInput } from './inputs.ts';
import { foundOtherwise, isMove, readMerge } from './merged-rows.ts';
import { removeNote } from './notes.ts';
import { deleteRow, findRow, insertAudited, restore, type SavedChange, updateRow } from './record-change.ts';
import { indexCustomers } from './searched-words.ts';
import {
  countDependants,
  describeBuilding,
  isHidden,
  isUntold,
  listBuildingOn,
  requireUndoable,
} from './undo-checks.ts';
import { groupMoves, isAsLeft, takeBackMoves } from './undo-moves.ts';

export const Undo = z.strictObject({
  change_id: Id.optional().describe('The last change in this conversation when left out.'),
  because: z.enum(BECAUSE).optional(),
});
export type Undo = z.input<typeof Undo>;

/**
 * Takes back one change of the actor (for leads: of anybody), exactly: created rows go, changed rows get their
 * former values. A note is taken out of the text about its customer, whatever was added there since. Where others read
 * along, nothing is told of a private one but that it is undone. Throws `conflict` with the reason when a later change
 * builds on any other row, `forbidden` or `not_found` when the actor may not undo it.
 */
export async function undo(ctx: Context, input: Undo): Promise<SavedChange & Undone> {
  const { change_id: id, because } = parseInput(Undo, input);
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'customers');
    const change = id ? await getChange(ctx, id) : await getLastChange(ctx);
    const untold = await isUntold(ctx, change);
    const undone = await undoOne(ctx, { change, because });
    if (untold) return { saved: 'Undone: a private entry', change_id: change.id };
    return { saved: `Undone: ${change.summary}`, change_id: change.id, ...undone };
  });
}

/**
 * Takes back all changes of one agent run, the last one first, or none of them. Throws as `undo` does; a run that wrote
 * what is hidden from the actor has written nothing that they could undo.
 */
export async function undoRun(ctx: Context, { runId }: { runId: string }): Promise<{ summaries: string[] }> {
  const { changes } = ctx.store.tables;
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'customers');
    const written = await ctx.db
      .select()
      .from(changes)
      .where(and(eq(changes.runId, runId), stands(changes)))
      .orderBy(desc(changes.id));
    const hidden = await isHidden(ctx, written);
    if (hidden || written.length === 0) throw conflict('There is nothing left to undo here.');
    for (const change of written) await undoOne(ctx, { change });
    return { summaries: written.map(({ summary }) => summary) };
  });
}

async function getChange(ctx: Writing<Context>, id: string): Promise<Row<'changes'>> {
  const change = await findChange(ctx, id);
  if (!change) throw notFound('change', id);
  return change;
}

/** The actor's last change in this conversation. Throws `conflict` when there is none. */
async function getLastChange(ctx: Writing<Context>): Promise<Row<'changes'>> {
  const [last] = await listOwnHere(ctx, { limit: 1 });
  if (last) return last;
  const where = isNewDirectMessage(ctx) ? 'from the last 24 hours' : 'in this conversation';
  throw conflict(`There is nothing of yours to undo ${where}. What is older has an Undo below its card.`);
}

type Undoing = { change: Row<'changes'>; because?: Because | undefined };

/** The companies and contacts that the change had created: `removed` if they went with it, `stays` if they did not. */
type Undone = { removed?: string[]; stays?: string[] };

/**
 * Takes one change back, exactly; a note on which later changes build is taken out of what is known. Throws `conflict`
 * with what has to be undone before it.
 */
async function undoOne(ctx: Writing<Context>, undoing: Undoing): Promise<Undone> {
  await requireUndoable(ctx, undoing.change);
  const untold = await isUntold(ctx, undoing.change);
  return undoAllowed(ctx, undoing).catch((error) => {
    throw untold && error instanceof RapportError ? conflict(NOT_TOLD_HERE) : error;
  });
}

const NOT_TOLD_HERE =
  'I cannot undo this private entry, and cannot say why where others read along: ask me in a direct message.';

async function undoAllowed(ctx: Writing<Context>, { change, because }: Undoing): Promise<Undone> {
  if (change.undoneAt) throw conflict(`“${change.summary}” is already undone.`);
  if (change.importId)
    throw conflict(
      'This came with an import, which an admin takes back as a whole: “npm run import -- undo”, or Undo below its card.',
    );
  if (change.mutations.length === 0) {
    throw conflict(`I cannot undo “${change.summary}”: what it wrote has been erased for good.`);
  }
  const { changes } = ctx.store.tables;
  const building = await listBuildingOn(ctx, change);
  const isNoteOnly = building.length > 0 && (await removeNote(ctx, change));
  if (building.length > 0 && !isNoteOnly) throw await blockedBy(ctx, { change, building });
  if (!isNoteOnly) await takeBack(ctx, change);
  await ctx.db
    .update(changes)
    .set({
      undoneAt: ctx.clock.now(),
      undoneBy: ctx.actor.memberId,
      undoneRunId: ctx.source?.runId ?? null,
      undoneBecause: because ?? null,
    })
    .where(eq(changes.id, change.id));
  return customersOf(change, isNoteOnly ? 'stays' : 'removed');
}

/** Puts every row of a change back to what it was before. */
async function takeBack(ctx: Writing<Context>, change: Row<'changes'>): Promise<void> {
  const created = change.mutations.filter(({ before }) => before === null).map(({ id }) => id);
  for (const [mutation, ...others] of groupMoves(change.mutations.toReversed())) {
    if (!mutation) continue;
    const isThere = isMove(mutation)
      ? await takeBackMoves(ctx, [mutation, ...others.filter(isMove)])
      : isAsLeft(await findRow(ctx, mutation), mutation);
    if (!isThere) throw cannotUndo(change, `${nameOf(mutation)} has been changed since`);
    if (isMove(mutation)) continue;
    await undoMutation(ctx, { mutation, change, created }).catch((error) => {
      throw CLASHES.has(codeOf(error))
        ? cannotUndo(change, 'what it was about is not there as before')
        : error;
    });
  }
  if (!readMerge(change)) await indexAgain(ctx, { kind: 'interaction', ids: interactionsIn(change) });
  for (const customers of foundOtherwise(change)) await indexCustomers(ctx, customers);
}

/** The companies and contacts that a change had created, by what has become of them. */
function customersOf({ mutations }: Row<'changes'>, outcome: keyof Undone): Undone {
  const created = mutations.flatMap(({ table, before, after }) => {
    if (before !== null || typeof after?.name !== 'string') return [];
    if (table === 'companies') return [`company ${after.name}`];
    return table === 'contacts' ? [`contact ${after.name}`] : [];
  });
  return created.length > 0 ? { [outcome]: created } : {};
}

/** Puts one row back to what it was. */
async function undoMutation(
  ctx: Writing<Context>,
  { mutation, change, created }: { mutation: Mutation; change: Row<'changes'>; created: string[] },
): Promise<void> {
  const { table, id, before, after } = mutation;
  if (before === null) return removeRow(ctx, { mutation, created, change });
  const row = restore(ctx, { table, values: before });
  if (after === null) {
    await insertAudited(ctx, { table, row: row as NewRow<typeof table> });
    return;
  }
  await updateRow(ctx, { table, id, patch: row });
  if (table === 'interactions') await removeEvidence(ctx, { interactionIds: [id], now: ctx.clock.now() });
}

/** Codes of both databases for: a row that is pointed at is gone, and a value that only one row may have is taken. */
const CLASHES = new Set(['23503', '23505', 'SQLITE_CONSTRAINT_FOREIGNKEY', 'SQLITE_CONSTRAINT_UNIQUE']);

/** The error that says why a change cannot be undone, and what has to be undone before it, in order. */
async function blockedBy(
  ctx: Writing<Context>,
  { change, building }: { change: Row<'changes'>; building: readonly Row<'changes'>[] },
): Promise<RapportError> {
  const { shown, list, more } = nameFirst(await describeBuilding(ctx, building));
  const { message } = cannotUndo(change, whatHappened(change, building));
  return new RapportError('conflict', `${message} Undo first, in this order: ${list}.`, shown, more);
}

/** What has become of a change, in words: a company that went with an interaction which was changed was not changed itself. */
function whatHappened(change: Row<'changes'>, building: readonly Row<'changes'>[]): string {
  // Values can have gone away and come back: what counts is whether somebody has written since.
  const later = building.flatMap(({ mutations }) => mutations);
  const [kept, removed] = [later.filter(({ after }) => after), later.filter(({ after }) => !after)];
  const among = (rows: readonly Mutation[]) => {
    const ids = new Set(rows.map(({ id }) => id));
    const own = change.mutations.filter(({ id }) => ids.has(id));
    const named = own.filter((mutation) => nameOf(mutation) !== UNNAMED);
    return named.find(({ table }) => table === 'interactions') ?? named[0] ?? own[0];
  };
  const changed = among(kept);
  if (changed) return `${nameOf(changed)} has been changed since`;
  const gone = among(removed);
  return gone ? `${nameOf(gone)} has been removed since` : 'a later entry builds on it';
}

const cannotUndo = ({ summary }: Row<'changes'>, reason: string) =>
  conflict(`I cannot undo “${summary}”: ${reason}.`);

async function removeRow(
  ctx: Writing<Context>,
  { mutation, created, change }: { mutation: Mutation; created: string[]; change: Row<'changes'> },
): Promise<void> {
  const dependants = await countDependants(ctx, { ...mutation, besides: created });
  // Rows that no change has written point at it.
  if (dependants > 0) throw cannotUndo(change, `something else builds on ${nameOf(mutation)}`);
  if (mutation.table === 'interactions')
    await removeEvidence(ctx, { interactionIds: [mutation.id], now: ctx.clock.now() });
  await removeFromIndex(ctx, mutation.id);
  await deleteRow(ctx, mutation);
}

/** A row that people know by no name of its own, such as who works where. */
const UNNAMED = 'it';

function nameOf({ table, after, before }: Mutation): string {
  if (table === 'interactions') return 'the interaction';
  const row = after ?? before ?? {};
  const name = row.name ?? row.title;
  return typeof name === 'string' ? `“${name}”` : UNNAMED;
}
