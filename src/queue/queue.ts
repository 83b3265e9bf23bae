import { type System, transact } from '../context.ts';
import type { Row } from '../store/schema.ts';
import { type Attempts, createAttempts } from './attempts.ts';
import { type ClaimableTable, claim } from './claims.ts';
import { createLoop, type Loop } from './loop.ts';
import type { Taking, Work } from './work.ts';

/** Takes rows by itself, and works on those that a caller holds already. */
export type Queue<Name extends ClaimableTable> = Loop & Attempts<Name>;

/** Works off the rows of a table, as the description of the work says. */
export function createQueue<Name extends ClaimableTable>(ctx: System, work: Work<Name>): Queue<Name> {
  const { table, policy } = work;
  const stopping = new AbortController();
  const besides = new Set<Promise<void>>();
  const { attempt, postpone } = createAttempts(ctx, work, { stopping: stopping.signal });
  const loop = createLoop<Row<Name>>(ctx, {
    what: table,
    take: (limit) => takeRows(ctx, work, { limit }),
    work: attempt,
    atOnce: policy.atOnce,
    everyMs: policy.lookEveryMs,
  });

  function besidesTheLoop(started: Promise<void>): Promise<void> {
    const done = started.finally(() => besides.delete(done));
    besides.add(done);
    return done;
  }

  return {
    nudge: loop.nudge,
    start: loop.start,
    attempt: (row) => besidesTheLoop(attempt(row)),
    postpone: (row, waitMs) => besidesTheLoop(postpone(row, waitMs)),
    drain: async () => {
      while (besides.size > 0) await Promise.all(besides);
      await loop.drain();
    },
    stop: async () => {
      stopping.abort();
      await loop.stop();
      await Promise.all(besides);
    },
  };
}

/** Takes at most so many of the rows that are due. */
export async function takeRows<Name extends ClaimableTable>(
  ctx: System,
  { table, policy, select, dependsOn, write = transact }: Taking<Name>,
  { limit }: { limit: number },
): Promise<Row<Name>[]> {
  const look = { now: ctx.clock.now(), limit };
  // Mostly there is nothing: that is found without a transaction.
  const seen = await select(ctx, look);
  if (seen.length === 0) return [];
  return write(ctx, async (ctx) => {
    const due = dependsOn === 'others' ? await select(ctx, look) : seen;
    const ids = due.map(({ id }) => id);
    return claim(ctx, { table, ids, now: look.now, leaseMs: policy.leaseMs });
  });
}
