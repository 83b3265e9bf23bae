import type { System } from '../context.ts';
import { type Admin, sendAdminDigests } from '../delivery/admin-digest.ts';
import { createLookout } from '../queue/poll.ts';

const LOOK_EVERY_MS = 5_000;

/** Looks every few seconds whether admins are to be told something. */
export function createDigestJob(
  ctx: System,
  { adminsOf, queued }: { adminsOf(): Promise<Admin[]>; queued(): void },
) {
  return createLookout({
    everyMs: LOOK_EVERY_MS,
    look: () => sendAdminDigests(ctx, adminsOf).then(queued),
    failed: 'digest not sent yet',
    clock: ctx.clock,
    log: ctx.log,
  });
}
