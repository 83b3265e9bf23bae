import { formatDate } from '../../clock.ts';
import type { Card, Document, Fact } from '../../delivery/document.ts';
import { buildPairCard, type DescribedPair } from '../../delivery/pair-document.ts';
import { fold } from '../../text.ts';
import { kindOf, slotOf } from '../observations/kind-rules.ts';
import { TEAM } from '../observations/night.ts';
import type { Observation } from '../observations/observation.ts';
import type { Effect } from '../proposals/effects.ts';
import { type CardEvidence, NO_EVIDENCE, sayCounted } from './card-evidence.ts';
import type { Opinions } from './usefulness.ts';
import type { WeekReview } from './week-review.ts';

/** How much one digest holds. */
export const DIGEST = {
  /** Items: what is more waits for the next digest. */
  items: 5,
  /** Where customers that may be one stand among what observations are ranked by: the first of them, and the others. */
  rankOfPairs: 3,
  firstPairs: 2,
  rankOfMorePairs: 9,
  /** Where observations stand whose kind says nothing. */
  usualRank: 5,
} as const;

/** A pass that did not end as it should. `name` is the member's, or `the team`. */
export type Trouble = { name: string; reason: string };

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
  /** What changes of how Rapport works did in their first week, as no digest has told yet. */
  changes?: Effect[];
  /** On Mondays, what the week has brought. */
  week?: WeekReview;
};

/** An item of a digest. */
type Item = { rank: number; card: Card; headline: string; observationId?: string; pairId?: string };

/** The items of a digest, ranked by what an admin can do about them. */
function rankItems({ cards, pairs = [] }: Pick<NightSummary, 'cards' | 'pairs'>): Item[] {
  const items: Item[] = [
    // An observation that concerns one member only is not for a channel, whatever the caller hands in.
    ...cards
      .filter(({ observation }) => isTold(observation))
      .map((each) => ({
        rank: kindOf(each.observation.kind).digest?.rank ?? DIGEST.usualRank,
        card: buildCard(each),
        headline: sentence(each.observation.claim),
        observationId: each.observation.id,
      })),
    ...pairs.map((pair, at) => ({
      rank: at < DIGEST.firstPairs ? DIGEST.rankOfPairs : DIGEST.rankOfMorePairs,
      card: buildPairCard(pair),
      headline: `Two ${pair.kind === 'company' ? 'companies' : 'people'} may be one.`,
      pairId: pair.id,
    })),
  ];
  return items.toSorted((one, other) => one.rank - other.rank);
}

/** The ids of the observations and of the pairs that a digest shows. */
export function shownIn(summary: Pick<NightSummary, 'cards' | 'pairs'>): {
  observationIds: string[];
  pairIds: string[];
} {
  const shown = rankItems(summary).slice(0, DIGEST.items);
  return {
    observationIds: shown.flatMap(({ observationId }) => observationId ?? []),
    pairIds: shown.flatMap(({ pairId }) => pairId ?? []),
  };
}

/**
 * Builds the digest that admins read after a night: at most five items, what can be decided first. It comes also when
 * nothing was found, as one line: silence could mean that nothing works.
 */
export function buildDigest(summary: NightSummary): Document {
  const { night, changes = [], week } = summary;
  const items = rankItems(summary);
  const shown = items.slice(0, DIGEST.items);
  const waiting = items.length - shown.length;
  const facts = [...changes.map(sayEffect), ...(week ? sayWeek(week) : [])];
  return {
    title: `${week ? 'The week in review' : 'What Rapport noticed'} · ${formatDate(night)}`,
    text: [sayFound(shown, summary), sayTrouble(summary)].filter(Boolean).join(' '),
    cards: shown.map(({ card }) => card),
    ...(facts.length > 0 ? { facts } : {}),
    ...(waiting > 0 ? { note: `${counted(waiting, 'more item')} did not fit in here and will come.` } : {}),
    actions: [{ id: 'digest_night', label: 'How the night went', value: night }],
  };
}

function isTold({ scope, kind, status }: Observation): boolean {
  const { digest, review } = kindOf(kind);
  return scope === TEAM && digest !== null && status === review.askedAs;
}

function sayFound(items: readonly Item[], { week }: NightSummary): string {
  const [first, ...others] = items;
  if (!first) return `Nothing stood out ${week ? 'that was not told yet' : 'last night'}.`;
  const open = items.filter(({ card }) => card.actions.some(({ style }) => style === 'primary')).length;
  return [
    first.headline,
    ...(others.length > 0 ? [`${counted(others.length, 'more thing')} stood out.`] : []),
    ...(open > 0 ? [`${open} ${open === 1 ? 'waits' : 'wait'} for a yes or no.`] : []),
  ].join(' ');
}

const sentence = (words: string) => (/[.!?]$/.test(words) ? words : `${words}.`);

function sayTrouble({ failed, stopped }: NightSummary): string {
  if (failed.length > 0) return `The night did not work out for ${nameAll(failed)}.`;
  return stopped.length > 0 ? `The night ended early for ${nameAll(stopped)}.` : '';
}

function nameAll(troubles: Trouble[]): string {
  const [first] = troubles;
  return troubles.length === 1 && first ? first.name : `${troubles.length} of those it looked at`;
}

/** `Questions about “Bluefin”: 9 in the week before, 0 in the week since`. */
function sayEffect({ what, before, since }: Effect): Fact {
  return { label: what, value: `${before} in the week before, ${since} in the week since` };
}

function sayWeek({ found, approved, dismissed, changed, undone }: WeekReview): Fact[] {
  return [
    { label: 'Found', value: counted(found, 'thing') },
    { label: 'Decided', value: `${approved} approved, ${dismissed} dismissed` },
    ...(changed + undone > 0
      ? [{ label: 'Changed', value: `${counted(changed, 'setting')}, ${undone} taken back` }]
      : []),
  ];
}

function buildCard({ observation, origins, evidence = NO_EVIDENCE }: NightSummary['cards'][number]): Card {
  const { id, kind, claim, remark, days, night } = observation;
  const words = kindOf(kind).digest;
  const channel = words?.channelOf?.(observation);
  const buttons = words?.buttonsOf?.(observation) ?? words?.buttons ?? [];
  return {
    ...(words ? { title: words.title } : {}),
    // Code words the claim, which the agent is told; the observer's own sentence is for reviewers.
    text: remark && fold(remark) !== fold(claim) ? `${claim}\nThe observer says: ${remark}` : claim,
    ...(evidence.quotes.length > 0 ? { quotes: evidence.quotes } : {}),
    ...(channel ? { channel } : {}),
    note: [
      sayCounted(evidence) ??
        (origins > 0 ? `${counted(origins, 'source')} from ${counted(days, 'day')}` : sayBasis(observation)),
      ...(evidence.more > 0 ? [`${evidence.more} more behind Evidence`] : []),
      `first seen ${formatDate(night)}`,
    ].join(' · '),
    actions: buttons.map((button) => ({ ...button, value: id })),
  };
}

/** What was counted, for a finding that no single row shows. */
function sayBasis(observation: Observation): string {
  const { counted: rows } = slotOf(observation);
  return rows ? `Counted: ${rows}` : 'From counts alone';
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
