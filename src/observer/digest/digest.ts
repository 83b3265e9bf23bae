import { formatDate } from '../../clock.ts';
import { formatCell } from '../../delivery/cell-format.ts';
import type { Card, Document, Fact } from '../../delivery/document.ts';
import { fold } from '../../text.ts';
import { REASONS, type Reason } from '../observations/claim-rules.ts';
import { kindOf } from '../observations/kind-rules.ts';
import { TEAM } from '../observations/night.ts';
import type { Observation } from '../observations/observation.ts';
import type { Opinions } from './usefulness.ts';

/** Cards in one digest; what does not fit waits for the next one. */
export const MOST_CARDS = 8;
/** Passes that did not end well are named up to here, and counted beyond. */
const NAMED = 5;

/** A pass that did not end as it should. `name` is a member's, or `the team`. */
type Trouble = { name: string; reason: string };

/** What one night has come to. Of what concerns a single member it holds numbers only. */
export type NightSummary = {
  /** The day on which the night ends. */
  night: string;
  /** BCP 47: how numbers are written. */
  locale: string;
  /** Members looked at, and those of them with nothing new. */
  seen: number;
  quiet: number;
  failed: Trouble[];
  /** Ended early because a budget was used up. */
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
  cards: { observation: Observation; origins: number }[];
};

/** What admins read after a night, also when nothing was found: silence could mean that nothing works. */
export function buildDigest(summary: NightSummary): Document {
  // What concerns one member only is not for a channel, whatever the caller hands in.
  const told = summary.cards.filter(({ observation }) => isTold(observation));
  const waiting = told.length - MOST_CARDS;
  return {
    title: `What Rapport noticed · ${formatDate(summary.night)}`,
    text: [sayFound(told.map(({ observation }) => observation)), sayTrouble(summary)]
      .filter(Boolean)
      .join(' '),
    cards: told.slice(0, MOST_CARDS).map(buildCard),
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

function sayTrouble({ failed, stopped }: NightSummary): string {
  if (failed.length > 0) return `The night did not work out for ${nameAll(failed)}.`;
  return stopped.length > 0 ? `The night ended early for ${nameAll(stopped)}.` : '';
}

function nameAll(troubles: Trouble[]): string {
  const [first] = troubles;
  return troubles.length === 1 && first ? first.name : `${troubles.length} of those it looked at`;
}

function buildCard({ observation, origins }: NightSummary['cards'][number]): Card {
  const { id, kind, claim, remark, days, night } = observation;
  const words = kindOf(kind).digest;
  return {
    ...(words ? { title: words.title } : {}),
    // What the agent is told was put into words by code; the observer's own are for whoever reviews it.
    text: remark && fold(remark) !== fold(claim) ? `${claim}\nThe observer says: ${remark}` : claim,
    note: [
      origins > 0 ? `${counted(origins, 'source')} from ${counted(days, 'day')}` : 'From counts alone',
      `first seen ${formatDate(night)}`,
    ].join(' · '),
    actions: words?.buttons.map((button) => ({ ...button, value: id })) ?? [],
  };
}

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
    ...(effect ? compare(effect, number) : []),
    ...listTroubles('Failed', failed),
    ...listTroubles('Ended early', stopped),
  ];
}

type Write = (value: number) => string;

/** Of fewer members nobody else is told what they think. */
const LEAST_MEMBERS = 3;

/** Whether it helps, once there are enough people to compare. */
function compare({ withLearned, without }: NonNullable<NightSummary['effect']>, number: Write): Fact[] {
  if (Math.min(withLearned.members, without.members) < LEAST_MEMBERS) return [];
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
  const words = reasons.map(([reason, count]) => `${REASONS[reason as Reason] ?? reason} (${number(count)})`);
  return [{ label: 'Rejected', value: words.join(', ') }];
}

/** A model without tokens, such as the demo's, costs nothing to tell of. */
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
  const lines = troubles.slice(0, NAMED).map(({ name, reason }) => ({ label, value: `${name}: ${reason}` }));
  const more = troubles.length - NAMED;
  return more > 0 ? [...lines, { label, value: `and ${more} more` }] : lines;
}

function counted(count: number, noun: string, number: Write = String): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const sentence = (words: string) => (/[.!?]$/.test(words) ? words : `${words}.`);
