import { findUndoer, listHiddenRuns, listUndoneRuns } from '../crm/changes.ts';
import type { Fact } from '../delivery/document.ts';
import { findDelivered, findReply, listShown } from '../delivery/outbox.ts';
import { messageOf } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import { closedCard, undoneBy } from './closed-card.ts';
import type { AppSystem } from './context.ts';
import type { OncePress, Press } from './handler.ts';
import { redrawMessage } from './redrawn-messages.ts';

/** Closes the card on which something was pressed once and for all. `text` is what the card says. */
export async function closeCard(
  ctx: AppSystem,
  {
    place: { channel, ts = '' },
    value,
    text,
    keeps,
    outcome,
  }: Press & { text: string; outcome: Fact } & Pick<OncePress, 'keeps'>,
): Promise<void> {
  // A press can be quicker than the note of what was posted: then the card's own text has to do.
  const card = (await findDelivered(ctx, { channel, postedTs: ts })) ?? { text, ...keeps?.(value) };
  await ctx.chat.redraw({ channel, ts }, closedCard(card, outcome));
}

/**
 * Draws anew the cards of runs of which a message has taken something back in words, or made it private. Nice to have: a
 * press on Undo there would say so too.
 */
export async function redrawTouchedCards(ctx: AppSystem, row: Row<'inbox'>): Promise<void> {
  try {
    const of = { byInboxId: row.id };
    for (const { runId, inboxId } of [
      ...(await listUndoneRuns(ctx, of)),
      ...(await listHiddenRuns(ctx, of)),
    ]) {
      for (const place of await listShown(ctx, { runId })) await redrawMessage(ctx, place);
      const delivered = await findReply(ctx, { inboxId });
      if (!delivered?.postedTs) continue;
      const { channel, postedTs: ts, document } = delivered;
      const name = await findUndoer(ctx, { runId });
      if (await redrawMessage(ctx, { channel, ts })) continue;
      if (name) await ctx.chat.redraw({ channel, ts }, closedCard(document, undoneBy(name)));
    }
  } catch (error) {
    ctx.log.warn({ inbox: row.id, error: messageOf(error) }, 'card not closed');
  }
}
