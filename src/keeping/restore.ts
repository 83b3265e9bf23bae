import { chmodSync, constants, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { and, eq, lte, sql } from 'drizzle-orm';
import type { Clock } from '../clock.ts';
import { createSystem, type System, transact } from '../context.ts';
import { applyRules } from '../crm/derived-rows.ts';
import { noteRestore } from '../crm/restored.ts';
import { passOver } from '../delivery/planned-anew.ts';
import { conflict, invalid, messageOf } from '../errors.ts';
import { firstIdAt } from '../ids.ts';
import type { Log } from '../log.ts';
import { SchemaError } from '../store/schema-version.ts';
import { openSqlite } from '../store/sqlite.ts';
import {
  countSince,
  type RowCounts,
  removeSqlite,
  replaceSqlite,
  requireSound,
} from '../store/sqlite-files.ts';
import { lockFile } from '../store/sqlite-lock.ts';
import { manifestOf } from './backup.ts';
import { erasuresOf, repeatErasures } from './erasures.ts';
import { BackupManifest, hashFile, readManifest } from './manifest.ts';

/** What a restore has done. */
export type Restored = {
  /** When the backup was made; undefined for a file without a manifest. */
  madeAt: Date | undefined;
  /** Where the database from before is kept. */
  aside: string | undefined;
  /** What had been written into that one since the backup, by table; undefined when that is not known. */
  lost: RowCounts | undefined;
} & Settled;

/** Tables of which it is told how many rows were written since the backup. */
const TOLD = ['messages', 'interactions', 'follow_ups', 'changes'] as const;

/**
 * Puts a backup in the place of an SQLite database, while nothing runs on it; the database from before is kept beside it.
 * Whom was erased since is erased again, and what is due or was said before now is left alone (see `settleRestored`). Throws
 * when the file is damaged, of a newer version, or when a database is there and `replace` is not given; then nothing has changed.
 */
export async function restore(
  parts: { clock: Clock; log: Log },
  { path, file, replace }: { path: string; file: string; replace: boolean },
): Promise<Restored> {
  const { clock } = parts;
  if (!existsSync(file)) throw invalid(`There is no file ${file}.`);
  if (existsSync(path) && !replace)
    throw conflict(
      `There is a database at ${path}: --replace puts the backup in its place, and keeps it beside.`,
    );
  const manifest = await checkBackup(file);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = lockFile(path);
  const copy = `${path}.restoring`;
  try {
    removeSqlite(copy);
    copyFileSync(file, copy, constants.COPYFILE_EXCL);
    chmodSync(copy, 0o600);
    const madeAt = manifest && new Date(manifest.madeAt);
    const settled = await bringUpToDate(parts, { copy, list: erasuresOf({ kind: 'sqlite', path }), madeAt });
    const lost = existsSync(path) && madeAt ? countLost(path, madeAt) : undefined;
    const aside = existsSync(path) ? nameAside(path, clock.now()) : undefined;
    replaceSqlite(path, { by: copy, aside: aside ?? '' });
    return { madeAt, aside, lost, ...settled };
  } finally {
    removeSqlite(copy);
    lock.release();
  }
}

/** Throws unless a backup is as it was made; of one without a manifest, such as the copy before a migration, unless it is whole. */
async function checkBackup(file: string): Promise<BackupManifest | undefined> {
  const beside = manifestOf(file);
  const manifest = existsSync(beside)
    ? readManifest(beside, { schema: BackupManifest, what: 'backup' })
    : undefined;
  if (manifest && (await hashFile(file)) !== manifest.sha256)
    throw invalid(`${file} is not what was backed up: its SHA-256 is another one than in ${beside}.`);
  try {
    requireSound(file, manifest?.tables);
  } catch (error) {
    throw invalid(`${file} cannot be restored: ${messageOf(error)}`);
  }
  return manifest;
}

async function bringUpToDate(
  parts: { clock: Clock; log: Log },
  { copy, list, madeAt }: { copy: string; list: string; madeAt: Date | undefined },
): Promise<Settled> {
  const store = openSqlite({ path: copy, clock: parts.clock });
  try {
    const schema = await store.schema();
    if (schema.kind === 'unknown') throw new SchemaError(schema, schema.why);
    if (schema.kind === 'empty') throw invalid('The file is no database of Rapport.');
    await store.migrate({ backup: false, log: parts.log });
    const system = createSystem({ store, ...parts });
    await applyRules(system);
    const settled = await settleRestored(system, { list, madeAt });
    await store.compact();
    return settled;
  } finally {
    await store.close();
  }
}

function countLost(path: string, madeAt: Date): RowCounts | undefined {
  try {
    return countSince(path, { tables: TOLD, id: firstIdAt(madeAt) });
  } catch {
    // A database that is damaged or of another version tells nothing.
    return undefined;
  }
}

const nameAside = (path: string, now: Date): string =>
  `${path.slice(0, path.length - extname(path).length)}-replaced-${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}.db`;

/** What was settled in a restored database: erasures that were repeated, messages that were not answered and schedules that were due. */
export type Settled = { erased: number; unanswered: number; passedOver: number };

const WHY = 'the database was restored from a backup, and this may have been done since';

/**
 * Has a restored database go on from now. Whom the list of erasures names is erased again. What waited in the backup may
 * long be answered: messages that waited are kept as failed (`npm run retry` repeats them), what was to be sent is looked for
 * in its channel first, and what was due meanwhile is not sent. From then on, Slack is read from this moment.
 */
export async function settleRestored(
  system: System,
  { list, madeAt }: { list: string; madeAt: Date | undefined },
): Promise<Settled> {
  const erased = await repeatErasures(system, { list });
  return transact(system, async (ctx) => {
    const { agentRuns, dreamRuns, inbox, outbox, reminders } = ctx.store.tables;
    const now = ctx.clock.now();
    const ended = { status: 'failed', finishedAt: now, leaseUntil: null } as const;
    await ctx.db.delete(inbox).where(eq(inbox.status, 'parked'));
    const left = await ctx.db
      .update(inbox)
      .set({ ...ended, lastError: WHY, fence: sql`${inbox.fence} + 1` })
      .where(eq(inbox.status, 'pending'))
      .returning({ id: inbox.id });
    await ctx.db
      .update(agentRuns)
      .set({ status: 'failed', finishedAt: now, reason: WHY })
      .where(eq(agentRuns.status, 'running'));
    // Whoever takes a row that was taken before looks in the channel first.
    await ctx.db
      .update(outbox)
      .set({ leaseUntil: null, fence: sql`${outbox.fence} + 2` })
      .where(eq(outbox.status, 'pending'));
    await ctx.db
      .update(dreamRuns)
      .set({ ...ended, reason: WHY })
      .where(and(eq(dreamRuns.status, 'pending'), lte(dreamRuns.scheduledAt, now)));
    const isPast = and(eq(reminders.status, 'planned'), lte(reminders.scheduledAt, now));
    // Mornings are planned anew for those who have none.
    await ctx.db.delete(reminders).where(and(isPast, eq(reminders.kind, 'morning')));
    await ctx.db.update(reminders).set({ status: 'ended', leaseUntil: null }).where(isPast);
    const passedOver = await passOver(ctx);
    await noteRestore(ctx, { madeAt });
    return { erased, unanswered: left.length, passedOver };
  });
}
