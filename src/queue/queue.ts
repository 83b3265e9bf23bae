import { setMaxListeners } from 'node:events';
import { type System, transact, type Writing } from '../context.ts';
import { lock } from '../store/locks.ts';
import type { Row } from '../store/schema.ts';
import { type Attempts, createAttempts } from './attempts.ts';
import { type ClaimableTable, claim } from './claims.ts';
import { createClockWatch } from './clock-watch.ts';
import { createLoop, type Loop } from './loop.ts';
import { mendTimes } from './mended-times.ts';
import type { Taking, Work } from './work.ts';

/** Takes the rows of one table by itself, and makes attempts at rows that a caller holds already. */
export type Queue<Name extends ClaimableTable> = Loop & Attempts<Name>;

/** Works off the rows of a table, as the description of the work says. */
export function createQueue<Name extends ClaimableTable>(ctx: System, work: Work<Name>): Queue<Name> {
  const { table, policy } = work;
  const stopping = new AbortController();
  // Each attempt listens for the stop.
  setMaxListeners(0, stopping.signal);
  /** Attempts that callers have started, apart from those of the loop. */
  const byCallers = new Set<Promise<void>>();
  const { attempt, postpone } = createAttempts(ctx, work, { stopping: stopping.signal });
  const loop = createLoop<Row<Name>>(ctx, {
    what: table,
    take: (limit, { isTold }) => takeRows(ctx, work, { limit, isTold }),
    work: attempt,
    atOnce: policy.atOnce,
    everyMs: policy.lookEveryMs,
  });

  const watch = createClockWatch(ctx, {
    mend: async () => {
      await mendTimes(ctx, work);
      await work.clockMovedBack?.(ctx);
      loop.nudge();
    },
  });

  function trackAttempt(started: Promise<void>): Promise<void> {
    const done = started.finally(() => byCallers.delete(done));
    byCallers.add(done);
    return done;
  }

  return {
    nudge: loop.nudge,
    start: () => {
      loop.start();
      watch.start();
    },
    attempt: (row) => trackAttempt(attempt(row)),
    postpone: (row, waitMs) => trackAttempt(postpone(row, waitMs)),
    drain: async () => {
      while (byCallers.size > 0) await Promise.all(byCallers);
      await loop.drain();
    },
    stop: async () => {
      stopping.abort();
      await Promise.all([loop.stop(), watch.stop()]);
      await Promise.all(byCallers);
    },
  };
}

/** Takes at most so many of the rows that are due. `isTold`: somebody has said that there is one. */
export async function takeRows<Name extends ClaimableTable>(
  ctx: System,
  { table, policy, select, dependsOn, claims = 'at once' }: Taking<Name>,
  { limit, isTold = false }: { limit: number; isTold?: boolean },
): Promise<Row<Name>[]> {
  const look = { now: ctx.clock.now(), limit };
  // Mostly no row is due unless somebody has said so: a read finds that without a transaction.
  const seen = isTold ? undefined : await select(ctx, look);
  if (seen?.length === 0) return [];
  const take = async (ctx: Writing) => {
    if (dependsOn === 'others') await lock(ctx, `claims of ${table}`);
    const due = seen && dependsOn !== 'others' ? seen : await select(ctx, look);
    const ids = due.map(({ id }) => id);
    return claim(ctx, { table, ids, now: look.now, leaseMs: policy.leaseMs });
  };
  return transact(ctx, take, { durability: claims });
}
