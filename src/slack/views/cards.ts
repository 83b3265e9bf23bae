import type { KnownBlock } from '@slack/types';
import type { Card } from '../../delivery/document.ts';
import { cut } from '../../text.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import { buildButtons } from './buttons.ts';
import { buildNote, buildSection, countText, formatText, takeFitting } from './text.ts';

/** Each card with a line above it; after the last one, a line that parts them from what follows. */
export function buildCards(cards: Card[]): KnownBlock[] {
  if (cards.length === 0) return [];
  const drawn = cards.slice(0, LIMITS.cards).map(buildCard);
  return [...takeFitting(drawn, LIMITS.cardsText, countText).flat(), { type: 'divider' }];
}

function buildCard({ title, text, note, actions, outcome }: Card, at: number): KnownBlock[] {
  const heading = title ? `*${escapeText(cut(title, LIMITS.cardTitle))}*\n` : '';
  return [
    { type: 'divider' },
    buildSection(`${heading}${formatText(text, LIMITS.cardText)}`),
    ...(note ? [buildNote(cut(note, LIMITS.cardNote))] : []),
    ...(outcome ? [buildNote(cut(outcome, LIMITS.cardNote))] : []),
    // The same action stands on several cards: its block tells them apart.
    ...(outcome || actions.length === 0 ? [] : [{ ...buildButtons(actions), block_id: `card_${at}` }]),
  ];
}
