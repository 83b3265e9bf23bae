import type { z } from 'zod';
import { addDays } from '../../clock.ts';
import { isAllOwn } from '../../conversation/own-words.ts';
import { type Problem, REFUSAL_REASONS, type RefusalReason } from '../observations/claim-rules.ts';
import { isSameFinding } from '../observations/finding.ts';
import type { Quotes } from '../observations/kind.ts';
import { kindOf, slotOf } from '../observations/kind-rules.ts';
import type { Observation } from '../observations/observation.ts';
import { hasTopic, standsIn, topicKey } from '../observations/quotes.ts';
import type { Evidence } from '../observations/sources.ts';
import type { Signal } from '../signals/signal.ts';
import type { CitableSources } from './citable-sources.ts';
import type { NameRules } from './name-rules.ts';
import type { CitedList } from './proposal-inputs.ts';

/** A proposal is refused. The reason is counted; the observer is told it with what to change. */
export class Refusal extends Error {
  readonly reason: RefusalReason;
  constructor({ reason, fix }: Problem) {
    super(`${REFUSAL_REASONS[reason]}: ${fix}`);
    this.reason = reason;
  }
}

/** Tells why words may not be cited for a claim; undefined when they may. */
type Check = (words: Evidence) => Problem | undefined | Promise<Problem | undefined>;

/** Days for which words that were said speak for what is so. */
const RECENT_DAYS = 30;
const SHOWN = 60;

/**
 * Checks the citations of a proposal, and gives the evidence, each source once. Throws `Refusal` for words that do not
 * stand there, or that `check` refuses.
 */
export async function cite(
  sources: CitableSources,
  { evidence, check }: { evidence: z.output<typeof CitedList>; check: Check },
): Promise<Evidence[]> {
  const cited = new Map<string, Evidence>();
  for (const { id, quote } of evidence) {
    const source = await sources.find(id);
    if (!source) {
      const fix = `cite ids that a tool or a signal has given you in this pass, ${id} is none`;
      throw new Refusal({ reason: 'unknown_source', fix });
    }
    if (!standsIn(quote, source.text)) {
      const fix = `copy the words of ${id} exactly, one piece of at least a few words; “${quote.slice(0, SHOWN)}” does not stand there`;
      throw new Refusal({ reason: 'edited_quote', fix });
    }
    const problem = await check({ source, quote });
    if (problem) throw new Refusal(problem);
    cited.set(id, { source, quote: quote.trim() });
  }
  return [...cited.values()];
}

/**
 * Checks that the words are a person's own, in a message: what people want is learned from nothing else. What they mean is
 * for the person to say, who is asked.
 */
export const inOwnWords = ({ source, quote }: Evidence): Problem | undefined => {
  if (source.type === 'message' && standsIn(quote, source.own)) return undefined;
  const fix = 'quote what the person has written themselves (“own”), not what they pasted or quoted';
  return { reason: 'not_own_words', fix };
};

/**
 * Checks that the words are a person's own beyond doubt: what they ask of Rapport is counted without asking them, so that in
 * doubt it counts for nothing.
 */
const ownBeyondDoubt = (cited: Evidence): Problem | undefined => {
  const problem = inOwnWords(cited);
  if (problem || isAllOwn(cited.source.text)) return problem;
  const fix = `leave ${cited.source.id} out, it is doubtful: with a quotation, a colon or several lines it may be somebody else’s`;
  return { reason: 'not_own_words', fix };
};

/** Checks that the words are from a source in which a signal shows. */
export const showing =
  (signal: Signal | undefined): Check =>
  ({ source, quote }) => {
    if (signal?.evidence.includes(source.id)) {
      const { about } = signal;
      if (!slotOf(signal).isWord || hasTopic(quote, topicKey(about))) return undefined;
      return { reason: 'unrelated', fix: sayWhere(source.id, about) };
    }
    const known = signal?.evidence ?? [];
    const fix =
      known.length === 0
        ? 'no evidence is needed for this signal, leave it out'
        : `cite the sources of the signal: ${known.join(', ')}`;
    return { reason: 'unrelated', fix };
  };

const sayWhere = (id: string, topic: string) => `quote the sentence of ${id} in which “${topic}” stands`;

/** What the words have to show for a finding that rests on quotes. */
export type Quoted = {
  restsOn: Quotes;
  names: NameRules;
  /** The day on which the night ends. */
  night: string;
  /** The words that have to stand in each quote, where the kind is about a topic. */
  topic: string;
  /** The customer who has to be quoted, where only one may be and it is known who. */
  companyId?: string | null;
};

/** Checks that the words may be quoted for a finding: where they are from, when they were said, and what they name. */
export const quotable =
  ({ restsOn, names, night, topic, companyId }: Quoted): Check =>
  async ({ source, quote }) => {
    const { from, about } = restsOn;
    if (from === 'own words') {
      const problem = ownBeyondDoubt({ source, quote });
      if (problem) return problem;
    } else {
      if (source.type !== 'interaction')
        return { reason: 'not_own_words', fix: 'quote interactions, as get_interactions gives them' };
      if (companyId && source.companyId !== companyId)
        return { reason: 'unrelated', fix: 'quote interactions with that one customer' };
      if (source.on < addDays(night, -RECENT_DAYS))
        return { reason: 'too_old', fix: `quote what was said in the last ${RECENT_DAYS} days` };
      const member = await names.memberIn(quote);
      if (member)
        return {
          reason: 'names',
          fix: `quote words of ${source.id} without the name of a colleague, ${member}`,
        };
    }
    if (about === 'topic' && !hasTopic(quote, topic))
      return {
        reason: 'unrelated',
        fix: `${sayWhere(source.id, topic)}, or take a topic that every quote has`,
      };
    return undefined;
  };

/** Checks that the words may be added to an observation that is there. */
export function addingTo(
  observation: Observation,
  { counted, names, night }: { counted: readonly Signal[] } & Pick<Quoted, 'names' | 'night'>,
): Check {
  const { restsOn } = kindOf(observation.kind);
  const { valueKey: topic, companyId } = observation;
  if (restsOn.type === 'own words') return inOwnWords;
  if (restsOn.type === 'quotes') return quotable({ restsOn, names, night, topic, companyId });
  return showing(counted.find((each) => isSameFinding(observation, each)));
}
