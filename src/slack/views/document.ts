import type { KnownBlock, RichTextBlock, RichTextElement } from '@slack/types';
import { type Document, type Fact, renderText } from '../../delivery/document.ts';
import { cut } from '../../text.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import type { LinkTo } from '../permalinks.ts';
import { buildButtons } from './buttons.ts';
import { buildCards } from './cards.ts';
import { buildChartBlock, type DataVisualizationBlock } from './chart.ts';
import { buildTable, renderCode } from './table.ts';
import { buildNote, buildSection, buildText, countText, formatText, takeFitting } from './text.ts';
import { buildThumbs } from './thumbs.ts';

type ViewBlock = KnownBlock | DataVisualizationBlock;
export type View = { text: string; blocks: ViewBlock[] };

/** A document as Slack shows it: the text, the chart, the table, the cards, the facts as one card, the buttons. */
function buildDocument(document: Document, linkTo: LinkTo): View {
  const { chart, table } = document;
  return frame(document, linkTo, (room) => {
    const drawing = chart ? [buildChartBlock(chart), ...(chart.note ? [buildNote(chart.note)] : [])] : [];
    const drawn = countText(drawing) <= room - LIMITS.leftForTable ? drawing : [];
    return [...drawn, ...(table ? buildTable(table, room - countText(drawn)) : [])];
  });
}

/**
 * The ways to show a document, the best one first. Each one asks less of Slack than the one before: the next one has the
 * table as text and no chart, the last one has no blocks at all.
 */
export function buildViews(document: Document, linkTo: LinkTo): [View, ...View[]] {
  const { chart, table } = document;
  const best = buildDocument(document, linkTo);
  const bare = { text: renderFallback(document), blocks: [] };
  if (!chart && !table) return [best, bare];
  const plain = frame(document, linkTo, (room) =>
    table ? [buildSection(renderCode(table, Math.min(room, LIMITS.sectionText)))] : [],
  );
  return [best, plain, bare];
}

/** The parts that every view of a document has around its `middle`, which is told how many characters it may have. */
function frame(document: Document, linkTo: LinkTo, middle: (room: number) => ViewBlock[]): View {
  const { title, text, cards = [], facts = [], note, actions = [], feedback } = document;
  const above = title ? [buildSection(`*${escapeText(title)}*`)] : [];
  const decided = buildCards(cards, linkTo);
  const below = [
    ...decided,
    ...(facts.length > 0 ? [buildFacts(facts, { room: LIMITS.card - countText(decided), linkTo })] : []),
    ...(note ? [buildNote(note)] : []),
    ...(actions.length > 0 ? [buildButtons(actions)] : []),
    ...(feedback ? [buildThumbs(feedback)] : []),
  ];
  const left = LIMITS.messageText - countText(above) - countText(below);
  const said = buildText(text, left - LIMITS.leftForTable);
  const room = left - countText(said);
  return {
    text: renderWords(document),
    blocks: [...above, ...said, ...middle(room), ...below].slice(0, LIMITS.blocks),
  };
}

/** The text of a message; in it, nothing can mention, link or notify. */
function renderWords(document: Document): string {
  return escapeText(cut(renderText(document), LIMITS.fallbackText));
}

/** A document without blocks: its words, and its table as far as it fits. */
function renderFallback(document: Document): string {
  const words = renderWords(document);
  if (!document.table) return words;
  return `${words}\n${renderCode(document.table, LIMITS.fallbackText - words.length)}`;
}

/** The words beside a file. */
export function buildComment({ text }: Document): string {
  return formatText(text, LIMITS.messageText);
}

/** Labels in bold, values as they are: nothing in them can be taken for formatting. A label leads to its message. */
function buildFacts(facts: Fact[], { room, linkTo }: { room: number; linkTo: LinkTo }): RichTextBlock {
  const lines = facts
    .slice(0, LIMITS.facts)
    .map(({ label, value, place, channel }, at): RichTextElement[] => [
      ...(at === 0 ? [] : [{ type: 'text' as const, text: '\n' }]),
      buildLabel(label, place && linkTo(place)),
      { type: 'text', text: `  ${channel ? '' : cut(value.replaceAll('\n', ' '), LIMITS.fact)}` },
      ...(channel ? [{ type: 'channel' as const, channel_id: channel }] : []),
    ]);
  const elements = takeFitting(lines, room, (line) => countText(line)).flat();
  return { type: 'rich_text', elements: [{ type: 'rich_text_quote', elements }] };
}

function buildLabel(text: string, url: string | undefined): RichTextElement {
  return url
    ? { type: 'link', url, text, style: { bold: true } }
    : { type: 'text', text, style: { bold: true } };
}
