import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Writing } from '../context.ts';
import { isOfKind } from './delivery-kinds.ts';
import { readAs } from './json.ts';

/** As much of a document in the outbox as this file looks at: every button of a card names what it is about. */
const Told = z.looseObject({
  cards: z
    .array(
      z.looseObject({
        text: z.string(),
        quotes: z.array(z.looseObject({ text: z.string() })).optional(),
        actions: z.array(z.looseObject({ value: z.string() })),
      }),
    )
    .default([]),
});
type Card = z.infer<typeof Told>['cards'][number];

const GONE = 'What this comes from is deleted.';

/** Whose observation it is, by which its cards are found. */
type About = { id: string; scope: string };

/**
 * Takes the words off the cards that tell of an observation, be they sent or not: they were somebody's. What was sent is drawn anew soon. `left`: the quotes that may
 * stay, where the observation stays for them.
 */
export function wipeCards(
  ctx: Writing,
  { left, ...about }: About & { left?: readonly string[] },
): Promise<void> {
  return changeCards(ctx, { ...about, change: (card) => wipe(card, left) });
}

async function changeCards(
  ctx: Writing,
  { id, scope, change }: About & { change(card: Card): Card },
): Promise<void> {
  const { outbox } = ctx.store.tables;
  const toMember = and(isOfKind(outbox, 'news'), eq(outbox.memberId, scope));
  const told = await ctx.db
    .select({ row: outbox.id, document: outbox.document })
    .from(outbox)
    .where(scope === 'team' ? isOfKind(outbox, 'digest') : toMember);
  for (const { row, document } of told) {
    const { cards, ...rest } = readAs(Told, { value: document, of: 'Delivery', id: row });
    const isAbout = ({ actions }: Card) => actions.some(({ value }) => value === id);
    if (!cards.some(isAbout)) continue;
    const changed = cards.map((card) => (isAbout(card) ? change(card) : card));
    await ctx.db
      .update(outbox)
      .set({ document: { ...rest, cards: changed }, staleSince: ctx.clock.now() })
      .where(eq(outbox.id, row));
  }
}

function wipe({ quotes = [], ...card }: Card, left: readonly string[] | undefined): Card {
  if (left === undefined) return { ...card, text: GONE };
  return { ...card, quotes: quotes.filter(({ text }) => left.includes(text)) };
}
