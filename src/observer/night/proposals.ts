import type { z } from 'zod';
import { parseInput } from '../../crm/inputs.ts';
import { RapportError } from '../../errors.ts';
import { findClaimProblem, type Problem, type RefusalReason } from '../observations/claim-rules.ts';
import { type Finding, findingOf, isSameFinding } from '../observations/finding.ts';
import { findChoice, kindOf, slotOf } from '../observations/kind-rules.ts';
import { LIMITS } from '../observations/limits.ts';
import type { Observation } from '../observations/observation.ts';
import { sentenceWith, topicKey } from '../observations/quotes.ts';
import type { Evidence } from '../observations/sources.ts';
import type { Scope, Signal } from '../signals/signal.ts';
import type { CitableSources } from './citable-sources.ts';
import { addingTo, cite, inOwnWords, Refusal, showing } from './citations.ts';
import type { NameRules } from './name-rules.ts';
import { Merge, Propose } from './proposal-inputs.ts';
import { findQuoted } from './quoted-proposals.ts';

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
  names: NameRules;
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
      const { reason, message } = error;
      staged.rejected[reason] = (staged.rejected[reason] ?? 0) + 1;
      throw new RapportError('invalid', `Not accepted: ${message}.`);
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
  const kind = kindOf(said.kind);
  const { restsOn, passes } = kind;
  if (!passes.includes(stage.scopeKind)) refuse('off_subject', `${said.kind} is not for this pass`);
  switch (restsOn.type) {
    case 'own words':
      return proposeChoice(stage, said);
    case 'signal':
      return proposeSignal(stage, said);
    case 'quotes':
      return findQuoted({ ...stage, kind: { ...kind, restsOn }, said }).then((found) =>
        addProposal(stage, found),
      );
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
  if (!found) return refuse('off_subject', 'take the slot, the value and where from the list');
  const cited = await cite(stage.sources, { evidence, check: inOwnWords });
  if (cited.length === 0) refuse('no_evidence', 'quote where the person says so');
  const choice = { kind: name, slot, valueKey: value, companyId: null, remark: null, signal: null };
  addProposal(stage, { finding: { ...choice, ...found }, evidence: cited });
}

/** Proposes the finding of a signal. */
async function proposeSignal(stage: OpenStage, said: z.output<typeof Propose>): Promise<void> {
  const { sources, signals, night } = stage;
  const signal = signals.find(({ id }) => id === said.signal);
  if (!signal || signal.kind !== said.kind) return refuse('unknown_signal', sayKnown(signals, said.kind));
  const remark = readRemark(signal, said.claim ?? '');
  // A member alone reads what is theirs; the team's is read by everybody.
  const member =
    remark && stage.scopeKind === 'team' ? await stage.names.memberIn(remark, signal.about) : undefined;
  if (member) refuse('names', `leave out the name of a colleague, ${member}`);
  const cited = await cite(sources, { evidence: said.evidence, check: showing(signal) });
  const behind = sources.behind(signal).map(({ id }) => id);
  if (cited.length === 0 && behind.length > 0)
    refuse('no_evidence', `quote words of a source of ${signal.id}: ${behind.join(', ')}`);
  const evidence = slotOf(signal).isWord
    ? [...cited, ...(await othersNaming(stage, { signal, cited }))]
    : cited;
  addProposal(stage, { finding: findingOf(signal, { remark, night }), evidence });
}

/** The sentences that name what a signal is about in its other sources: they are found by code, and name no colleague. */
async function othersNaming(
  { sources, names }: OpenStage,
  { signal, cited }: { signal: NamedSignal; cited: readonly Evidence[] },
): Promise<Evidence[]> {
  const found: Evidence[] = [];
  for (const source of sources.behind(signal)) {
    const quote = sentenceWith(source.text, topicKey(signal.about));
    const isCited = cited.some((each) => each.source.id === source.id);
    if (!quote || isCited || quote.length > LIMITS.quote || (await names.memberIn(quote))) continue;
    found.push({ source, quote });
  }
  return found;
}

/** Adds a proposal to the stage; an observation that is there already gets its evidence instead. */
function addProposal({ staged, known }: OpenStage, proposal: Staged['proposals'][number]): void {
  const { finding, evidence } = proposal;
  const isTwice = staged.proposals.some((other) => isSameFinding(finding, other.finding));
  if (isTwice) refuse('known', 'you have proposed this tonight, once is enough');
  const observation = known.find((other) => isSameFinding(finding, other));
  if (observation) {
    staged.merges.push({ observation, evidence });
    return;
  }
  const isQuestion = (of: Finding) => kindOf(of.kind).restsOn.type === 'own words';
  const alike = staged.proposals.filter((other) => isQuestion(other.finding) === isQuestion(finding));
  const most = isQuestion(finding) ? LIMITS.questions : LIMITS.proposals;
  if (alike.length >= most) refuse('too_many', `${most} are accepted already, end here`);
  staged.proposals.push(proposal);
}

async function merge(stage: OpenStage, said: z.output<typeof Merge>): Promise<void> {
  const { sources, known, staged } = stage;
  const observation = getKnown(known, said.observation_id);
  const evidence = await cite(sources, { evidence: said.evidence, check: addingTo(observation, stage) });
  if (evidence.length === 0) refuse('no_evidence', 'quote what is new');
  staged.merges.push({ observation, evidence });
}

function getKnown(known: readonly Observation[], id: string): Observation {
  return (
    known.find((each) => each.id === id) ??
    refuse('unknown_source', 'take observation_id from list_observations')
  );
}

const refuse = (reason: Problem['reason'], fix: string): never => {
  throw new Refusal({ reason, fix });
};

function sayKnown(signals: readonly NamedSignal[], kind: string): string {
  const ids = signals.filter((each) => each.kind === kind).map(({ id }) => id);
  return ids.length > 0 ? `the signals of ${kind} are ${ids.join(', ')}` : `tonight has no signal of ${kind}`;
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
