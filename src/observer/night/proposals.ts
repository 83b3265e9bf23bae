import { z } from 'zod';
import { parseInput } from '../../crm/inputs.ts';
import { RapportError } from '../../errors.ts';
import { ID } from '../../ids.ts';
import { clean } from '../../text.ts';
import { type Finding, findingOf, isSameFinding } from '../observations/finding.ts';
import { Kind, LIMITS } from '../observations/kinds.ts';
import type { Observation } from '../observations/life.ts';
import {
  describePreference,
  isPreference,
  type Preference,
  speaksOf,
  takesBack,
} from '../observations/preferences.ts';
import { sentencesAround, standsIn } from '../observations/quotes.ts';
import type { Evidence } from '../observations/sources.ts';
import { findClaimProblem, REASONS, type Reason } from '../observations/wording.ts';
import type { Signal } from '../signals/signal.ts';
import { subjectKey } from '../signals/subject.ts';
import type { Sources } from './citable.ts';

const Cited = z.strictObject({
  id: z.string().max(40).describe('Of a message or an interaction.'),
  quote: z.string().max(LIMITS.quote).describe('Words exactly as they stand there.'),
});
const CitedList = z.array(Cited).max(LIMITS.evidence).default([]);
const word = z.string().max(60).optional();

export const Propose = z.strictObject({
  kind: Kind,
  slot: word.describe('user_preference only, such as format.'),
  value: word.describe('user_preference only, such as bullets.'),
  signal: word.describe('Other kinds: id of the signal, such as s1.'),
  claim: z
    .string()
    .max(1_000)
    .transform(clean)
    .optional()
    .describe(
      `Other kinds: one plain sentence of at most ${LIMITS.claim} characters that names what it is about, with numbers of the signal only.`,
    ),
  evidence: CitedList,
});
export type Propose = z.input<typeof Propose>;

const ObservationId = z.string().regex(ID, 'must be an id as list_observations gives it');

export const Merge = z.strictObject({ observation_id: ObservationId, evidence: CitedList });
export type Merge = z.input<typeof Merge>;

export const Retire = z.strictObject({
  observation_id: ObservationId,
  reason: z.enum(['outdated', 'contradicted']),
  evidence: CitedList,
});
export type Retire = z.input<typeof Retire>;

/** Writes of a pass that have passed the validators and wait for its end. */
export type Staged = {
  proposals: { finding: Finding; evidence: Evidence[] }[];
  merges: { observation: Observation; evidence: Evidence[] }[];
  retirements: { observation: Observation; reason: 'outdated' | 'contradicted' }[];
  /** How many were refused, by reason. */
  rejected: Partial<Record<Reason, number>>;
};

/** A signal under the name by which the observer cites it. */
export type NamedSignal = Signal & { id: string };

type Options = {
  night: string;
  sources: Sources;
  signals: readonly NamedSignal[];
  /** Signals of what is observed already. */
  counted: readonly Signal[];
  /** Observations of this scope that are proposed or active. */
  known: readonly Observation[];
  /** Whose pass it is decides what can be proposed at all: the team has no preferences. */
  isMember: boolean;
};

/** Refused, and why: told to the observer, and counted. */
class Refusal extends Error {
  readonly reason: Reason;
  constructor(reason: Reason) {
    super(REASONS[reason]);
    this.reason = reason;
  }
}

