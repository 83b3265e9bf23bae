import type { System, Writing } from '../context.ts';
import { type Patience, RapportError, spoken } from '../errors.ts';
import { claimsWithoutFailure } from '../queue/claims.ts';
import { type Job, joinJobs } from '../queue/job.ts';
import { createPoll } from '../queue/poll.ts';
import { createQueue, type Queue } from '../queue/queue.ts';
import type { Trouble } from '../queue/work.ts';
import type { Row } from '../store/schema.ts';
import { forgetParked, INBOX_POLICY, inboxLane, type Lane } from './inbox.ts';

/** Handles one inbox row to its end, and settles the row in the transaction that holds the effect. */
export type HandleInboxRow = (row: Row<'inbox'>, signal: AbortSignal) => Promise<void>;

type InboxWorkerOptions = {
  handle: HandleInboxRow;
  /** Tells the person, once for each row, that it takes longer; in the transaction that puts the row off. */
  tellLater(ctx: Writing, row: Row<'inbox'>, reason: string): Promise<void>;
  /** Ends a row that cannot be handled, and tells the person so. */
  giveUp(row: Row<'inbox'>, reason: string): Promise<void>;
};

export type InboxWorker = Job & {
  /** Tells the worker that there is a new row in a lane of the inbox. */
  nudge(lane: Lane): void;
};

/** Works off the inbox: rows of one thread in order, different threads at once, and forgets parked replies. */
export function createInboxWorker(ctx: System, options: InboxWorkerOptions): InboxWorker {
  const lanes: Record<Lane, Queue<'inbox'>> = {
    conversation: createLane(ctx, 'conversation', options),
    reports: createLane(ctx, 'reports', options),
  };
  const forgetting = createPoll(ctx, {
    everyMs: INBOX_POLICY.forgetParkedEveryMs,
    look: () => forgetParked(ctx),
    failed: 'parked replies not forgotten yet',
    // A reply that was parked before a downtime waits until the mention that belongs before it has been caught up on.
    first: 'after a wait',
  });
  return {
    ...joinJobs([...Object.values(lanes), forgetting]),
    nudge: (lane) => lanes[lane].nudge(),
  };
}

function createLane(
  ctx: System,
  lane: Lane,
  { handle, tellLater, giveUp }: InboxWorkerOptions,
): Queue<'inbox'> {
  return createQueue(ctx, {
    ...inboxLane(lane),
    handle: (_, { row, signal }) => handle(row, signal),
    judge: (failed) => judge(ctx.clock.now(), failed),
    puttingOff: async (ctx, { row, error, waitMs }) => {
      if (isOutage(error) && waitMs >= INBOX_POLICY.outage.toldFromMs)
        await tellLater(ctx, row, spoken(error));
    },
    giveUp: (_, { row, error }) => giveUp(row, spoken(error)),
  });
}

/** Whether an error is of something that comes back by itself. */
const isOutage = (error: unknown): error is RapportError =>
  error instanceof RapportError && error.code === 'unavailable' && !error.patience?.endsAfterWaits;

/** Tells what an error means: what comes back by itself is waited for, anything else is tried a few times. */
function judge(now: Date, { row, error }: { row: Row<'inbox'>; error: unknown }): Trouble {
  if (!isOutage(error)) {
    return { kind: 'failed', waitsMs: error instanceof RapportError ? error.patience?.waitsMs : undefined };
  }
  const { asked, outage, longestWaitMs, waitsMs: firstMs } = INBOX_POLICY;
  const { waitsMs = firstMs, retryAfterMs, waitsAsAsked = false }: Partial<Patience> = error.patience ?? {};
  const claims = claimsWithoutFailure(row);
  const isShort = retryAfterMs !== undefined && retryAfterMs <= asked.mostMs && claims <= asked.claims;
  if (retryAfterMs !== undefined && (waitsAsAsked || isShort)) {
    return { kind: 'asked', waitMs: Math.max(retryAfterMs, asked.leastMs), asIfNotTaken: waitsAsAsked };
  }
  // A row that is repeated was given up before, and is tried for as long again.
  const triedMs = now.getTime() - (row.finishedAt ?? row.receivedAt).getTime();
  if (triedMs >= outage.triedForMs && row.attempts + 1 >= outage.leastAttempts) return { kind: 'final' };
  const isAskedFor = retryAfterMs !== undefined && retryAfterMs > asked.mostMs;
  const nextMs = isAskedFor ? [Math.min(retryAfterMs, longestWaitMs)] : [...waitsMs, ...outage.waitsMs];
  return { kind: 'failed', waitsMs: nextMs, afterLastWait: 'wait again' };
}
