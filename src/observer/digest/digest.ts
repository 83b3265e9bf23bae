import { formatDate } from '../../clock.ts';
import { formatCell } from '../../delivery/cell-format.ts';
import type { Card, Document, Fact } from '../../delivery/document.ts';
import { buildPairCard, type DescribedPair } from '../../delivery/pair-document.ts';
import { fold } from '../../text.ts';
import { REFUSAL_REASONS, type RefusalReason } from '../observations/claim-rules.ts';
import { kindOf } from '../observations/kind-rules.ts';
import { TEAM } from '../observations/night.ts';
import type { Observation } from '../observations/observation.ts';
import { type CardEvidence, NO_EVIDENCE, sayCounted } from './card-evidence.ts';
import type { Opinions } from './usefulness.ts';

/** How much one digest holds. */
export const DIGEST = {
  /** Cards; further observations wait for the next digest. */
  cards: 8,
  /** Cards of customers that may be one, and as many of them as observations make room for. */
  pairs: 5,
  leastPairs: 3,
  /** Passes that did not end well and are named; further ones are counted. */
  named: 5,
  /** Members whose opinions are compared: of fewer, the others would know what one of them thinks. */
  leastMembers: 3,
} as const;

/** A pass that did not end as it should. `name` is the member's, or `the team`. */
type Trouble = { name: string; reason: string };

/**
 * The outcome of one night, with all its passes. Of observations that concern a single member it holds numbers only.
 */
export type NightSummary = {
  /** The day on which the night ends. */
  night: string;
  /** BCP 47: how numbers are written. */
  locale: string;
  /** Members whose nights were looked at, and those of them with nothing new. */
  seen: number;
  quiet: number;
  failed: Trouble[];
  /** Passes that ended early because a budget was used up. */
  stopped: Trouble[];
  newMessages: number;
  newInteractions: number;
  modelCalls: number;
  inputTokens: number;
  outputTokens: number;
  /** Millionths of a US dollar; null where no price is known. */
  costMicros: number | null;
  created: number;
  merged: number;
  retired: number;
  /** How many proposals the validators refused, by reason. */
  rejected: Record<string, number>;
  effect?: { withLearned: Opinions; without: Opinions };
  /** Observations that concern the team, and how many sources each has; the most important first. */
  cards: { observation: Observation; origins: number; evidence?: CardEvidence }[];
  /** Customers that may be one, as no digest has shown them yet. */
  pairs?: DescribedPair[];
};

/** How many of its observations and pairs a digest shows. */
export function roomFor({ cards, pairs = [] }: Pick<NightSummary, 'cards' | 'pairs'>): {
  cards: number;
  pairs: number;
} {
  const kept = Math.min(pairs.length, DIGEST.leastPairs);
  const shown = Math.min(cards.length, DIGEST.cards - kept);
  return { cards: shown, pairs: Math.min(pairs.length, DIGEST.pairs, DIGEST.cards - shown) };
}

/**
 * Builds the digest that admins read after a night, also when nothing was found: silence could mean that nothing works.
 */
export function buildDigest(summary: NightSummary): Document {
  // An observation that concerns one member only is not for a channel, whatever the caller hands in.
  const told = summary.cards.filter(({ observation }) => isTold(observation));
  const pairs = summary.pairs ?? [];
  const room = roomFor({ cards: told, pairs });
  const waiting = told.length - room.cards;
  return {
    title: `What Rapport noticed · ${formatDate(summary.night)}`,
    text: [sayFound(told.map(({ observation }) => observation)), sayPairs(pairs), sayTrouble(summary)]
      .filter(Boolean)
      .join(' '),
    cards: [
      ...told.slice(0, room.cards).map(buildCard),
      ...pairs.slice(0, room.pairs).map((pair) => buildPairCard(pair)),
    ],
    facts: buildFacts(summary),
    note: `${waiting > 0 ? `${counted(waiting, 'more observation')} did not fit in here. ` : ''}What concerns one person only is told to that person, and counted here.`,
  };
}

function isTold({ scope, kind, status }: Observation): boolean {
  const { digest, review } = kindOf(kind);
  return scope === TEAM && digest !== null && status === review.askedAs;
}

function sayFound(observations: Observation[]): string {
  const [first] = observations;
  if (!first) return 'Nothing stood out last night.';
  const others = observations.length - 1;
  const proposals = observations.filter(({ status }) => status === 'proposed').length;
  const waiting = `${counted(proposals, 'proposal')} ${proposals === 1 ? 'waits' : 'wait'}`;
  return [
    sentence(first.claim),
    ...(others > 0 ? [`${counted(others, 'more thing')} stood out.`] : []),
    ...(proposals > 0 ? [`${waiting} for an admin’s yes or no.`] : []),
  ].join(' ');
}

function sayPairs(pairs: readonly DescribedPair[]): string {
  if (pairs.length === 0) return '';
  return `${counted(pairs.length, 'pair')} of customers may be one: leads and admins decide.`;
}

function sayTrouble({ failed, stopped }: NightSummary): string {
  if (failed.length > 0) return `The night did not work out for ${nameAll(failed)}.`;
  return stopped.length > 0 ? `The night ended early for ${nameAll(stopped)}.` : '';
}

