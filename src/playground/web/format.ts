import { dateIn, formatDate } from '../../clock.ts';
import type { PageMessage, PageState } from '../page-types.ts';

export const dateOf = (ts: string) => new Date(Number(ts) * 1000);

export function timeIn(timeZone: string, date: Date): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(date);
}

/** `Mon 30 Nov 2026, 17:04` */
export const momentIn = (timeZone: string, date: Date): string =>
  `${formatDate(dateIn(timeZone, date))}, ${timeIn(timeZone, date)}`;

/** The time of the last reply, with its day when that is another than the message's. */
export function lastReply(timeZone: string, message: PageMessage): string {
  const posted = dateOf(message.ts);
  const last = dateOf(message.latest_reply ?? message.ts);
  const isSameDay = dateIn(timeZone, last) === dateIn(timeZone, posted);
  return isSameDay ? `last at ${timeIn(timeZone, last)}` : `last on ${momentIn(timeZone, last)}`;
}

export function dayIn(timeZone: string, date: Date, now: Date): string {
  if (dateIn(timeZone, date) === dateIn(timeZone, now)) return 'Today';
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone,
  }).format(date);
}

export function initialsOf(name: string): string {
  const words = name.split(' ');
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0] ?? '').join('');
}

/** The same person has the same colour everywhere. */
export function hueOf(id: string): number {
  return [...id].reduce((hue, letter) => (hue * 31 + letter.charCodeAt(0)) % 360, 7);
}

export function nameOf(state: PageState, id: string): string {
  if (id === state.bot.id) return state.bot.name;
  if (id === 'USLACKBOT') return 'Removed';
  return state.people.find((person) => person.id === id)?.name ?? 'Someone';
}

/** Slack's text as somebody would type it, for editing. */
export function decodeText(state: PageState, text: string): string {
  return text
    .replace(/<@(\w+)>/g, (_, id: string) => `@${nameOf(state, id)}`)
    .replace(/<([^|>]+)\|([^>]+)>/g, '$2')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

export const threadOf = (message: PageMessage) => message.thread_ts ?? message.ts;
export const isReply = (message: PageMessage) =>
  message.thread_ts !== undefined && message.thread_ts !== message.ts;
