import { findUndoer, listUndoneRuns } from '../crm/changes.ts';
import { findReply } from '../delivery/outbox.ts';
import { messageOf } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import { closedCard } from './closed-cards.ts';
import type { AppSystem } from './context.ts';
import { undoneBy } from './undo.ts';

/** What was taken back in words no longer offers Undo on its card. Nice to have: a press there would say so too. */
export async function closeUndoneCards(ctx: AppSystem, row: Row<'inbox'>): Promise<void> {
  try {
    for (const { runId, inboxId } of await listUndoneRuns(ctx, { byInboxId: row.id })) {
      const name = await findUndoer(ctx, { runId });
      const delivered = await findReply(ctx, { inboxId });
      if (!name || !delivered?.postedTs) continue;
      const { channel, postedTs: ts, document } = delivered;
      await ctx.chat.redraw({ channel, ts }, closedCard(document, undoneBy(name)));
    }
  } catch (error) {
    ctx.log.warn({ inbox: row.id, error: messageOf(error) }, 'card not closed');
  }
}
