import type { EvidenceScreen } from '../../app/screens.ts';
import { formatDate } from '../../clock.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import type { LinkTo } from '../permalinks.ts';
import type { View } from './document.ts';
import { linked, sayQuote } from './quotes.ts';
import { buildNote, buildSection, cutMarkup } from './text.ts';

/** Where an observation comes from, as far as the person who asks may see it. */
export function buildEvidence(
  { observation, origins, hidden, words, counted }: EvidenceScreen,
  linkTo: LinkTo,
): View {
  const { claim, signal } = observation;
  const more = origins.length - LIMITS.sources;
  const notes = [
    ...(signal ? [`Counted: ${counted ? `${counted} · ` : ''}${sayNumbers(signal.numbers)}.`] : []),
    ...(more > 0 ? [`${more} more that you may see.`] : []),
    ...(hidden > 0 ? [`${hidden === 1 ? '1 source' : `${hidden} sources`} that you cannot see.`] : []),
    ...(origins.length + hidden + words.length === 0 && !counted ? ['It comes from counts alone.'] : []),
  ];
  return {
    text: `Where this comes from: ${escapeText(claim)}`,
    blocks: [
      buildSection(`*${escapeText(claim)}*`),
      ...origins.slice(0, LIMITS.sources).map((origin) => buildSection(sayOrigin(origin, linkTo))),
      ...words
        .slice(0, LIMITS.sources)
        .map((each) => buildSection(sayQuote(each, { max: LIMITS.sectionText, linkTo }))),
      ...notes.map(buildNote),
    ],
  };
}

function sayOrigin(
  { on, where, kind, company, quote, place }: EvidenceScreen['origins'][number],
  linkTo: LinkTo,
): string {
  const source = [formatDate(on), kind ?? where, company].filter((each) => each !== undefined);
  const from = linked(source.join(' · '), place && linkTo(place));
  return cutMarkup(`${from}\n> ${escapeText(oneLine(quote))}`, LIMITS.sectionText);
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

function sayNumbers(numbers: Record<string, number>): string {
  return Object.entries(numbers)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`)
    .join(', ');
}
