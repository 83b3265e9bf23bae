import type { Writing } from '../../context.ts';
import { findingOf } from '../observations/finding.ts';
import { findLive } from '../observations/known-findings.ts';
import type { Pass } from '../observations/night.ts';
import type { Signal } from '../signals/signal.ts';
import { hasEnded, propose } from './save-proposals.ts';

/** Keeps what code finds without asking a model, and is not known yet. Gives how many are new. */
export async function keepOwnFindings(
  ctx: Writing,
  { pass, signals }: { pass: Pass; signals: readonly Signal[] },
): Promise<number> {
  const { scope, night } = pass.night;
  let created = 0;
  for (const signal of signals) {
    const finding = findingOf(signal, { remark: null, night });
    if ((await findLive(ctx, { scope, finding })) || (await hasEnded(ctx, { scope, finding }))) continue;
    if ((await propose(ctx, { pass, finding, evidence: [] })) === 'created') created += 1;
  }
  return created;
}
