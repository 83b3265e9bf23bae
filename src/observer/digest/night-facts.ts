import { formatDate } from '../../clock.ts';
import { formatCell } from '../../delivery/cell-format.ts';
import type { Document, Fact } from '../../delivery/document.ts';
import { REFUSAL_REASONS, type RefusalReason } from '../observations/claim-rules.ts';
import type { NightSummary, Trouble } from './digest.ts';
import type { Opinions } from './usefulness.ts';

/** What is told of how a night went. */
const NIGHT = {
  /** Passes that did not end well and are named; further ones are counted. */
  named: 5,
  /** Members whose opinions are compared: of fewer, the others would know what one of them thinks. */
  leastMembers: 3,
} as const;

/** How a night went, for admins who ask. */
export function buildNight(summary: NightSummary): Document {
  return {
    title: `How the night went · ${formatDate(summary.night)}`,
    text: 'What was read, what it cost, and what was refused.',
    facts: buildNightFacts(summary),
  };
}

/** What a night has read, what it has cost, what was refused and why: for those who wonder how it went. */
function buildNightFacts(summary: NightSummary): Fact[] {
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
  if (Math.min(withLearned.members, without.members) < NIGHT.leastMembers) return [];
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
    .slice(0, NIGHT.named)
    .map(({ name, reason }) => ({ label, value: `${name}: ${reason}` }));
  const more = troubles.length - NIGHT.named;
  return more > 0 ? [...lines, { label, value: `and ${more} more` }] : lines;
}

function counted(count: number, noun: string, number: Write = String): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}
