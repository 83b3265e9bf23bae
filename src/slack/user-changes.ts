import { z } from 'zod';
import type { System } from '../context.ts';
import type { Enqueue } from '../conversation/inbox.ts';
import type { Identities } from './identities.ts';
import { SlackUser } from './slack-user.ts';

const Described = z.object({ described: SlackUser });

/**
 * Takes in events; a change of a user only when it changes what we keep of a member. Slack tells of every status that
 * anybody sets, at the full hour of hundreds: it describes the whole user each time, so nobody is asked, and the
 * description is not stored.
 */
export function takeUserChanges(
  ctx: System,
  { enqueue, identities }: { enqueue: Enqueue; identities(): Identities | undefined },
): Enqueue {
  return async (entry) => {
    if (entry.kind !== 'user_change') return enqueue(entry);
    const { described } = Described.parse(entry.payload);
    const receivedAt = ctx.clock.now();
    const isNews = await identities()?.learn(described, entry.ts);
    if (isNews === false) return 'known';
    return enqueue({ ...entry, receivedAt, payload: { user: described.id } });
  };
}
