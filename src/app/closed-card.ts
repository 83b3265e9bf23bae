import type { Document, Fact } from '../delivery/document.ts';

/** A card whose matter is settled: it has no buttons any more, and a last line that says what has become of it. */
export function closedCard({ actions: _, ...card }: Document, outcome: Fact): Document {
  return { ...card, facts: [...(card.facts ?? []), outcome] };
}

/** The last line of a card whose changes somebody has taken back. */
export const undoneBy = (name: string): Fact => ({ label: 'Undone', value: `by ${name}` });
