import type { System } from '../context.ts';
import { findDecision } from '../crm/duplicates.ts';
import { findMerge } from '../crm/merging/find-merge.ts';
import { getPair } from '../crm/merging/pair.ts';
import type { Card, Document } from '../delivery/document.ts';
import { findDelivered } from '../delivery/outbox.ts';
import { findPair, type Pair, type PairState, pairCardNow } from '../delivery/pair-document.ts';
import { messageOf } from '../errors.ts';
import { redrawCards } from '../observer/observations/review-outcomes.ts';
import type { AppSystem } from './context.ts';
import { drawUntilSettled } from './draw-until-settled.ts';
import type { Place } from './handler.ts';

/** What has become of a pair, whoever has decided about it, and where. */
export async function findPairState(ctx: System, pair: Pair): Promise<PairState> {
  const merge = await findMerge(ctx, pair);
  if (merge) {
    return { is: 'merged', what: merge.change.summary.replace(/^Merged: /, ''), by: merge.by };
  }
  const isThere = await getPair(ctx, pair).then(
    () => true,
    () => false,
  );
  if (!isThere) return { is: 'gone' };
  const decided = await findDecision(ctx, pair);
  return decided ? { is: 'different', by: decided.by } : { is: 'open' };
}

/** Redraws a document with cards: what was decided since about observations, and about those who may be one. */
export async function deriveCards(ctx: System, document: Document): Promise<Document> {
  const { cards = [] } = document;
  const others = cards.filter((card) => !pairOf(card));
  const redrawn = await redrawCards(ctx, { ...document, cards: others });
  const rest = [...(redrawn.cards ?? [])];
  const now: Card[] = [];
  for (const card of cards) {
    const pair = pairOf(card);
    const drawn = pair ? pairCardNow(card, { pair, state: await findPairState(ctx, pair) }) : rest.shift();
    if (drawn) now.push(drawn);
  }
  return { ...redrawn, cards: now };
}

const pairOf = ({ actions: [first] }: Card): Pair | undefined => (first ? findPair(first.value) : undefined);

/** Draws the cards of a message as the database has them. Says whether it could. */
export async function redrawMessage(ctx: AppSystem, { channel, ts }: Place): Promise<boolean> {
  if (ts === undefined) return false;
  const delivered = await findDelivered(ctx, { channel, postedTs: ts });
  if (!delivered?.cards) return false;
  try {
    await drawUntilSettled({
      derive: () => deriveCards(ctx, delivered),
      draw: (document) => ctx.chat.redraw({ channel, ts }, document),
    });
    return true;
  } catch (error) {
    ctx.log.warn({ error: messageOf(error) }, 'cards not redrawn');
    return false;
  }
}
