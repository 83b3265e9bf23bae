import type { System } from '../context.ts';
import type { Admin } from '../delivery/admin-digest.ts';
import type { Firing, FiringSystem } from '../delivery/firing.ts';
import type { Observer } from '../observer/night/pass.ts';
import { createDigestJob } from './digest.ts';
import { createNightly } from './nightly.ts';
import { createTelling } from './telling.ts';
import { createTick } from './tick.ts';

/** What jobs need to reach people. */
export type Reach = Firing & {
  reports: FiringSystem['reports'];
  adminsOf(): Promise<Admin[]>;
  /** Something new is in the outbox. */
  queued(): void;
};

export type Jobs = {
  /** Settles when none of them has anything under way. */
  drain(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts what Rapport does by itself: firing schedules, telling people what they should know, and observing at night. */
export function startJobs(
  ctx: System,
  { reports, adminsOf, queued, recipientOf }: Reach,
  observer: Observer,
): Jobs {
  const jobs = [
    createTick({ ...ctx, reports }, { recipientOf }, { fired: queued }),
    createDigestJob(ctx, { adminsOf, queued }),
    createTelling(ctx, { recipientOf, queued }),
    createNightly(ctx, observer, { ended: queued }),
  ];
  for (const job of jobs) job.start();
  return {
    drain: async () => void (await Promise.all(jobs.map((job) => job.drain()))),
    stop: async () => void (await Promise.all(jobs.map((job) => job.stop()))),
  };
}
