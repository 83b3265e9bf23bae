import { eq, like } from 'drizzle-orm';
import type { Tables } from './schema.ts';
import type { Tx } from './store.ts';

/** As much of a document in the outbox as this file looks at: every button of a card names what it is about. */
type Told = { cards?: { text: string; actions: { value: string }[] }[] };

const GONE = 'What this comes from is deleted.';

/** Takes the words off the cards that tell of an observation, be they sent or not: they were somebody's. */
export async function wipeCards(
  tx: Tx,
  { outbox }: Tables,
  { id, scope }: { id: string; scope: string },
): Promise<void> {
  const keys = scope === 'team' ? 'night:%' : `dream:${scope}:%`;
  const told = await tx
    .select({ row: outbox.id, document: outbox.document })
    .from(outbox)
    .where(like(outbox.dedupeKey, keys));
  for (const { row, document } of told) {
    const { cards = [] } = document as Told;
    const isAbout = ({ actions }: (typeof cards)[number]) => actions.some(({ value }) => value === id);
    if (!cards.some(isAbout)) continue;
    const wiped = cards.map((card) => (isAbout(card) ? { ...card, text: GONE } : card));
    await tx
      .update(outbox)
      .set({ document: { ...(document as Told), cards: wiped } })
      .where(eq(outbox.id, row));
  }
}
