import { and, eq, gt, inArray, lte, or } from 'drizzle-orm';
import { type System, transact, type Writing } from '../context.ts';
import { messageOf } from '../errors.ts';
import { isOpen } from '../queue/claims.ts';
import { chunks } from '../store/chunks.ts';
import type { Row } from '../store/schema.ts';
import { nextDue } from './cadence.ts';
import { readSchedule } from './schedule-rows.ts';

/** Schedules that one transaction plans anew. */
const AT_ONCE = 100;

/**
 * Plans schedules anew that were last planned by a clock which was ahead: a time of theirs may come sooner than the one
 * they wait for. A time for which something was sent already is not sent again: a delivery has the key of its time.
 */
export async function planAnew(ctx: System): Promise<void> {
  const { schedules } = ctx.store.tables;
  const now = ctx.clock.now();
  const isAhead = or(gt(schedules.lastScheduledAt, now), gt(schedules.startsAt, now));
  const isPlannedAhead = and(isOpen('schedules', schedules), gt(schedules.scheduledAt, now), isAhead);
  // They may be all the schedules there are: the ids of all, and the rows of some.
  const found = await ctx.db.select({ id: schedules.id }).from(schedules).where(isPlannedAhead);
  for (const some of chunks(found, AT_ONCE)) {
    const ids = some.map(({ id }) => id);
    await transact(ctx, async (ctx) => {
      const rows = await ctx.db
        .select()
        .from(schedules)
        .where(and(inArray(schedules.id, ids), isPlannedAhead));
      for (const row of rows) {
        const next = findNext(ctx, row, now);
        if (!next || next >= row.scheduledAt) continue;
        await ctx.db
          .update(schedules)
          .set({ scheduledAt: next, dueAt: next, startsAt: now, lastScheduledAt: null })
          .where(and(eq(schedules.id, row.id), eq(schedules.scheduledAt, row.scheduledAt)));
      }
    });
  }
}

/** Has schedules go on from now: what was due before is not sent any more. Gives how many were due. */
export async function passOver(ctx: Writing): Promise<number> {
  const { schedules } = ctx.store.tables;
  const now = ctx.clock.now();
  const isDue = and(isOpen('schedules', schedules), lte(schedules.scheduledAt, now));
  const due = await ctx.db.select().from(schedules).where(isDue);
  for (const row of due) {
    const next = findNext(ctx, row, now);
    if (!next) continue;
    await ctx.db
      .update(schedules)
      .set({ scheduledAt: next, dueAt: next, startsAt: now, attempts: 0 })
      .where(eq(schedules.id, row.id));
  }
  return due.length;
}

/** Finds the next time of a schedule; undefined where the row holds no cadence, which its next run tells. */
function findNext({ log }: System, row: Row<'schedules'>, now: Date): Date | undefined {
  try {
    return nextDue(readSchedule(row).cadence, row.timeZone, now);
  } catch (error) {
    log.warn({ schedule: row.id, error: messageOf(error) }, 'schedule not planned anew');
    return undefined;
  }
}
