import type { System } from '../context.ts';
import { type Job, joinJobs } from '../queue/job.ts';
import { createPoll } from '../queue/poll.ts';

/** When SQLite's log is moved into the file, besides each time that it is long. */
const CHECKPOINTS = {
  /** Nothing was written for so long: who copies the file then has all of it, and nobody waits. */
  idleMs: 15_000,
  /** Where somebody writes all the time. */
  everyMs: 3_600_000,
} as const;

/** Keeps SQLite's log short, and the file up to date. */
export function createCheckpoints(ctx: System): Job {
  const failed = 'the log of the database was not moved into its file';
  const when = { first: 'after a wait', failed } as const;
  return joinJobs([
    createPoll(ctx, { ...when, everyMs: CHECKPOINTS.idleMs, look: () => ctx.store.checkpoint('if idle') }),
    createPoll(ctx, { ...when, everyMs: CHECKPOINTS.everyMs, look: () => ctx.store.checkpoint('now') }),
  ]);
}