/** Where a pass writes: nothing here touches the database, and nothing passes that code cannot vouch for. */
export function createStage({ night, sources, signals, counted, known, isMember }: Options) {
  const staged: Staged = { proposals: [], merges: [], retirements: [], rejected: {} };

  async function guarded<T>(work: () => Promise<T>): Promise<{ accepted: true }> {
    try {
      await work();
      return { accepted: true };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { reason } = error;
      staged.rejected[reason] = (staged.rejected[reason] ?? 0) + 1;
      throw new RapportError('invalid', `Not accepted: ${REASONS[reason]}.`);
    }
  }

  async function cite(evidence: z.output<typeof CitedList>, fits: (words: Evidence) => Reason | undefined) {
    const cited = new Map<string, Evidence>();
    for (const { id, quote } of evidence) {
      const source = await sources.find(id);
      if (!source) throw new Refusal('unknown_source');
      if (!standsIn(quote, source.text)) throw new Refusal('edited_quote');
      const reason = fits({ source, quote });
      if (reason) throw new Refusal(reason);
      cited.set(id, { source, quote: quote.trim() });
    }
    return [...cited.values()];
  }

  function addProposal(finding: Finding, evidence: Evidence[]): void {
    const isTwice = staged.proposals.some(({ finding: other }) => isSameFinding(finding, other));
    if (isTwice) throw new Refusal('known');
    const observation = known.find((other) => isSameFinding(finding, other));
    if (observation) {
      staged.merges.push({ observation, evidence });
      return;
    }
    if (staged.proposals.length >= LIMITS.proposals) throw new Refusal('too_many');
    staged.proposals.push({ finding, evidence });
  }

  async function proposePreference({
    slot = '',
    value = '',
    evidence,
  }: z.output<typeof Propose>): Promise<void> {
    if (!isMember || !isPreference({ slot, value })) throw new Refusal('off_subject');
    const preference = { slot, value } as Preference;
    const cited = await cite(
      evidence,
      inOwnWords((quote) => speaksOf(quote, preference)),
    );
    if (cited.length === 0) throw new Refusal('no_evidence');
    const claim = describePreference(preference);
    addProposal(
      {
        kind: 'user_preference',
        subject: subjectKey({ of: 'member' }),
        slot,
        valueKey: value,
        companyId: null,
        claim,
        remark: null,
        signal: null,
      },
      cited,
    );
  }

  async function proposeFinding(said: z.output<typeof Propose>): Promise<void> {
    const signal = signals.find(({ id }) => id === said.signal);
    if (!signal || signal.kind !== said.kind) throw new Refusal('unknown_signal');
    const remark = readRemark(signal, said.claim ?? '');
    const cited = await cite(said.evidence, (words) =>
      signal.evidence.includes(words.source.id) ? undefined : 'unrelated',
    );
    if (cited.length === 0 && sources.behind(signal).length > 0) throw new Refusal('no_evidence');
    addProposal(findingOf(signal, { remark, night }), cited);
  }

  return {
    staged,
    propose: (input: Propose) =>
      guarded(() => {
        const said = parseInput(Propose, input);
        return said.kind === 'user_preference' ? proposePreference(said) : proposeFinding(said);
      }),
    merge: (input: Merge) =>
      guarded(async () => {
        const { observation_id: id, evidence } = parseInput(Merge, input);
        const observation = getKnown(known, id);
        const cited = await cite(evidence, fitting(observation, counted));
        if (cited.length === 0) throw new Refusal('no_evidence');
        staged.merges.push({ observation, evidence: cited });
      }),
    retire: (input: Retire) =>
      guarded(async () => {
        const { observation_id: id, reason, evidence } = parseInput(Retire, input);
        const observation = getKnown(known, id);
        // What was counted is counted again every night; a model has no say in whether it still holds.
        if (observation.kind !== 'user_preference') throw new Refusal('off_subject');
        const preference = { slot: observation.slot, value: observation.valueKey } as Preference;
        const cited = await cite(
          evidence,
          inOwnWords((quote) => isAgainst(quote, preference)),
        );
        if (cited.length === 0) throw new Refusal('no_evidence');
        const active = known.filter(({ status }) => status === 'active').length;
        if (staged.retirements.length >= Math.max(1, Math.floor(active * LIMITS.retired)))
          throw new Refusal('too_many');
        staged.retirements.push({ observation, reason });
      }),
  };
}

export type Stage = ReturnType<typeof createStage>;

function getKnown(known: readonly Observation[], id: string): Observation {
  const found = known.find((each) => each.id === id);
  if (!found) throw new Refusal('unknown_source');
  return found;
}

/** What a person wants is learned from messages alone, from what they say themselves in them. */
const inOwnWords =
  (says: (quote: string) => boolean) =>
  ({ source, quote }: Evidence): Reason | undefined => {
    if (source.type !== 'message') return 'not_own_words';
    if (!standsIn(quote, source.own)) return 'not_own_words';
    return says(sentencesAround(quote, source.own)) ? undefined : 'unrelated';
  };

/** Words that ask for another value of the same slot, or take this one back. */
function isAgainst(quote: string, preference: Preference): boolean {
  return takesBack(quote, preference) && !speaksOf(quote, preference);
}

/** The observer's sentence, when there is nothing wrong with it. Of a missed capture only its quote is shown. */
function readRemark(signal: Signal, claim: string): string | null {
  if (signal.kind === 'missed_capture') return null;
  const problem = findClaimProblem(claim, signal);
  if (problem) throw new Refusal(problem);
  return claim;
}

/** What may be added to an observation that is there. */
const fitting =
  (observation: Observation, counted: readonly Signal[]) =>
  (words: Evidence): Reason | undefined => {
    const { kind, slot, valueKey: value } = observation;
    if (kind === 'user_preference')
      return inOwnWords((quote) => speaksOf(quote, { slot, value } as Preference))(words);
    const current = counted.find((each) => isSameFinding(observation, each));
    return current?.evidence.includes(words.source.id) ? undefined : 'unrelated';
  };
