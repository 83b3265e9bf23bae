import type { Document, Fact } from '../delivery/document.ts';
import { findDelivered } from '../delivery/outbox.ts';
import type { AppSystem } from './context.ts';
import type { OncePress, Press } from './handler.ts';

/** A card whose matter is settled: no buttons any more, and one line that says what has become of it. */
export function closedCard({ actions: _, ...card }: Document, outcome: Fact): Document {
  return { ...card, facts: [...(card.facts ?? []), outcome] };
}

/** Closes the card on which something was pressed once and for all. `text` is what it says. */
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
