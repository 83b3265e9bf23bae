import { hostname } from 'node:os';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { System, Writing } from '../../context.ts';
import { conflict, RapportError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { isProcess } from '../../processes.ts';
import { lock } from '../../store/locks.ts';
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

/** How many rows went, how many were put back to what they were, and how many stay, since somebody has worked with them. */
export const TakenRows = z.strictObject({ removed: z.int(), restored: z.int(), kept: z.int() });
export type TakenRows = z.infer<typeof TakenRows>;

/** What runs an import: one go of one process. `at`: when it last said so. `request`: the row of the inbox that it is done for. */
const Runner = z.looseObject({
  host: z.string(),
  pid: z.int(),
  run: z.string(),
  at: z.iso.datetime(),
  request: z.string().optional(),
});

/** What an import keeps about itself. `taken`: that it is being taken back, and how far that is. */
export const Kept = ImportCounts.extend({
  kind: z.enum(IMPORT_KINDS).optional(),
  runner: Runner.optional(),
  taken: TakenRows.optional(),
});
export type Kept = z.output<typeof Kept>;

/** An import that this process writes or takes back. Its writes go through as long as nobody else has taken the import over. */
export type Held = { id: string; run: string };

/** The goes that this process is in the middle of. */
const LIVE = new Set<string>();

/** Begins a go: gives it a name, and what the import keeps about it. */
export function beginRun(ctx: System, request: string | undefined) {
  const run = newId();
  LIVE.add(run);
  return { run, runner: { run, ...runnerNow(ctx), ...(request ? { request } : {}) } };
}

/** This process is in a go no longer, however it has ended. */
export function leaveRun({ run }: Held): void {
  LIVE.delete(run);
}

const runnerNow = (ctx: System) => ({
  host: hostname(),
  pid: process.pid,
  at: ctx.clock.now().toISOString(),
});

/** Reads an import to write to it, before which no other transaction does. */
export async function readLocked(ctx: Writing, id: string): Promise<Row<'imports'> | undefined> {
  await lock(ctx, 'customers');
  const { imports } = ctx.store.tables;
  const [row] = await ctx.db.select().from(imports).where(eq(imports.id, id));
  return row;
}

/** Gets what an import keeps about itself, before any other transaction writes to it. Throws `conflict` where another process has it. */
export async function requireHeld(ctx: Writing, held: Held): Promise<Kept> {
  const row = await readLocked(ctx, held.id);
  const kept = row && Kept.parse(row.counts);
  if (row?.status !== 'running' || kept?.runner?.run !== held.run)
    throw conflict(
      'This import was taken over by another process, which took it for dead: it is taken back there.',
    );
  return kept;
}

/** Writes down how far an import is, and that somebody is at it. Throws `conflict` where another process has taken it over. */
export async function noteProgress(ctx: Writing, held: Held, news: Partial<Kept> = {}): Promise<void> {
  const kept = await requireHeld(ctx, held);
  const counts = { ...kept, ...news, runner: { ...kept.runner, run: held.run, ...runnerNow(ctx) } };
  const { imports } = ctx.store.tables;
  await ctx.db.update(imports).set({ counts }).where(eq(imports.id, held.id));
}

/** Whether somebody is at an import. `request`: whoever asks is to do what this row of the inbox wants, and nobody else is any more. */
export function isAlive(
  ctx: System,
  { counts }: Row<'imports'>,
  { request }: { request?: string | undefined } = {},
): boolean {
  const { runner } = Kept.parse(counts);
  if (!runner || (request && runner.request === request)) return false;
  if (runner.host === hostname()) {
    if (runner.pid === process.pid) return LIVE.has(runner.run);
    if (!isProcess(runner.pid)) return false;
  }
  // Another process may have got the number of one that has died.
  return ctx.clock.now().getTime() - new Date(runner.at).getTime() < IMPORTING.silentMs;
}

/** What is told where another import is under way: it ends by itself, so that it is worth waiting for. */
export const isRunning = (file: string) =>
  new RapportError(
    'unavailable',
    `An import of ${file} is running: wait until it is done, or stop it, and try again.`,
  );
