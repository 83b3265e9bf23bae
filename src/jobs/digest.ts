import type { System } from '../context.ts';
import { type Admin, sendAdminDigests } from '../delivery/admin-digest.ts';
import { messageOf } from '../errors.ts';

const LOOK_EVERY_MS = 5_000;

/** Looks every few seconds whether admins are to be told something. */
export function createDigestJob(
  system: System,
  { adminsOf, queued }: { adminsOf(): Promise<Admin[]>; queued(): void },
) {
  let timer: NodeJS.Timeout | undefined;
  let underWay = Promise.resolve();
  let isLooking = false;
  const look = () => {
    if (isLooking) return;
    isLooking = true;
    underWay = sendAdminDigests(system, adminsOf)
      .then(queued, (error) => system.log.warn({ error: messageOf(error) }, 'digest not sent yet'))
      .finally(() => {
        isLooking = false;
      });
  };
  return {
    start: () => {
      timer = setInterval(look, LOOK_EVERY_MS);
      look();
    },
    stop: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
}
