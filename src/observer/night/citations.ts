import type { z } from 'zod';
import { REFUSAL_REASONS, type RefusalReason } from '../observations/claim-rules.ts';
import { isSameFinding } from '../observations/finding.ts';
import { kindOf } from '../observations/kind-rules.ts';
import type { Observation } from '../observations/observation.ts';
import { standsIn } from '../observations/quotes.ts';
import type { Evidence } from '../observations/sources.ts';
import type { Signal } from '../signals/signal.ts';
import type { CitableSources } from './citable-sources.ts';
import type { CitedList } from './proposal-inputs.ts';

/** A proposal is refused. The reason is told to the observer, and counted. */
export class Refusal extends Error {
  readonly reason: RefusalReason;
  constructor(reason: RefusalReason) {
    super(REFUSAL_REASONS[reason]);
    this.reason = reason;
  }
}

/** Tells why words may not be cited for a claim; undefined when they may. */
type Check = (words: Evidence) => RefusalReason | undefined;

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
    if (!source) throw new Refusal('unknown_source');
    if (!standsIn(quote, source.text)) throw new Refusal('edited_quote');
    const reason = check({ source, quote });
    if (reason) throw new Refusal(reason);
    cited.set(id, { source, quote: quote.trim() });
  }
  return [...cited.values()];
}

/**
 * Checks that the words are a person's own, in a message: what people want is learned from nothing else. What they mean is
 * for the person to say, who is asked.
 */
export const inOwnWords: Check = ({ source, quote }) =>
  source.type === 'message' && standsIn(quote, source.own) ? undefined : 'not_own_words';

/** Checks that the words are from a source in which a signal shows. */
export const showing =
  (signal: Signal | undefined): Check =>
  ({ source }) =>
    signal?.evidence.includes(source.id) ? undefined : 'unrelated';

/** Checks that the words may be added to an observation that is there. */
export function addingTo(observation: Observation, counted: readonly Signal[]): Check {
  const { restsOn } = kindOf(observation.kind);
  if (restsOn.type === 'own words') return inOwnWords;
  return showing(counted.find((each) => isSameFinding(observation, each)));
}
