import { and, asc, eq, gt, inArray, isNotNull } from 'drizzle-orm';
import { type System, transact } from '../context.ts';
import { nextRound } from '../queue/claims.ts';
import type { Row } from '../store/schema.ts';

/** An event that was given up and is kept. */
export type FailedEvent = Pick<Row<'inbox'>, 'id' | 'kind' | 'receivedAt' | 'finishedAt' | 'lastError'>;

/** Lists the events that were given up since an instant and are kept, the oldest first. */
export async function listFailedEvents(ctx: System, { since }: { since: Date }): Promise<FailedEvent[]> {
  const { inbox } = ctx.store.tables;
  const { id, kind, receivedAt, finishedAt, lastError } = inbox;
  return ctx.db
    .select({ id, kind, receivedAt, finishedAt, lastError })
    .from(inbox)
    .where(and(eq(inbox.status, 'failed'), gt(inbox.finishedAt, since), isNotNull(inbox.payload)))
    .orderBy(asc(inbox.ts), asc(inbox.id));
}

/** Has an event that was given up done again; its run goes on after its last step. False when it is not there to repeat. */
export function repeatEvent(ctx: System, id: string): Promise<boolean> {
  const { inbox, agentRuns } = ctx.store.tables;
  return transact(ctx, async (ctx) => {
    const now = ctx.clock.now();
    const repeated = await ctx.db
      .update(inbox)
      // From `finishedAt` on the event is tried for as long, and as often, as a new one.
      .set({
        status: 'pending',
        dueAt: now,
        finishedAt: now,
        leaseUntil: null,
        ...nextRound(inbox),
      })
      .where(and(eq(inbox.id, id), eq(inbox.status, 'failed'), isNotNull(inbox.payload)))
      .returning({ id: inbox.id });
    const ids = repeated.map((row) => row.id);
    if (ids.length === 0) return false;
    await ctx.db
      .update(agentRuns)
      .set({ status: 'running', finishedAt: null, reason: null })
      .where(and(inArray(agentRuns.inboxId, ids), eq(agentRuns.status, 'failed')));
    return true;
  });
}
