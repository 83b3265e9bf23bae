import { and, eq, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { System } from '../context.ts';
import { isOpen } from '../queue/claims.ts';
import { prepared } from '../store/prepared-statements.ts';

/** Somebody pressed Slack’s stop button while we were working in a thread. */
export const StopPayload = z.object({ user: z.string(), channel: z.string(), threadTs: z.string() });
export type StopPayload = z.infer<typeof StopPayload>;

const selectStops = prepared<{ threadKey: string; after: string }, { payload: unknown }>((db, { inbox }) =>
  db
    .select({ payload: inbox.payload })
    .from(inbox)
    .where(
      and(
        eq(inbox.threadKey, sql.placeholder('threadKey')),
        isOpen('inbox', inbox),
        eq(inbox.kind, 'stop'),
        gt(inbox.ts, sql.placeholder('after')),
      ),
    ),
);

/**
 * Slack users who have pressed stop in a thread since `after` (a Slack ts). Such a wish waits in the inbox behind the messages
 * before it, where any process that works on one of them finds it.
 */
export async function listStoppers(
  ctx: System,
  where: { threadKey: string; after: string },
): Promise<string[]> {
  const stops = await selectStops(ctx, where);
  return stops.map(({ payload }) => StopPayload.parse(payload).user);
}
