import { and, gt, inArray, isNull } from 'drizzle-orm';
import { type System, transact } from '../context.ts';
import { messageOf } from '../errors.ts';
import { isOpen } from '../queue/claims.ts';
import { chunks } from '../store/chunks.ts';
import type { Lane } from './inbox.ts';

/** The events of this process that wait for something that is down, such as the language model. */
export type OutageWaits = {
  /** An event was put off, or is about to be, since it is down. */
  add(inboxId: string): void;
  /** An event waits no longer: it has ended, or it waits for something else. */
  forget(inboxId: string): void;
  /** It works again: all that waits for it is due at once, each thread in its order. Never throws. */
  end(): Promise<void>;
};

/** So often an event is due sooner: it may be the one at which the other side fails while it works for all others. */
const MOST_TIMES = 3;

/**
 * Without this, each event waits to the end of its own wait, half an hour at most, after everything works again. Kept in
 * memory: after a restart, or in another process, that is what happens.
 */
export function createOutageWaits(ctx: System, { nudge }: { nudge(lane: Lane): void }): OutageWaits {
  const waiting = new Set<string>();
  const times = new Map<string, number>();

  /** Events that are still being put off stay, until the next time. */
  async function makeDue(): Promise<void> {
    const { inbox } = ctx.store.tables;
    for (const ids of chunks([...waiting])) {
      const now = ctx.clock.now();
      const isPutOff = and(isOpen('inbox', inbox), isNull(inbox.leaseUntil), gt(inbox.dueAt, now));
      const due = await transact(ctx, (ctx) =>
        ctx.db
          .update(inbox)
          .set({ dueAt: now })
          .where(and(inArray(inbox.id, ids), isPutOff))
          .returning({ id: inbox.id }),
      );
      for (const { id } of due) {
        waiting.delete(id);
        times.set(id, (times.get(id) ?? 0) + 1);
      }
    }
    nudge('conversation');
  }

  return {
    add: (inboxId) => {
      if ((times.get(inboxId) ?? 0) < MOST_TIMES) waiting.add(inboxId);
    },
    forget: (inboxId) => {
      waiting.delete(inboxId);
      times.delete(inboxId);
    },
    end: async () => {
      if (waiting.size === 0) return;
      await makeDue().catch((error) =>
        ctx.log.warn({ error: messageOf(error) }, 'what waits is not due sooner'),
      );
    },
  };
}
