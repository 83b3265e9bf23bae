import type { z } from 'zod';
import { parseInput } from '../../crm/inputs.ts';
import { RapportError } from '../../errors.ts';
import { findClaimProblem, REFUSAL_REASONS, type RefusalReason } from '../observations/claim-rules.ts';
import { type Finding, findingOf, isSameFinding } from '../observations/finding.ts';
import { findChoice, kindOf } from '../observations/kind-rules.ts';
import { LIMITS } from '../observations/limits.ts';
import type { Observation } from '../observations/observation.ts';
import type { Evidence } from '../observations/sources.ts';
import type { Scope, Signal } from '../signals/signal.ts';
import type { CitableSources } from './citable-sources.ts';
import { addingTo, cite, inOwnWords, Refusal, showing } from './citations.ts';
import { Merge, Propose } from './proposal-inputs.ts';

/** What the observer has written in a pass: checked by code, and saved when the pass ends. */
export type Staged = {
  proposals: { finding: Finding; evidence: Evidence[] }[];
  merges: { observation: Observation; evidence: Evidence[] }[];
  /** How many were refused, by reason. */
  rejected: Partial<Record<RefusalReason, number>>;
};

/** A signal under the name by which the observer cites it. */
export type NamedSignal = Signal & { id: string };

/** What a stage checks proposals by. */
type StageOptions = {
  night: string;
  sources: CitableSources;
  signals: readonly NamedSignal[];
  /** Signals that have an observation already. */
  counted: readonly Signal[];
  /** Observations of this scope that are proposed or active. */
  known: readonly Observation[];
  /** Whose pass it is. That decides what can be proposed at all: the team has no preferences. */
  scopeKind: Scope['kind'];
};

/** Where the observer's proposals wait until the pass ends. */
export type Stage = {
  staged: Staged;
  propose(input: Propose): Promise<Accepted>;
  merge(input: Merge): Promise<Accepted>;
};
/** The answer to a write that was accepted. */
type Accepted = { accepted: true };

/** Opens a stage. It writes nothing to the database, and accepts nothing that code cannot check. */
export function createStage(options: StageOptions): Stage {
  const staged: Staged = { proposals: [], merges: [], rejected: {} };
  const stage = { ...options, staged };
  const guarded = async (write: () => Promise<void>): Promise<Accepted> => {
    try {
      await write();
      return { accepted: true };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { reason } = error;
      staged.rejected[reason] = (staged.rejected[reason] ?? 0) + 1;
      throw new RapportError('invalid', `Not accepted: ${REFUSAL_REASONS[reason]}.`);
    }
  };
  return {
    staged,
    propose: (input) => guarded(() => propose(stage, parseInput(Propose, input))),
    merge: (input) => guarded(() => merge(stage, parseInput(Merge, input))),
  };
}

/** A stage with what is on it. */
type OpenStage = StageOptions & { staged: Staged };

function propose(stage: OpenStage, said: z.output<typeof Propose>): Promise<void> {
  const { restsOn } = kindOf(said.kind);
  switch (restsOn.type) {
    case 'own words':
      return proposeChoice(stage, said);
    case 'signal':
      return proposeSignal(stage, said);
    default:
      return restsOn satisfies never;
  }
}

/** Proposes a value of a closed list: code says the claim, and the person's own words are cited for it. */
async function proposeChoice(
  stage: OpenStage,
  { kind: name, slot = '', value = '', where, evidence }: z.output<typeof Propose>,
): Promise<void> {
  const kind = kindOf(name);
  const found = findChoice(kind, { slot, value, where });
  if (!found || !kind.passes.includes(stage.scopeKind)) throw new Refusal('off_subject');
  const cited = await cite(stage.sources, { evidence, check: inOwnWords });
  if (cited.length === 0) throw new Refusal('no_evidence');
  const choice = { kind: name, slot, valueKey: value, companyId: null, remark: null, signal: null };
  addProposal(stage, { finding: { ...choice, ...found }, evidence: cited });
}

/** Proposes the finding of a signal. */
async function proposeSignal(stage: OpenStage, said: z.output<typeof Propose>): Promise<void> {
  const { sources, signals, night } = stage;
  const signal = signals.find(({ id }) => id === said.signal);
  if (!signal || signal.kind !== said.kind) throw new Refusal('unknown_signal');
  if (!kindOf(signal.kind).passes.includes(stage.scopeKind)) throw new Refusal('off_subject');
  const remark = readRemark(signal, said.claim ?? '');
  const cited = await cite(sources, { evidence: said.evidence, check: showing(signal) });
  if (cited.length === 0 && sources.behind(signal).length > 0) throw new Refusal('no_evidence');
  addProposal(stage, { finding: findingOf(signal, { remark, night }), evidence: cited });
}

/** Adds a proposal to the stage; an observation that is there already gets its evidence instead. */
function addProposal({ staged, known }: OpenStage, proposal: Staged['proposals'][number]): void {
  const { finding, evidence } = proposal;
  const isTwice = staged.proposals.some((other) => isSameFinding(finding, other.finding));
  if (isTwice) throw new Refusal('known');
  const observation = known.find((other) => isSameFinding(finding, other));
  if (observation) {
    staged.merges.push({ observation, evidence });
    return;
  }
  if (staged.proposals.length >= LIMITS.proposals) throw new Refusal('too_many');
  staged.proposals.push(proposal);
}

async function merge(stage: OpenStage, said: z.output<typeof Merge>): Promise<void> {
  const { sources, counted, known, staged } = stage;
  const observation = getKnown(known, said.observation_id);
  const evidence = await cite(sources, { evidence: said.evidence, check: addingTo(observation, counted) });
  if (evidence.length === 0) throw new Refusal('no_evidence');
  staged.merges.push({ observation, evidence });
}

function getKnown(known: readonly Observation[], id: string): Observation {
  const found = known.find((each) => each.id === id);
  if (!found) throw new Refusal('unknown_source');
  return found;
}

/**
 * Reads the observer's sentence about a signal; null for kinds that keep none. Throws `Refusal` when a rule is broken.
 */
function readRemark(signal: Signal, claim: string): string | null {
  const { restsOn } = kindOf(signal.kind);
  if (restsOn.type !== 'signal' || !restsOn.hasRemark) return null;
  const problem = findClaimProblem(claim, signal);
  if (problem) throw new Refusal(problem);
  return claim;
}
