import type { System } from '../context.ts';
import type { Firing } from '../delivery/firing.ts';
import { tellMembers } from '../observer/digest/member-news.ts';
import { createLookout } from '../queue/poll.ts';

/** Looking costs one query of an index. */
const LOOK_EVERY_MS = 2_000;

/** Looks every few seconds whether members are to be told what was learned about them. */
export function createTelling(
  ctx: System,
  { recipientOf, queued }: Pick<Firing, 'recipientOf'> & { queued(): void },
) {
  return createLookout({
    everyMs: LOOK_EVERY_MS,
    look: async () => {
      if (await tellMembers(ctx, { recipientOf })) queued();
    },
    failed: 'members not told yet',
    clock: ctx.clock,
    log: ctx.log,
  });
}
