import { desc, eq } from 'drizzle-orm';
import { type Context, hasRole, type System, transact, type Writing } from '../../context.ts';
import { conflict, forbidden, notFound } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { lock } from '../../store/locks.ts';
import type { Row } from '../../store/schema.ts';
import type { ImportKind } from './import-fields.ts';
import { IMPORTING } from './policy.ts';
import {
  beginRun,
  type Held,
  ImportCounts,
  isAlive,
  isRunning,
  Kept,
  leaveRun,
  noteProgress,
  readLocked,
  requireHeld,
  type TakenRows,
} from './running.ts';

/** Throws `forbidden` unless the actor is an admin: an import writes as much as all others together. */
export function requireImporter({ actor }: Context): void {
  if (!hasRole(actor, 'admin')) throw forbidden('Only admins can import: ask one of them to do it.');
}

type New = Pick<Row<'imports'>, 'source' | 'fileName' | 'fileHash'> & {
  kind: ImportKind;
  request: string | undefined;
};

/** Writes down that an import has begun. Rows with smaller ids than its own were there before. Throws `unavailable` while another one runs. */
export async function beginImport(ctx: Context, { kind, request, ...file }: New): Promise<Held> {
  const id = newId();
  const { run, runner } = beginRun(ctx, request);
  await transact(ctx, async (ctx) => {
    await lock(ctx, 'customers');
    const [running] = await listRunning(ctx);
    if (running) throw isRunning(running.fileName);
    await ctx.db.insert(ctx.store.tables.imports).values({
      id,
      ...file,
      memberId: ctx.actor.memberId,
      status: 'running',
      counts: { ...ImportCounts.parse({}), kind, runner },
      createdAt: ctx.clock.now(),
    });
  });
  return { id, run };
}

export const NOTHING_TAKEN: TakenRows = { removed: 0, restored: 0, kept: 0 };

/** Writes down that an import is being taken back. Throws `conflict` for one that cannot be. */
export function beginTakingBack(
  ctx: Context,
  { id, request }: { id: string; request: string | undefined },
): Promise<Held> {
  return transact(ctx, async (ctx) => {
    const row = await readLocked(ctx, id);
    if (!row) throw notFound('import', id);
    const kept = Kept.parse(row.counts);
    const isOver = row.status === 'undone' || row.status === 'failed';
    if (isOver) throw conflict(`The import of ${row.fileName} was taken back already.`);
    if (row.status === 'running' && isAlive(ctx, row, { request })) throw isRunning(row.fileName);
    return hold(ctx, { row, kept: { ...kept, taken: kept.taken ?? NOTHING_TAKEN }, request });
  });
}

async function hold(
  ctx: Writing,
  { row: { id }, kept, request }: { row: Row<'imports'>; kept: Kept; request: string | undefined },
): Promise<Held> {
  const { imports } = ctx.store.tables;
  const { run, runner } = beginRun(ctx, request);
  const counts = { ...kept, runner };
  await ctx.db.update(imports).set({ status: 'running', counts }).where(eq(imports.id, id));
  return { id, run };
}

/** An import that nobody was at any more, and that this process has taken over. */
export type TakenOver = { held: Held; import: ImportView; isTakenBack: boolean };

/** Takes an import over that nobody is at any more; undefined where somebody is, or it has ended. */
export function takeOver(
  ctx: System,
  { id, request }: { id: string; request: string | undefined },
): Promise<TakenOver | undefined> {
  return transact(ctx, async (ctx) => {
    const row = await readLocked(ctx, id);
    if (row?.status !== 'running' || isAlive(ctx, row, { request })) return undefined;
    const kept = Kept.parse(row.counts);
    // Only what had ended well once is taken back for somebody.
    const isTakenBack = row.finishedAt !== null;
    const taken = kept.taken ?? NOTHING_TAKEN;
    const held = await hold(ctx, { row, kept: { ...kept, taken }, request });
    return { held, import: viewOf(row), isTakenBack };
  });
}

/** Says again and again that somebody is at an import, also while nothing of it is written, until it is ended. */
export function keepAlive(ctx: System, held: Held): { end(): void } {
  const say = () =>
    transact(ctx, (ctx) => noteProgress(ctx, held), { durability: 'soon' }).catch(() => undefined);
  const timer = ctx.clock.setInterval(say, IMPORTING.heardEveryMs);
  return {
    end: () => {
      timer.clear();
      leaveRun(held);
    },
  };
}

/** Writes down how an import has ended. Throws `conflict` where another process has taken it over. */
export async function endImport(
  ctx: Writing,
  {
    held,
    status,
    by,
    counts,
  }: { held: Held; status: 'done' | 'failed' | 'undone'; by: string; counts?: object },
): Promise<void> {
  const { imports } = ctx.store.tables;
  const { runner: _, taken: __, ...kept } = { ...(await requireHeld(ctx, held)), ...counts };
  const now = ctx.clock.now();
  const undone = status === 'done' ? {} : { undoneAt: now, undoneBy: by };
  await ctx.db
    .update(imports)
    .set({ status, counts: kept, ...(status === 'undone' ? {} : { finishedAt: now }), ...undone })
    .where(eq(imports.id, held.id));
}

/** An import as people are told of it. `lines`: how many lines of the file became what. */
export type ImportView = {
  id: string;
  source: string;
  file: string;
  kind: string;
  status: Row<'imports'>['status'];
  at: Date;
  /** Who has had it done. */
  memberId: string;
  /** The row of the inbox that it is done for, as long as it is under way. */
  request: string | undefined;
  counts: ImportCounts;
};

export const viewOf = ({ fileName, createdAt, counts, ...row }: Row<'imports'>): ImportView => {
  const { runner, taken: _, kind = 'companies', ...kept } = Kept.parse(counts);
  const { id, source, status, memberId } = row;
  const { request } = runner ?? {};
  return { id, source, file: fileName, kind, status, at: createdAt, memberId, request, counts: kept };
};

/** The latest imports, the newest first. */
export async function listImports(ctx: System, { limit }: { limit: number }): Promise<ImportView[]> {
  const { imports } = ctx.store.tables;
  return (await ctx.db.select().from(imports).orderBy(desc(imports.id)).limit(limit)).map(viewOf);
}

/** Imports that have not ended: somebody is at them, or their process has died. */
export async function listRunning(ctx: System): Promise<Row<'imports'>[]> {
  const { imports } = ctx.store.tables;
  return ctx.db.select().from(imports).where(eq(imports.status, 'running'));
}
