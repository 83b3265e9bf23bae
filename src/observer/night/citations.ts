import type { z } from 'zod';
import { REASONS, type Reason } from '../observations/claim-rules.ts';
import { isSameFinding } from '../observations/finding.ts';
import type { Choice, Kind } from '../observations/kind.ts';
import { kindOf } from '../observations/kind-rules.ts';
import type { Observation } from '../observations/observation.ts';
import { sentencesAround, standsIn } from '../observations/quotes.ts';
import type { Evidence } from '../observations/sources.ts';
import type { Signal } from '../signals/signal.ts';
import type { Sources } from './citable-sources.ts';
import type { CitedList } from './proposal-inputs.ts';

/** Refused, and why: told to the observer, and counted. */
export class Refusal extends Error {
  readonly reason: Reason;
  constructor(reason: Reason) {
    super(REASONS[reason]);
    this.reason = reason;
  }
}

/** Why words may not be cited for something; undefined when they may. */
type Check = (words: Evidence) => Reason | undefined;

/** What is cited, each source once. Throws `Refusal` for words that do not stand there, or that `check` refuses. */
export async function cite(
  sources: Sources,
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

/** What a person wants is learned from messages alone, from what they say themselves in them. */
const inOwnWords =
  (says: (quote: string) => boolean): Check =>
  ({ source, quote }) => {
    if (source.type !== 'message') return 'not_own_words';
    if (!standsIn(quote, source.own)) return 'not_own_words';
    return says(sentencesAround(quote, source.own)) ? undefined : 'unrelated';
  };

type OwnWords = Extract<Kind['restsOn'], { type: 'own words' }>;

/** Words with which a person makes a choice. */
export const speakingFor = ({ speaksFor }: OwnWords, choice: Choice): Check =>
  inOwnWords((quote) => speaksFor(quote, choice));

/** Words with which a person takes a choice back. */
export const takingBack = ({ takesBack }: OwnWords, choice: Choice): Check =>
  inOwnWords((quote) => takesBack(quote, choice));

/** Words of a source in which a signal shows. */
export const showing =
  (signal: Signal | undefined): Check =>
  ({ source }) =>
    signal?.evidence.includes(source.id) ? undefined : 'unrelated';

/** Words that may be added to an observation that is there. */
export function addingTo(observation: Observation, counted: readonly Signal[]): Check {
  const { restsOn } = kindOf(observation.kind);
  if (restsOn.type === 'own words') return speakingFor(restsOn, choiceOf(observation));
  return showing(counted.find((each) => isSameFinding(observation, each)));
}

/** What was chosen from a closed list when this was observed. */
export function choiceOf({ slot, valueKey: value }: Observation): Choice {
  return { slot, value };
}
