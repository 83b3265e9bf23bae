import { hostname } from 'node:os';
import { desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { type Context, hasRole, type System, transact, type Writing } from '../../context.ts';
import { conflict, forbidden, notFound } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { Row } from '../../store/schema.ts';
import { IMPORT_KINDS } from './import-fields.ts';
import { IMPORTING } from './policy.ts';

/** How many lines of a file became what. `differs`: say something else than what is known, which stays. */
export const ImportCounts = z.looseObject({
  made: z.int().default(0),
  completed: z.int().default(0),
  same: z.int().default(0),
  repeated: z.int().default(0),
  refused: z.int().default(0),
  differs: z.int().default(0),
});
export type ImportCounts = z.output<typeof ImportCounts>;

/** Which process runs an import, and when it last said so. */
const Runner = z.looseObject({ host: z.string(), pid: z.int(), boot: z.string(), at: z.iso.datetime() });
const Kept = ImportCounts.extend({ kind: z.enum(IMPORT_KINDS).optional(), runner: Runner.optional() });

/** What this process is called as long as it lives, and the imports that it is running. */
const BOOT = newId();
const LIVE = new Set<string>();

/** Throws `forbidden` unless the actor is an admin: an import writes as much as all others together. */
export function requireImporter({ actor }: Context): void {
  if (!hasRole(actor, 'admin')) throw forbidden('Only admins can import: ask one of them to do it.');
}

type New = Pick<Row<'imports'>, 'source' | 'fileName' | 'fileHash'> & { kind: (typeof IMPORT_KINDS)[number] };

/** Writes down that an import has begun. Gives its id: rows with smaller ids were there before. */
export async function beginImport(ctx: Context, { kind, ...file }: New): Promise<string> {
  const id = newId();
  LIVE.add(id);
  await transact(ctx, (ctx) =>
    ctx.db.insert(ctx.store.tables.imports).values({
      id,
      ...file,
      memberId: ctx.actor.memberId,
      status: 'running',
      counts: { ...ImportCounts.parse({}), kind, runner: runnerNow(ctx) },
      createdAt: ctx.clock.now(),
    }),
  );
  return id;
}

const runnerNow = (ctx: System) => ({
  host: hostname(),
  pid: process.pid,
  boot: BOOT,
  at: ctx.clock.now().toISOString(),
});

/** Writes down how far an import is. */
export async function noteProgress(
  ctx: Writing,
  { id, kind, counts }: { id: string; kind: New['kind']; counts: ImportCounts },
): Promise<void> {
  const { imports } = ctx.store.tables;
  await ctx.db
    .update(imports)
    .set({ counts: { ...counts, kind, runner: runnerNow(ctx) } })
    .where(eq(imports.id, id));
}

/** This process runs an import no longer, however it has ended. */
export function leaveImport(id: string): void {
  LIVE.delete(id);
}

/** Writes down how an import has ended. */
export async function endImport(
  ctx: Context,
  { id, status }: { id: string; status: 'done' | 'failed' | 'undone' },
): Promise<void> {
  const { imports } = ctx.store.tables;
  const now = ctx.clock.now();
  const undone = status === 'done' ? {} : { undoneAt: now, undoneBy: ctx.actor.memberId };
  await transact(ctx, (ctx) =>
    ctx.db
      .update(imports)
      .set({ status, ...(status === 'undone' ? {} : { finishedAt: now }), ...undone })
      .where(eq(imports.id, id)),
  );
}

/** An import as people are told of it. `lines`: how many lines of the file became what. */
export type ImportView = {
  id: string;
  source: string;
  file: string;
  kind: string;
  status: Row<'imports'>['status'];
  at: Date;
  counts: ImportCounts;
};

const viewOf = ({ id, source, fileName, status, createdAt, counts }: Row<'imports'>): ImportView => {
  const { runner: _, kind = 'companies', ...kept } = Kept.parse(counts);
  return { id, source, file: fileName, kind, status, at: createdAt, counts: kept };
};

/** The latest imports, the newest first. */
export async function listImports(ctx: System, { limit }: { limit: number }): Promise<ImportView[]> {
  const { imports } = ctx.store.tables;
  return (await ctx.db.select().from(imports).orderBy(desc(imports.id)).limit(limit)).map(viewOf);
}

/** The import of an id. Throws `not_found`. */
export async function getImport(ctx: System, id: string): Promise<ImportView> {
  const { imports } = ctx.store.tables;
  const [row] = await ctx.db.select().from(imports).where(eq(imports.id, id));
  if (!row) throw notFound('import', id);
  return viewOf(row);
}

/** Imports whose process has died in the middle. Throws `conflict` while one is still being run. */
export async function listBroken(ctx: System): Promise<ImportView[]> {
  const { imports } = ctx.store.tables;
  const running = await ctx.db.select().from(imports).where(eq(imports.status, 'running'));
  const alive = running.find((row) => isAlive(ctx, row));
  if (alive)
    throw conflict(
      `An import of ${alive.fileName} is running: wait until it is done, or stop it, and try again.`,
    );
  return running.map(viewOf);
}

function isAlive(ctx: System, { id, counts }: Row<'imports'>): boolean {
  const { runner } = Kept.parse(counts);
  if (!runner) return false;
  if (runner.boot === BOOT) return LIVE.has(id);
  if (runner.host === hostname()) return runner.pid !== process.pid && isProcess(runner.pid);
  return ctx.clock.now().getTime() - new Date(runner.at).getTime() < IMPORTING.silentMs;
}

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is one all the same.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
