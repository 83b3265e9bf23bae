import { and, desc, eq, isNull } from 'drizzle-orm';
import { type Context, type System, transact, type Writing } from '../../context.ts';
import {
  beginTakingBack,
  endImport,
  type ImportView,
  keepAlive,
  listRunning,
  NOTHING_TAKEN,
  requireImporter,
  type TakenOver,
  takeOver,
  viewOf,
} from './import-rows.ts';
import { type Held, isAlive, noteProgress, requireHeld, type TakenRows } from './running.ts';
import { type TakenBack, takeBackSlice } from './take-back-slice.ts';

/** Names of rows that stay, told one by one. */
const NAMES_TOLD = 10;

type Undoing = {
  /** The row of the inbox that it is done for: what was begun for it is carried on. */
  request?: string | undefined;
  /** Called in the transaction that ends the import. */
  ended?: ((ctx: Writing<Context>, taken: TakenBack) => Promise<void>) | undefined;
};

/**
 * Takes back all that an import has written, the last first, some rows at a time. What was changed since, and what others have built on,
 * stays, with all that belongs to it. Where it is interrupted, it is carried on by whoever comes next. Throws `forbidden` for whoever is
 * no admin, `conflict` for an import that is over, `unavailable` while somebody is at it.
 */
export async function undoImport(
  ctx: Context,
  { id }: { id: string },
  { request, ended }: Undoing = {},
): Promise<TakenBack> {
  requireImporter(ctx);
  const held = await beginTakingBack(ctx, { id, request });
  const by = ctx.actor.memberId;
  return takeBackAll(ctx, {
    held,
    by,
    ended: async (ctx, taken) => {
      await endImport(ctx, { held, status: 'undone', by });
      await ended?.(ctx, taken);
    },
  });
}

/** An import that nobody was at any more. `words`: what was done about it. */
export type BrokenImport = ImportView & { words: string };

type Clearing = {
  /** Says whether somebody else will see to an import. */
  isLeft?: ((broken: ImportView) => Promise<boolean>) | undefined;
  /** Called in the transaction that ends an import. */
  ended?: ((ctx: Writing, broken: BrokenImport) => Promise<void>) | undefined;
};

/** Takes back what imports have written that nobody is at any more, and carries on with what was being taken back. */
export async function clearBroken(ctx: System, { isLeft, ended }: Clearing = {}): Promise<BrokenImport[]> {
  const cleared: BrokenImport[] = [];
  for (const row of await listRunning(ctx)) {
    const view = viewOf(row);
    if (isAlive(ctx, row) || (await isLeft?.(view))) continue;
    const broken = await clearOne(ctx, { id: row.id, ended });
    if (broken) cleared.push(broken);
  }
  return cleared;
}

/** Takes back what an import has written that was begun for a row of the inbox, and has not ended. */
export async function clearRequested(ctx: System, { request }: { request: string }): Promise<void> {
  for (const row of await listRunning(ctx))
    if (viewOf(row).request === request) await clearOne(ctx, { id: row.id, request });
}

async function clearOne(
  ctx: System,
  { id, request, ended }: { id: string; request?: string | undefined } & Pick<Clearing, 'ended'>,
): Promise<BrokenImport | undefined> {
  const over = await takeOver(ctx, { id, request });
  if (!over) return undefined;
  const { held, isTakenBack } = over;
  let broken: BrokenImport | undefined;
  const by = over.import.memberId;
  await takeBackAll(ctx, {
    held,
    by,
    ended: async (ctx, taken) => {
      await endImport(ctx, { held, status: isTakenBack ? 'undone' : 'failed', by });
      broken = { ...over.import, words: describeBroken(over, taken) };
      await ended?.(ctx, broken);
    },
  });
  return broken;
}

function describeBroken(
  { import: { file, at }, isTakenBack }: TakenOver,
  { removed, restored, kept }: TakenRows,
): string {
  const stays = kept > 0 ? ` ${kept} stay, since somebody has worked with them.` : '';
  const what = isTakenBack ? 'Taking back an import' : 'An import';
  const day = at.toISOString().slice(0, 10);
  return `${what} of ${file} ${isTakenBack ? `of ${day} was interrupted` : `was interrupted on ${day}`}: it was taken back (${removed + restored} rows).${stays}`;
}

/** Takes back an import of this process that has failed. */
export async function failImport(ctx: Context, held: Held): Promise<TakenBack> {
  const by = ctx.actor.memberId;
  return takeBackAll(ctx, {
    held,
    by,
    ended: (ctx) => endImport(ctx, { held, status: 'failed', by }),
  });
}

async function takeBackAll<Ctx extends System>(
  ctx: Ctx,
  { held, by, ended }: { held: Held; by: string; ended(ctx: Writing<Ctx>, taken: TakenBack): Promise<void> },
): Promise<TakenBack> {
  const { changes } = ctx.store.tables;
  const alive = keepAlive(ctx, held);
  const keptNames: string[] = [];
  try {
    const slices = await ctx.db
      .select({ id: changes.id })
      .from(changes)
      .where(and(eq(changes.importId, held.id), isNull(changes.undoneAt)))
      .orderBy(desc(changes.id));
    for (const { id } of slices) {
      const names = await transact(ctx, (ctx) => takeBackCounted(ctx, { held, by, changeId: id }), {
        durability: 'soon',
      });
      keptNames.push(...names.slice(0, NAMES_TOLD - keptNames.length));
      await ctx.clock.turn();
    }
    return await transact(ctx, async (ctx) => {
      const { taken = NOTHING_TAKEN } = await requireHeld(ctx, held);
      await ended(ctx, { ...taken, keptNames });
      return { ...taken, keptNames };
    });
  } finally {
    alive.end();
  }
}

/** Takes one slice back and adds it to what the import says of itself. Gives the names of what stays. */
async function takeBackCounted(
  ctx: Writing,
  { held, ...slice }: { held: Held; by: string; changeId: string },
): Promise<string[]> {
  const { taken: before = NOTHING_TAKEN } = await requireHeld(ctx, held);
  const { removed, restored, kept, keptNames } = await takeBackSlice(ctx, slice);
  const taken = {
    removed: before.removed + removed,
    restored: before.restored + restored,
    kept: before.kept + kept,
  };
  await noteProgress(ctx, held, { taken });
  return keptNames;
}
