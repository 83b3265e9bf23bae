import { readFollowUps } from '../crm/follow-up-queries.ts';
import type { Card } from '../delivery/document.ts';
import type { AppSystem } from './context.ts';
import { followUpIn, outcomeOf } from './reminder-documents.ts';

/** A card of a follow-up as it is now. `readerId`: the member who reads it, where it is for one. */
export async function followUpCardsNow(
  ctx: AppSystem,
  cards: readonly Card[],
  readerId: string | undefined,
): Promise<Map<Card, Card>> {
  const meant = cards.flatMap((card) => {
    const followUp = followUpIn(card);
    return followUp ? [{ card, ...followUp }] : [];
  });
  const rows = await readFollowUps(
    ctx,
    meant.map(({ id }) => id),
  );
  return new Map(
    meant.map(({ card, id, shown }) => {
      const outcome = outcomeOf(rows.get(id), { shown, readerId });
      return [card, outcome ? { ...card, outcome } : card];
    }),
  );
}
