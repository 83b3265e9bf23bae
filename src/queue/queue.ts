import { type System, transact } from '../context.ts';
import { messageOf, RapportError } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import { type ClaimableTable, claim, LeaseLost, putBack, renew, settle } from './claims.ts';
import { createLoop, type Loop } from './loop.ts';
import { type Failure, nextAttempt, type Taking, type Work } from './work.ts';

export type Queue<Name extends ClaimableTable> = Loop & {
  /** Makes an attempt at a row that the caller holds, besides the rows that the queue takes. Never throws. */
  attempt(row: Row<Name>): Promise<void>;
  /** Gives back a row that the caller holds, and with which nothing was done, for a later time. Never throws. */
  postpone(row: Row<Name>, waitMs: number): Promise<void>;
};

/** Works off the rows of a table, as the description of the work says. */
export function createQueue<Name extends ClaimableTable>(ctx: System, work: Work<Name>): Queue<Name> {
  const { table, policy } = work;
  const stopping = new AbortController();
  const besides = new Set<Promise<void>>();
  const attempt = (row: Row<Name>) => attemptRow(ctx, work, { row, stopping: stopping.signal });
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
    postpone: (row, waitMs) => {
      const dueAt = new Date(ctx.clock.now().getTime() + waitMs);
      const written = untake(ctx, work, { row, dueAt });
      return besidesTheLoop(orItsLease(ctx, work, { row, written }));
    },
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

type Taken<Name extends ClaimableTable> = { row: Row<Name> };
type Stoppable<Name extends ClaimableTable> = Taken<Name> & { stopping: AbortSignal };

/** Makes one attempt at a row that the caller holds, until `stopping` is aborted. Never throws. */
export async function attemptRow<Name extends ClaimableTable>(
  ctx: System,
  work: Work<Name>,
  { row, stopping }: Stoppable<Name>,
): Promise<void> {
  const { mostClaims = Number.POSITIVE_INFINITY, atStop } = work.policy;
  const { signal, end } = keepLease(ctx, work, { row, stopping });
  let left: Partial<Row<Name>> = {};
  const leave = (patch: Partial<Row<Name>>) => {
    left = { ...left, ...patch };
  };
  try {
    if (row.fence <= mostClaims) await work.handle(ctx, { row, signal, leave });
    else await giveUp(ctx, work, { row, error: INTERRUPTED, attempts: row.attempts, left });
  } catch (error) {
    if (error instanceof LeaseLost) return;
    const written =
      stopping.aborted && atStop !== 'finish'
        ? giveBack(ctx, work, { row })
        : putOff(ctx, work, { row, error, left });
    await orItsLease(ctx, work, { row, written });
  } finally {
    end();
    work.attempted?.();
  }
}

const INTERRUPTED = new RapportError('unavailable', 'I was interrupted again and again');

/** The signal is aborted when the row is lost to another worker, or when the work is to be interrupted. */
function keepLease<Name extends ClaimableTable>(
  ctx: System,
  { table, policy, write = transact }: Work<Name>,
  { row, stopping }: Stoppable<Name>,
): { signal: AbortSignal; end(): void } {
  const { leaseMs, renewEveryMs, atStop } = policy;
  // One signal that is held here: on Node 20, one of AbortSignal.any may be let go before it fires.
  const lost = new AbortController();
  const stop = () => lost.abort(stopping.reason);
  const keep = () =>
    write(ctx, (ctx) => renew(ctx, { table, held: row, now: ctx.clock.now(), leaseMs })).catch((error) => {
      if (error instanceof LeaseLost) lost.abort(error);
    });
  const heartbeat = renewEveryMs === undefined ? undefined : ctx.clock.setInterval(keep, renewEveryMs);
  if (atStop !== 'finish' && stopping.aborted) stop();
  else if (atStop !== 'finish') stopping.addEventListener('abort', stop, { once: true });
  return {
    signal: lost.signal,
    end: () => {
      heartbeat?.clear();
      stopping.removeEventListener('abort', stop);
    },
  };
}

/** After a failed attempt another one follows after a wait; or the row is given up. */
async function putOff<Name extends ClaimableTable>(
  ctx: System,
  work: Work<Name>,
  { row, error, left }: Omit<Failure<Name>, 'attempts'>,
): Promise<void> {
  const { table, policy, judge, describe = messageOf, write = transact } = work;
  const trouble = judge?.({ row, error }) ?? { kind: 'failed' };
  const { attempts, waitMs } = nextAttempt(policy, { attempts: row.attempts, trouble });
  ctx.log.warn({ [table]: row.id, attempts, error: messageOf(error) }, 'attempt failed');
  if (waitMs === undefined) return giveUp(ctx, work, { row, error, attempts, left });
  const dueAt = new Date(ctx.clock.now().getTime() + waitMs);
  const patch = { ...left, dueAt, attempts, lastError: describe(error) };
  await write(ctx, (ctx) => settle(ctx, { table, held: row, patch }));
}

async function giveUp<Name extends ClaimableTable>(
  ctx: System,
  { table, giveUp }: Work<Name>,
  failure: Failure<Name>,
): Promise<void> {
  if (!giveUp) throw new Error(`A row of ${table} is not to be given up.`);
  await giveUp(ctx, failure);
}

/** The process stops: whoever runs next may take the row at once. */
async function giveBack<Name extends ClaimableTable>(
  ctx: System,
  work: Work<Name>,
  { row }: Taken<Name>,
): Promise<void> {
  const { table, policy, write = transact } = work;
  if (policy.atStop === 'untake') return untake(ctx, work, { row, dueAt: row.dueAt });
  const patch = { dueAt: ctx.clock.now() } as Partial<Row<Name>>;
  await write(ctx, (ctx) => settle(ctx, { table, held: row, patch }));
}

function untake<Name extends ClaimableTable>(
  ctx: System,
  { table, write = transact }: Work<Name>,
  { row, dueAt }: Taken<Name> & { dueAt: Date },
): Promise<void> {
  return write(ctx, (ctx) => putBack(ctx, { table, held: row, dueAt }));
}

/** What cannot be written about a row is left to its lease: when that ends, another worker takes the row over. */
async function orItsLease<Name extends ClaimableTable>(
  { log }: System,
  { table }: Work<Name>,
  { row, written }: Taken<Name> & { written: Promise<void> },
): Promise<void> {
  await written.catch((error) =>
    log.error({ [table]: row.id, error: messageOf(error) }, 'left to its lease'),
  );
}
