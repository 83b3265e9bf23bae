import { findPairState } from '../crm/merging/pair-state.ts';
import type { Card, Document } from '../delivery/document.ts';
import { findDeliveredTo } from '../delivery/outbox.ts';
import { pairCardNow, pairOf } from '../delivery/pair-document.ts';
import { messageOf } from '../errors.ts';
import { redrawCards } from '../observer/observations/review-outcomes.ts';
import { captureCardNow } from './capture-cards.ts';
import type { AppSystem } from './context.ts';
import { drawUntilSettled } from './draw-until-settled.ts';
import { followUpCardsNow } from './follow-up-cards.ts';
import type { Place } from './handler.ts';
import { isSavedCard, savedCardNow } from './saved-cards.ts';

/**
 * Redraws a document with cards: what was decided since about observations, and about those who may be one; what was logged,
 * and what has become of follow-ups.
 */
async function deriveCards(
  ctx: AppSystem,
  { document, memberId }: { document: Document; memberId: string | undefined },
): Promise<Document> {
  const { cards = [] } = document;
  const followUps = await followUpCardsNow(ctx, cards, memberId);
  const others = cards.filter((card) => !pairOf(card) && !followUps.has(card));
  const redrawn = await redrawCards(ctx, { ...document, cards: others });
  const rest = await Promise.all((redrawn.cards ?? []).map((card) => captureCardNow(ctx, card)));
  const now: Card[] = [];
  for (const card of cards) {
    const id = pairOf(card);
    const drawn =
      followUps.get(card) ??
      (id ? pairCardNow(card, { id, state: await findPairState(ctx, id) }) : rest.shift());
    if (drawn) now.push(drawn);
  }
  return { ...redrawn, cards: now };
}

/** Draws a message as the database has it: its cards, or what it shows of what was saved. Says whether it could. */
export async function redrawMessage(
  ctx: AppSystem,
  { channel, ts }: Pick<Place, 'channel' | 'ts'>,
): Promise<boolean> {
  if (ts === undefined) return false;
  const delivered = await findDeliveredTo(ctx, { channel, postedTs: ts });
  if (!delivered?.document.cards && !(delivered && isSavedCard(delivered.document))) return false;
  try {
    const isShared = !ctx.chat.isDirect(channel);
    await drawUntilSettled({
      derive: async () =>
        delivered.document.cards
          ? deriveCards(ctx, delivered)
          : savedCardNow(ctx, delivered.document, { isShared }),
      draw: (document) => ctx.chat.redraw({ channel, ts }, document),
    });
    return true;
  } catch (error) {
    ctx.log.warn({ error: messageOf(error) }, 'cards not redrawn');
    return false;
  }
}
