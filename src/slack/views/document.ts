import type { ActionsBlock, Button, KnownBlock, RichTextBlock, SectionBlock } from '@slack/types';
import { type Action, type Document, type Fact, renderText } from '../../delivery/document.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../text.ts';

export type View = { text: string; blocks: KnownBlock[] };

/** A document as Slack shows it: the text, the facts as one card, the actions as buttons. */
export function buildDocument(document: Document): View {
  const { title, text, facts = [], actions = [] } = document;
  const blocks: KnownBlock[] = [
    ...(title ? [section(`*${escapeText(title)}*`)] : []),
    ...chunks(bold(escapeText(text)), LIMITS.sectionText).map(section),
    ...(facts.length > 0 ? [card(facts.slice(0, LIMITS.facts))] : []),
    ...(actions.length > 0 ? [buttons(actions)] : []),
  ];
  return {
    text: escapeText(cut(renderText(document), LIMITS.fallbackText)),
    blocks: blocks.slice(0, LIMITS.blocks),
  };
}

/** A card whose matter is settled: no buttons any more, and one line that says what has become of it. */
export function buildClosedCard({ actions: _, ...card }: Document, outcome: Fact): View {
  return buildDocument({ ...card, facts: [...(card.facts ?? []), outcome] });
}

/** Models write `**bold**`, Slack `*bold*`. */
function bold(text: string): string {
  return text.replace(/\*\*([^*\n]+)\*\*/g, '*$1*');
}

const section = (text: string): SectionBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text, verbatim: true },
});

/** Labels in bold, values as they are: nothing in them can be taken for formatting. */
function card(facts: Fact[]): RichTextBlock {
  const lines = facts.flatMap(({ label, value }, at) => [
    { type: 'text' as const, text: `${at === 0 ? '' : '\n'}${label}  `, style: { bold: true } },
    { type: 'text' as const, text: cut(value.replaceAll('\n', ' '), LIMITS.fact) },
  ]);
  return { type: 'rich_text', elements: [{ type: 'rich_text_quote', elements: lines }] };
}

function buttons(actions: Action[]): ActionsBlock {
  return { type: 'actions', elements: actions.map(button) };
}

function button({ id, label, value, style, confirm }: Action): Button {
  return {
    type: 'button',
    action_id: id,
    text: { type: 'plain_text', text: cut(label, LIMITS.buttonText) },
    value: cut(value, LIMITS.buttonValue),
    ...(style ? { style } : {}),
    ...(confirm
      ? {
          confirm: {
            title: { type: 'plain_text', text: cut(confirm.title, LIMITS.confirmTitle) },
            text: { type: 'plain_text', text: cut(confirm.text, LIMITS.confirmText) },
            confirm: { type: 'plain_text', text: cut(confirm.yes, LIMITS.confirmButton) },
            deny: { type: 'plain_text', text: cut(confirm.no, LIMITS.confirmButton) },
          },
        }
      : {}),
  };
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}

/** Pieces of at most `max` characters, broken at line ends or spaces where there are any. */
function chunks(text: string, max: number): string[] {
  const pieces: string[] = [];
  let rest = text.slice(0, LIMITS.messageText);
  while (rest.length > max) {
    const line = rest.lastIndexOf('\n', max);
    const space = rest.lastIndexOf(' ', max);
    const end = [line, space].find((at) => at > max / 2) ?? max;
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return rest ? [...pieces, rest] : pieces;
}
