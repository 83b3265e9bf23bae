import { and, asc, count, desc, gt, inArray, lt, lte, max, or } from 'drizzle-orm';
import { DAY_MS, timeIn } from '../clock.ts';
import { type System, transact } from '../context.ts';
import { firstIdAt } from '../ids.ts';
import type { KeepConfig } from '../keep-settings.ts';
import type { Job } from '../queue/job.ts';
import { createPoll } from '../queue/poll.ts';
import type { Tables } from '../store/schema.ts';
import { RETENTION, type Retention } from './retention.ts';

/** The numbers of deleting what is old. */
const PRUNING = {
  lookEveryMs: 10 * 60_000,
  /** At night, where most members are: nobody waits for anything then. */
  from: '01:00',
  until: '05:00',
  /** Whoever begins does it for all processes, once a night. */
  notAgainForMs: 20 * 3_600_000,
  /** Rows that are looked through at a time, and rows that one transaction deletes: the app goes on between two of these. */
  lookedThrough: 500,
  deleted: 50,
} as const;

/** All tables are alike as far as this file is concerned: they have an id. */
type AnyTable = Tables['inbox'];

/** How many rows of each table were deleted. */
export type Pruned = { [Name in keyof Tables]?: number };

/** Deletes each night what is older than the settings say. */
export function createPruning(ctx: System, { keep }: { keep: KeepConfig }): Job {
  let isStopped = false;
  const poll = createPoll(ctx, {
    everyMs: PRUNING.lookEveryMs,
    look: async () => {
      if (!(await isNight(ctx)) || !(await claimNight(ctx))) return;
      const pruned = await prune(ctx, { keep, isStopped: () => isStopped });
      if (Object.keys(pruned).length > 0) ctx.log.info({ pruned }, 'deleted what is older than it is kept');
    },
    failed: 'old rows not deleted',
    first: 'after a wait',
  });
  return {
    ...poll,
    stop: () => {
      isStopped = true;
      return poll.stop();
    },
  };
}

async function isNight(ctx: System): Promise<boolean> {
  const { members } = ctx.store.tables;
  const [home] = await ctx.db
    .select({ timeZone: members.timeZone })
    .from(members)
    .groupBy(members.timeZone)
    .orderBy(desc(count()), asc(members.timeZone))
    .limit(1);
  const time = timeIn(home?.timeZone ?? 'UTC', ctx.clock.now());
  return time >= PRUNING.from && time < PRUNING.until;
}

/** The row that says from when on old rows may be deleted again; the others are those of channels. */
const CLAIM = 'pruning';

/** Takes the night for this process. One that was taken by a clock ahead of ours is free. */
async function claimNight(ctx: System): Promise<boolean> {
  const { channelPaces: paces } = ctx.store.tables;
  const now = ctx.clock.now();
  const freeAt = new Date(now.getTime() + PRUNING.notAgainForMs);
  const taken = await transact(ctx, (ctx) =>
    ctx.db
      .insert(paces)
      .values({ id: CLAIM, freeAt })
      .onConflictDoUpdate({
        target: paces.id,
        set: { freeAt },
        setWhere: or(lte(paces.freeAt, now), gt(paces.freeAt, freeAt)),
      })
      .returning({ id: paces.id }),
  );
  return taken.length > 0;
}

/** Deletes what is older than it is kept, a little at a time. What is broken off goes on with the next call. */
export async function prune(
  ctx: System,
  { keep, isStopped = () => false }: { keep: KeepConfig; isStopped?: () => boolean },
): Promise<Pruned> {
  const pruned: Pruned = {};
  for (const retention of RETENTION) {
    const days = keep[retention.keep];
    if (days === undefined) continue;
    const before = firstIdAt(new Date(ctx.clock.now().getTime() - days * DAY_MS));
    const gone = await pruneTable(ctx, { retention, before, isStopped });
    if (gone > 0) pruned[retention.table] = (pruned[retention.table] ?? 0) + gone;
  }
  return pruned;
}

async function pruneTable(
  ctx: System,
  { retention, before, isStopped }: { retention: Retention; before: string; isStopped(): boolean },
): Promise<number> {
  const table = ctx.store.tables[retention.table] as AnyTable;
  const { id } = table;
  let gone = 0;
  let after = '';
  while (!isStopped()) {
    const isNext = and(gt(id, after), lt(id, before));
    const part = ctx.db
      .select({ id })
      .from(table)
      .where(isNext)
      .orderBy(asc(id))
      .limit(PRUNING.lookedThrough)
      .as('part');
    const [last] = await ctx.db.select({ id: max(part.id) }).from(part);
    if (!last?.id) break;
    const old = await ctx.db
      .select({ id })
      .from(table)
      .where(and(gt(id, after), lte(id, last.id), retention.mayGo(ctx)));
    const ids = old.map((row) => row.id);
    for (let from = 0; from < ids.length; from += PRUNING.deleted) {
      const some = inArray(id, ids.slice(from, from + PRUNING.deleted));
      // What needs a row may have come meanwhile. What is lost with the power is deleted the next time.
      const deleted = await transact(
        ctx,
        (ctx) =>
          ctx.db
            .delete(table)
            .where(and(some, retention.mayGo(ctx)))
            .returning({ id }),
        { durability: 'soon' },
      );
      gone += deleted.length;
      await ctx.clock.turn();
    }
    after = last.id;
    await ctx.clock.turn();
  }
  return gone;
}
