import type { ContextBlock, KnownBlock } from '@slack/types';
import type { Card, Quote } from '../../delivery/document.ts';
import { cut } from '../../text.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import type { LinkTo } from '../permalinks.ts';
import { buildButtons } from './buttons.ts';
import { sayQuote } from './quotes.ts';
import { buildNote, buildSection, countText, formatText, takeFitting } from './text.ts';

/** Each card with a line above it; after the last one, a line that parts them from what follows. */
export function buildCards(cards: Card[], linkTo: LinkTo): KnownBlock[] {
  if (cards.length === 0) return [];
  const drawn = cards.slice(0, LIMITS.cards).map((card, at) => buildCard(card, { at, linkTo }));
  return [...takeFitting(drawn, LIMITS.cardsText, countText).flat(), { type: 'divider' }];
}

function buildCard(
  { title, text, quotes = [], channel, note, actions, outcome }: Card,
  { at, linkTo }: { at: number; linkTo: LinkTo },
): KnownBlock[] {
  const heading = title ? `*${escapeText(cut(title, LIMITS.cardTitle))}*\n` : '';
  return [
    { type: 'divider' },
    buildSection(`${heading}${formatText(text, LIMITS.cardText)}`),
    ...(quotes.length > 0 ? [buildQuotes(quotes, linkTo)] : []),
    ...(channel ? [buildChannel(channel)] : []),
    ...(note ? [buildNote(cut(note, LIMITS.cardNote))] : []),
    ...(outcome ? [buildNote(cut(outcome, LIMITS.cardNote))] : []),
    // The same action stands on several cards: its block tells them apart.
    ...(outcome || actions.length === 0 ? [] : [{ ...buildButtons(actions), block_id: `card_${at}` }]),
  ];
}

/** The channel that a card is about: only who may see the channel is shown its name. */
const buildChannel = (channel: string): ContextBlock => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text: `<#${channel}>` }],
});

/** Quotes below each other, each with where it is from, which leads to the message where there is one. */
function buildQuotes(quotes: Quote[], linkTo: LinkTo): ContextBlock {
  const elements = quotes.slice(0, LIMITS.cardQuotes).map((quote) => ({
    type: 'mrkdwn' as const,
    text: sayQuote(quote, { max: LIMITS.cardQuote, linkTo }),
    verbatim: true,
  }));
  return { type: 'context', elements };
}
