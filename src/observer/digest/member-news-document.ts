import { formatDate } from '../../clock.ts';
import type { Card, Document } from '../../delivery/document.ts';
import { KINDS } from '../observations/kinds.ts';
import type { Observation } from '../observations/observation.ts';
import type { Origin } from '../observations/reviews.ts';

/** An observation that a member is told of, and where it comes from, newest first. */
export type News = { observation: Observation; origins: Origin[] };

/** Builds the message to a member about observations that concern nobody else; undefined when none is told. */
export function buildPersonal(news: News[]): Document | undefined {
  const parts = Object.entries(KINDS).flatMap(([name, { news: words }]) => {
    const own = news.filter(
      ({ observation }) => observation.kind === name && (words?.isTold?.(observation) ?? true),
    );
    return words && own.length > 0 ? [{ words, own }] : [];
  });
  if (parts.length === 0) return undefined;
  return {
    text: parts.map(({ words, own }) => words.opening(own.length)).join(' '),
    cards: parts.flatMap(({ words, own }) => own.map((each) => buildCard(each, words))),
    note: 'Only you see this. My Home tab shows all that I have learned about you.',
  };
}

type Words = NonNullable<(typeof KINDS)[string]['news']>;

function buildCard({ observation, origins }: News, { title, shows, buttons }: Words): Card {
  const { id, claim } = observation;
  return {
    title: title(observation),
    text: shows === 'quote' ? quoted(origins) : claim,
    actions: buttons(observation).map((button) => ({ ...button, value: id })),
  };
}

function quoted(origins: Origin[]): string {
  const [newest] = origins;
  if (!newest) return 'The message it comes from is deleted.';
  const days = new Set(origins.map(({ on }) => on)).size;
  const wrote = days > 1 ? `You wrote on ${days} days, last on ` : 'You wrote on ';
  return `${wrote}${formatDate(newest.on)}: “${newest.quote}”`;
}
