import type { Quote } from '../../delivery/document.ts';
import { escapeText } from '../markup.ts';
import type { LinkTo } from '../permalinks.ts';
import { cutMarkup } from './text.ts';

/** A quote and where it is from, in at most `max` characters: nothing in it can mention, link or notify. */
export function sayQuote(
  { text, from, place }: Quote,
  { max, linkTo }: { max: number; linkTo: LinkTo },
): string {
  const words = escapeText(text.replace(/\s+/g, ' ').trim());
  const source = linked(from, place && linkTo(place));
  const room = max - source.length - 6;
  return `“${cutMarkup(words, Math.max(room, 1))}” · ${source}`;
}

/** Our own words, as the link to a message where there is one. */
export const linked = (words: string, link: string | undefined): string =>
  link ? `<${link}|${escapeText(words).replaceAll('|', '¦')}>` : escapeText(words);
