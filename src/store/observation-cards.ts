import { eq, like } from 'drizzle-orm';
import type { Writing } from '../context.ts';

/** As much of a document in the outbox as this file looks at: every button of a card names what it is about. */
type Told = { cards?: { text: string; actions: { value: string }[] }[] };

const GONE = 'What this comes from is deleted.';

/** Takes the words off the cards that tell of an observation, be they sent or not: they were somebody's. */
export async function wipeCards(ctx: Writing, { id, scope }: { id: string; scope: string }): Promise<void> {
  const keys = scope === 'team' ? 'night:%' : `dream:${scope}:%`;
  const told = await ctx.db
    .select({ row: ctx.store.tables.outbox.id, document: ctx.store.tables.outbox.document })
    .from(ctx.store.tables.outbox)
    .where(like(ctx.store.tables.outbox.dedupeKey, keys));
  for (const { row, document } of told) {
    const { cards = [] } = document as Told;
    const isAbout = ({ actions }: (typeof cards)[number]) => actions.some(({ value }) => value === id);
    if (!cards.some(isAbout)) continue;
    const wiped = cards.map((card) => (isAbout(card) ? { ...card, text: GONE } : card));
    await ctx.db
      .update(ctx.store.tables.outbox)
      .set({ document: { ...(document as Told), cards: wiped } })
      .where(eq(ctx.store.tables.outbox.id, row));
  }
}
