import { formatDate } from '../../clock.ts';
import type { Card, Document } from '../../delivery/document.ts';
import type { PREFERENCES, PreferenceSlot } from '../observations/kinds.ts';
import type { Observation } from '../observations/life.ts';
import type { Origin } from '../observations/reviews.ts';

/** What somebody is to be told of, and where it comes from, newest first. */
export type News = { observation: Observation; origins: Origin[] };

/** What a member is told of what concerns nobody else; undefined when there is nothing. */
export function buildPersonal(news: News[]): Document | undefined {
  const preferences = news.filter(({ observation }) => observation.kind === 'user_preference');
  const captures = news.filter(({ observation }) => observation.kind === 'missed_capture');
  const trends = news.filter(({ observation }) => observation.kind === 'customer_trend');
  if (preferences.length + captures.length + trends.length === 0) return undefined;
  const texts = [
    ...(preferences.length > 0 ? ['I have learned how you like my answers.'] : []),
    ...(captures.length > 0 ? [`You told me of ${things(captures.length)} that I did not log.`] : []),
    ...(trends.length > 0 ? ['Something in your own work may be worth a look.'] : []),
  ];
  return {
    text: texts.join(' '),
    cards: [...preferences.map(tellPreference), ...captures.map(offerCapture), ...trends.map(tellTrend)],
    note: 'Only you see this. My Home tab shows all that I have learned about you.',
  };
}

const things = (count: number) => (count === 1 ? 'something' : `${count} things`);

function tellPreference({ observation, origins }: News): Card {
  const { id, slot, valueKey, claim } = observation;
  const how = HOW[slot as PreferenceSlot] as Record<string, string> | undefined;
  const words = how?.[valueKey];
  return {
    title: words ? `From now on I answer you ${words}.` : claim,
    text: quoted(origins),
    actions: [{ id: 'observation_forget', label: 'Undo', value: id }],
  };
}

function offerCapture({ observation: { id }, origins }: News): Card {
  return {
    title: 'Shall I log this?',
    text: quoted(origins),
    actions: [
      { id: 'capture_log', label: 'Log this', value: id, style: 'primary' },
      { id: 'capture_skip', label: 'No, thanks', value: id },
    ],
  };
}

function tellTrend({ observation: { id, claim } }: News): Card {
  return {
    title: 'Worth a look',
    text: claim,
    actions: [{ id: 'observation_forget', label: 'Dismiss', value: id }],
  };
}

function quoted(origins: Origin[]): string {
  const [newest] = origins;
  if (!newest) return 'The message it comes from is deleted.';
  const days = new Set(origins.map(({ on }) => on)).size;
  const asked = days > 1 ? `You asked for it on ${days} days, last on ` : 'You wrote on ';
  return `${asked}${formatDate(newest.on)}: “${newest.quote}”`;
}

type How = { [Slot in PreferenceSlot]: Record<keyof (typeof PREFERENCES)[Slot], string> };

/** “From now on I answer you …” */
const HOW: How = {
  format: { bullets: 'in bullet points', prose: 'in sentences, without lists' },
  length: { short: 'briefly', detailed: 'in detail' },
  tone: { casual: 'in a casual tone', formal: 'in a formal tone' },
  language: {
    english: 'in English',
    german: 'in German',
    french: 'in French',
    spanish: 'in Spanish',
    portuguese: 'in Portuguese',
    italian: 'in Italian',
    dutch: 'in Dutch',
    swedish: 'in Swedish',
    japanese: 'in Japanese',
  },
};
