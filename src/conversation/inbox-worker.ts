import type { System } from '../context.ts';
import { type Patience, RapportError, spoken } from '../errors.ts';
import { type Job, joinJobs } from '../queue/job.ts';
import { createPoll } from '../queue/poll.ts';
import { createQueue } from '../queue/queue.ts';
import type { Trouble } from '../queue/work.ts';
import type { Row } from '../store/schema.ts';
import { forgetParked, INBOX_POLICY, inboxLane, type Lane } from './inbox.ts';

/** Handles one row to its end: it settles the row itself, in the transaction that holds its effect. */
export type HandleInboxRow = (row: Row<'inbox'>, signal: AbortSignal) => Promise<void>;

type InboxWorkerOptions = {
  handle: HandleInboxRow;
  /** Ends a row that cannot be handled, with an honest word to the person. */
  giveUp(row: Row<'inbox'>, reason: string): Promise<void>;
};

export type InboxWorker = Job & {
  /** There is something new in the inbox. */
  nudge(): void;
};

/** Works off the inbox: rows of one thread in order, different threads at once, and forgets parked replies. */
export function createInboxWorker(ctx: System, options: InboxWorkerOptions): InboxWorker {
  const lanes = (['conversation', 'reports'] as const).map((lane) => createLane(ctx, lane, options));
  const tidying = createPoll(ctx, {
    everyMs: INBOX_POLICY.tidyEveryMs,
    look: () => forgetParked(ctx),
    failed: 'parked replies not forgotten yet',
    // What was parked before a downtime is kept until the mention that belongs before it has been caught up on.
    first: 'after a wait',
  });
  return {
    ...joinJobs([...lanes, tidying]),
    nudge: () => {
      for (const lane of lanes) lane.nudge();
    },
  };
}

function createLane(ctx: System, lane: Lane, { handle, giveUp }: InboxWorkerOptions) {
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
  if (patience?.retryAfterMs === undefined || fence > asked.claims) {
    return { kind: 'failed', waitsMs: patience?.waitsMs };
  }
  const waitMs = Math.max(patience.retryAfterMs, asked.leastMs);
  return waitMs > asked.mostMs ? { kind: 'final' } : { kind: 'asked', waitMs };
}
