import type { ContextBlock, SectionBlock } from '@slack/types';
import { cut } from '../../text.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';

/** Sections with the text, or as much of it as there is room for. */
export function buildText(text: string, room: number): SectionBlock[] {
  return split(formatText(text, Math.max(room, 1))).map(buildSection);
}

/** `text` is Slack's own markup already. */
export function buildSection(text: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

/** One small line of plain text. */
export function buildNote(text: string): ContextBlock {
  return {
    type: 'context',
    elements: [{ type: 'plain_text', text: cut(text, LIMITS.contextText), emoji: false }],
  };
}

/** At most `max` characters of Slack's own markup. */
export function formatText(text: string, max: number): string {
  return cutMarkup(bold(escapeText(text)), max);
}

/** Slack's own markup, cut where nothing is left in half. */
export function cutMarkup(written: string, max: number): string {
  return written.length <= max ? written : `${written.slice(0, wholeUntil(written, max - 1))}…`;
}

/** Models write `**bold**`, Slack `*bold*`. */
function bold(text: string): string {
  return text.replace(/\*\*([^*\n]+)\*\*/g, '*$1*');
}

/** Pieces that fit into a section each, broken at line ends or spaces where there are any. */
function split(text: string): string[] {
  const max = LIMITS.sectionText;
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > max) {
    const line = rest.lastIndexOf('\n', max);
    const space = rest.lastIndexOf(' ', max);
    const end = [line, space].find((at) => at > max / 2) ?? wholeUntil(rest, max);
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return rest ? [...pieces, rest] : pieces;
}

/** Where a text can be cut, at `end` or a little before, without leaving half a character or half an `&amp;`. */
function wholeUntil(text: string, end: number): number {
  return /(?:&[a-z]{0,3}|[\uD800-\uDBFF])$/.exec(text.slice(0, end))?.index ?? end;
}

const WORDS = new Set(['text', 'title', 'label', 'name', 'caption', 'categories', 'accessibility_label']);

/** Characters that are there to be read; Slack limits their sum. */
export function countText(value: unknown, key = ''): number {
  if (typeof value === 'string') return WORDS.has(key) ? value.length : 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + countText(each, key), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [name, each]) => sum + countText(each, name), 0);
}

/** The first items that fit into `room` characters together. */
export function takeFitting<Item>(items: Item[], room: number, lengthOf: (item: Item) => number): Item[] {
  let left = room;
  const end = items.findIndex((item) => {
    left -= lengthOf(item);
    return left < 0;
  });
  return end < 0 ? items : items.slice(0, end);
}
