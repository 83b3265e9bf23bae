import type { Quote } from '../../delivery/document.ts';
import { escapeText } from '../markup.ts';
import { cutMarkup } from './text.ts';

/** A quote and where it is from, in at most `max` characters: nothing in it can mention, link or notify. */
export function sayQuote({ text, from, place }: Quote, max: number): string {
  const words = escapeText(text.replace(/\s+/g, ' ').trim());
  const source = place ? `<${linkTo(place)}|${escapeText(from)}>` : escapeText(from);
  const room = max - source.length - 6;
  return `“${cutMarkup(words, Math.max(room, 1))}” · ${source}`;
}

/** The address at which Slack shows a message, in whatever workspace. Source: https://docs.slack.dev/interactivity/deep-linking */
export function linkTo({ channel, ts }: NonNullable<Quote['place']>): string {
  return `https://slack.com/app_redirect?channel=${encodeURIComponent(channel)}&message_ts=${encodeURIComponent(ts)}`;
}
