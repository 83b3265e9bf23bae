import { findingOf, isSameFinding } from '../observations/finding.ts';
import { kindOf } from '../observations/kind-rules.ts';
import type { Signal } from '../signals/signal.ts';
import type { NamedSignal, Staged } from './proposals.ts';

/**
 * Counts the signals of proposals once more before these are written, and leaves out proposals whose numbers have
 * changed.
 */
export async function recounted(staged: Staged, count: () => Promise<Signal[]>): Promise<Staged> {
  if (staged.proposals.every(({ finding }) => finding.signal === null)) return staged;
  const signals = await count();
  const holds = ({ finding }: Staged['proposals'][number]) =>
    finding.signal === null ||
    signals.some(
      (each) =>
        isSameFinding(each, finding) &&
        JSON.stringify(each.numbers) === JSON.stringify(finding.signal?.numbers),
    );
  const proposals = staged.proposals.filter(holds);
  const lost = staged.proposals.length - proposals.length;
  return lost === 0 ? staged : { ...staged, proposals, rejected: { ...staged.rejected, not_so: lost } };
}

/** Whether a signal needs nobody's judgement: the observer is not asked about it. */
export function isEvident({ kind }: Pick<Signal, 'kind'>): boolean {
  const { restsOn } = kindOf(kind);
  return restsOn.type === 'signal' && restsOn.isSelfEvident === true;
}

/** Adds the findings of signals that need no judgement to what the observer has proposed, if it was asked. */
export function withEvident(
  staged: Staged | undefined,
  { signals, night }: { signals: readonly NamedSignal[]; night: string },
): Staged | undefined {
  if (signals.length === 0) return staged;
  const proposals = signals.map((signal) => ({
    finding: findingOf(signal, { remark: null, night }),
    evidence: [],
  }));
  const { merges, rejected, proposals: own } = staged ?? { merges: [], rejected: {}, proposals: [] };
  return { merges, rejected, proposals: [...own, ...proposals] };
}
