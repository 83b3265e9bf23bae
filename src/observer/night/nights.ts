import type { System } from '../../context.ts';
import { type Job, joinJobs } from '../../queue/job.ts';
import { createPoll } from '../../queue/poll.ts';
import { createQueue } from '../../queue/queue.ts';
import type { Observer } from './observer.ts';
import { nightWork } from './pass.ts';
import { NIGHTS, planNights } from './plan.ts';

/**
 * The job that plans the nights to come, and works on those that are over; `ended` is called after each pass, so that
 * its digest goes out at once.
 */
export function createNights(ctx: System, { observer, ended }: { observer: Observer; ended(): void }): Job {
  const planning = createPoll(ctx, {
    everyMs: NIGHTS.planEveryMs,
    look: () => planNights(ctx, observer),
    failed: 'nights not planned yet',
  });
  return joinJobs([planning, createQueue(ctx, { ...nightWork(observer), attempted: ended })]);
}