function nameAll(troubles: Trouble[]): string {
  const [first] = troubles;
  return troubles.length === 1 && first ? first.name : `${troubles.length} of those it looked at`;
}

function buildCard({ observation, origins, evidence = NO_EVIDENCE }: NightSummary['cards'][number]): Card {
  const { id, kind, claim, remark, days, night } = observation;
  const words = kindOf(kind).digest;
  return {
    ...(words ? { title: words.title } : {}),
    // Code words the claim, which the agent is told; the observer's own sentence is for reviewers.
    text: remark && fold(remark) !== fold(claim) ? `${claim}\nThe observer says: ${remark}` : claim,
    ...(evidence.quotes.length > 0 ? { quotes: evidence.quotes } : {}),
    note: [
      (isQuoted(kind) && sayCounted(evidence)) ||
        (origins > 0 ? `${counted(origins, 'source')} from ${counted(days, 'day')}` : 'From counts alone'),
      ...(evidence.more > 0 ? [`${evidence.more} more behind Evidence`] : []),
      `first seen ${formatDate(night)}`,
    ].join(' · '),
    actions: words?.buttons.map((button) => ({ ...button, value: id })) ?? [],
  };
}

/** Whether what was quoted is all that was counted: of a signal it is an example. */
const isQuoted = (kind: string) => kindOf(kind).restsOn.type === 'quotes';

function buildFacts(summary: NightSummary): Fact[] {
  const { seen, quiet, failed, stopped, rejected, effect, locale } = summary;
  const number = (value: number) => formatCell(value, 'integer', locale);
  return [
    { label: 'Members seen', value: `${number(seen)}, of them ${number(quiet)} with nothing new` },
    {
      label: 'New',
      value: `${counted(summary.newMessages, 'message', number)}, ${counted(summary.newInteractions, 'interaction', number)}`,
    },
    {
      label: 'Observations',
      value: `${number(summary.created)} created, ${number(summary.merged)} merged, ${number(summary.retired)} retired`,
    },
    ...sayRejected(rejected, number),
    ...(isUncounted(summary) ? [] : [{ label: 'Cost', value: sayCost(summary, number) }]),
    ...(effect ? compareOpinions(effect, number) : []),
    ...listTroubles('Failed', failed),
    ...listTroubles('Ended early', stopped),
  ];
}

/** Writes a number as the reader's locale does. */
type Write = (value: number) => string;

/** Compares opinions on replies with and without what was learned, once enough members have some. */
function compareOpinions(
  { withLearned, without }: NonNullable<NightSummary['effect']>,
  number: Write,
): Fact[] {
  if (Math.min(withLearned.members, without.members) < DIGEST.leastMembers) return [];
  return [
    { label: 'With what was learned', value: sayOpinions(withLearned, number) },
    { label: 'Without it', value: sayOpinions(without, number) },
  ];
}

function sayRejected(rejected: Record<string, number>, number: Write): Fact[] {
  const reasons = Object.entries(rejected)
    .filter(([, count]) => count > 0)
    .toSorted(([one, most], [other, least]) => least - most || one.localeCompare(other));
  if (reasons.length === 0) return [];
  const words = reasons.map(
    ([reason, count]) => `${REFUSAL_REASONS[reason as RefusalReason] ?? reason} (${number(count)})`,
  );
  return [{ label: 'Rejected', value: words.join(', ') }];
}

/** Whether the model counts no tokens, such as the demo's: then there is no cost to tell. */
const isUncounted = ({ modelCalls, inputTokens, outputTokens }: NightSummary) =>
  modelCalls > 0 && inputTokens + outputTokens === 0;

function sayCost({ modelCalls, inputTokens, outputTokens, costMicros }: NightSummary, number: Write): string {
  if (modelCalls === 0) return 'nothing, no model was asked';
  const tokens = `${counted(modelCalls, 'model call', number)}, ${number(inputTokens)} tokens in, ${number(outputTokens)} out`;
  return costMicros === null ? `${tokens}; no price is known` : `$${dollars(costMicros)} (${tokens})`;
}

/** Never so few decimals that a small amount looks like none. */
function dollars(micros: number): string {
  const amount = micros / 1_000_000;
  return micros > 0 && amount < 0.01 ? amount.toFixed(4) : amount.toFixed(2);
}

function sayOpinions({ replies, thumbsUp, thumbsDown, corrections }: Opinions, number: Write): string {
  const reply = `${number(replies)} ${replies === 1 ? 'reply' : 'replies'}`;
  return `${reply}: ${number(thumbsUp)} liked, ${number(thumbsDown)} disliked, ${number(corrections)} corrected`;
}

function listTroubles(label: string, troubles: Trouble[]): Fact[] {
  const lines = troubles
    .slice(0, DIGEST.named)
    .map(({ name, reason }) => ({ label, value: `${name}: ${reason}` }));
  const more = troubles.length - DIGEST.named;
  return more > 0 ? [...lines, { label, value: `and ${more} more` }] : lines;
}

function counted(count: number, noun: string, number: Write = String): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const sentence = (words: string) => (/[.!?]$/.test(words) ? words : `${words}.`);
