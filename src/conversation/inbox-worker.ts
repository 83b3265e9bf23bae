import type { System } from '../context.ts';
import { type Patience, RapportError, spoken } from '../errors.ts';
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
  /** Ends a row that cannot be handled, and tells the person so. */
  giveUp(row: Row<'inbox'>, reason: string): Promise<void>;
};

export type InboxWorker = Job & {
  /** Tells the worker that there is a new row in the inbox. */
  nudge(): void;
};

/** Works off the inbox: rows of one thread in order, different threads at once, and forgets parked replies. */
export function createInboxWorker(ctx: System, options: InboxWorkerOptions): InboxWorker {
  const lanes = (['conversation', 'reports'] as const).map((lane) => createLane(ctx, lane, options));
  const forgetting = createPoll(ctx, {
    everyMs: INBOX_POLICY.forgetParkedEveryMs,
    look: () => forgetParked(ctx),
    failed: 'parked replies not forgotten yet',
    // A reply that was parked before a downtime waits until the mention that belongs before it has been caught up on.
    first: 'after a wait',
  });
  return {
    ...joinJobs([...lanes, forgetting]),
    nudge: () => {
      for (const lane of lanes) lane.nudge();
    },
  };
}

function createLane(ctx: System, lane: Lane, { handle, giveUp }: InboxWorkerOptions): Queue<'inbox'> {
  return createQueue(ctx, {
    ...inboxLane(lane),
    handle: (_, { row, signal }) => handle(row, signal),
    judge,
    giveUp: (_, { row, error }) => giveUp(row, spoken(error)),
  });
}

function judge({ row: { fence }, error }: { row: Row<'inbox'>; error: unknown }): Trouble {
  const patience: Patience | undefined = error instanceof RapportError ? error.patience : undefined;
  const { asked } = INBOX_POLICY;
  if (patience?.waitsAsAsked) {
    return { kind: 'asked', waitMs: Math.max(patience.retryAfterMs ?? 0, asked.leastMs) };
  }
  if (patience?.retryAfterMs === undefined || fence > asked.claims) {
    return { kind: 'failed', waitsMs: patience?.waitsMs };
  }
  const waitMs = Math.max(patience.retryAfterMs, asked.leastMs);
  return waitMs > asked.mostMs ? { kind: 'final' } : { kind: 'asked', waitMs };
}
