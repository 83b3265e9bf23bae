import type { Timer } from '../clock.ts';
import { type System, transact } from '../context.ts';
import { messageOf, type Patience, RapportError, spoken } from '../errors.ts';
import { LeaseLost, renew } from '../queue/claims.ts';
import { createLoop, type Loop } from '../queue/loop.ts';
import type { Row } from '../store/schema.ts';
import { claimInbox, endInbox, forgetParked, type Lane } from './inbox.ts';

export const LEASE_MS = 60_000;
const RENEW_EVERY_MS = 20_000;
const POLL_MS = 1_000;
const TIDY_EVERY_MS = 60_000;

/** How often a row may have been taken up without any end. */
const MAX_CLAIMS = 20;

/** Growing waits before further attempts, in milliseconds; after as many the person is told. */
const PATIENCE: Patience = { waitsMs: [2_000, 10_000, 30_000] };

/**
 * Waits that a server asks for count as no attempt, when they are short and not too many; a longer one is told to the
 * person at once.
 */
const ASKED = { leastMs: 500, mostMs: 60_000, claims: 10 } as const;

/** Handles one row to its end: it settles the row itself, in the transaction that holds its effect. */
export type Handler = (row: Row<'inbox'>, signal: AbortSignal) => Promise<void>;

type WorkerOptions = {
  handle: Handler;
  /** Ends a row that cannot be handled, with an honest word to the person. */
  giveUp(row: Row<'inbox'>, reason: string): Promise<void>;
  lane: Lane;
  /** How many threads at once. */
  concurrency: number;
};

/**
 * Works off the inbox: rows of one thread in order, different threads at once. A handler that throws is tried again
 * after a growing wait, and at last given up.
 */
export function createWorker(ctx: System, { handle, giveUp, lane, concurrency }: WorkerOptions): Loop {
  const { clock, log } = ctx;
  const stopping = new AbortController();
  let tidying: Timer | undefined;

  async function work(row: Row<'inbox'>): Promise<void> {
    const lost = new AbortController();
    // One signal that is held here: on Node 20, one of AbortSignal.any may be let go before it fires.
    const stop = () => lost.abort(stopping.signal.reason);
    stopping.signal.addEventListener('abort', stop, { once: true });
    const heartbeat = clock.setInterval(() => {
      keep(row).catch((error) => {
        if (error instanceof LeaseLost) lost.abort(error);
      });
    }, RENEW_EVERY_MS);
    try {
      if (row.fence > MAX_CLAIMS) await giveUp(row, 'I was interrupted again and again');
      else await handle(row, lost.signal);
    } catch (error) {
      if (error instanceof LeaseLost) return;
      if (stopping.signal.aborted) await release(row);
      else await postpone(row, error);
    } finally {
      heartbeat.clear();
      stopping.signal.removeEventListener('abort', stop);
    }
  }

  function keep(row: Row<'inbox'>): Promise<void> {
    return transact(ctx, (ctx) =>
      renew(ctx, { table: 'inbox', held: row, now: clock.now(), leaseMs: LEASE_MS }),
    );
  }

  async function postpone(row: Row<'inbox'>, thrown: unknown): Promise<void> {
    const { waitsMs, retryAfterMs } = (thrown instanceof RapportError && thrown.patience) || PATIENCE;
    const isAsked = retryAfterMs !== undefined && row.fence <= ASKED.claims;
    const attempts = isAsked ? row.attempts : row.attempts + 1;
    const waitMs = isAsked ? Math.max(retryAfterMs, ASKED.leastMs) : (waitsMs[attempts - 1] ?? Infinity);
    const error = messageOf(thrown);
    log.warn({ inbox: row.id, attempts, error }, 'not handled yet');
    try {
      if (waitMs > ASKED.mostMs) return await giveUp(row, spoken(thrown));
      await putBack(row, { attempts, error, waitMs });
    } catch (failure) {
      log.error({ inbox: row.id, error: messageOf(failure) }, 'left to its lease');
    }
  }

  /** We are stopping: whoever runs next may take the row at once. */
  async function release(row: Row<'inbox'>): Promise<void> {
    const { attempts, lastError } = row;
    await putBack(row, { attempts, error: lastError, waitMs: 0 }).catch(() => undefined);
  }

  function putBack(
    row: Row<'inbox'>,
    { attempts, error, waitMs }: { attempts: number; error: string | null; waitMs: number },
  ): Promise<void> {
    const dueAt = new Date(clock.now().getTime() + waitMs);
    const end = { status: 'pending', dueAt, attempts, error } as const;
    return transact(ctx, (ctx) => endInbox(ctx, { held: row, end }));
  }

  const loop = createLoop({
    what: 'inbox',
    take: (limit) => claimInbox(ctx, { lane, limit, leaseMs: LEASE_MS }),
    work,
    atOnce: concurrency,
    everyMs: POLL_MS,
    clock,
    log,
  });
  return {
    nudge: loop.nudge,
    drain: loop.drain,
    start: () => {
      tidying = clock.setInterval(() => forgetParked(ctx).catch(() => undefined), TIDY_EVERY_MS);
      loop.start();
    },
    stop: async () => {
      stopping.abort();
      tidying?.clear();
      await loop.stop();
    },
  };
}
