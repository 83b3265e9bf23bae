import { and, desc, eq } from 'drizzle-orm';
import type { Writing } from '../../context.ts';
import type { Row } from '../../store/schema.ts';
import { activateUnasked } from '../observations/activation.ts';
import type { RefusalReason } from '../observations/claim-rules.ts';
import { addEvidence, stillStanding } from '../observations/evidence.ts';
import { aboutFinding, type Finding } from '../observations/finding.ts';
import { kindOf, strengthOf } from '../observations/kind-rules.ts';
import { findLive, findSuppression, insertProposal } from '../observations/known-findings.ts';
import type { Pass } from '../observations/night.ts';
import { causeOf, getObservationRow, moveObservation, recordEvent } from '../observations/observation.ts';
import type { Evidence } from '../observations/sources.ts';
import type { Staged } from './proposals.ts';

/** How many observations a night has created, and to how many it has added evidence. */
export type Tally = { created: number; merged: number };

/**
 * Saves the proposals of a pass in the transaction that ends the night. After a crash another attempt gives the same
 * rows, since nothing of the earlier attempt was saved.
 */
export async function applyStaged(
  ctx: Writing,
  { pass, staged }: { pass: Pass; staged: Staged },
): Promise<Tally> {
  const tally: Tally = { created: 0, merged: 0 };
  const refuse = (reason: RefusalReason) => {
    staged.rejected[reason] = (staged.rejected[reason] ?? 0) + 1;
  };
  for (const { finding, evidence: cited } of staged.proposals) {
    const evidence = await stillStanding(ctx, { pass, evidence: cited });
    if (cited.length > 0 && evidence.length === 0) {
      refuse('unknown_source');
      continue;
    }
    const outcome = await propose(ctx, { pass, finding, evidence });
    if (outcome) tally[outcome] += 1;
    else refuse('dismissed');
  }
  for (const { observation, evidence: cited } of staged.merges) {
    const evidence = await stillStanding(ctx, { pass, evidence: cited });
    if (await merge(ctx, { pass, id: observation.id, evidence })) tally.merged += 1;
  }
  return tally;
}

/** Keeps a finding as a proposal, or as evidence for what is known; undefined when it says nothing new or was dismissed. */
export async function propose(
  ctx: Writing,
  { pass, finding, evidence }: { pass: Pass; finding: Finding; evidence: Evidence[] },
): Promise<'created' | 'merged' | undefined> {
  const { scope } = pass.night;
  const live = await findLive(ctx, { scope, finding });
  if (live) return (await merge(ctx, { pass, id: live.id, evidence })) ? 'merged' : undefined;
  const suppressed = await findSuppression(ctx, { scope, finding });
  if (suppressed) {
    // Whoever has said no to what they are asked says so by day when they change their mind.
    if (kindOf(finding.kind).restsOn.type === 'own words') return undefined;
    return reopenIfDoubled(ctx, { pass, suppressed, finding, evidence });
  }
  const { night, until } = pass;
  const cause = causeOf('observer', pass);
  const observation = await insertProposal(ctx, { of: night, until, finding, evidence, cause });
  await addEvidence(ctx, { until, observation, evidence });
  await activateUnasked(ctx, { pass, id: observation.id });
  return 'created';
}

/** Adds evidence to a dismissed observation; it is proposed again when it has twice as much as at its dismissal. */
async function reopenIfDoubled(
  ctx: Writing,
  {
    pass,
    suppressed,
    finding,
    evidence,
  }: { pass: Pass; suppressed: Row<'suppressions'>; finding: Finding; evidence: Evidence[] },
): Promise<'created' | undefined> {
  const { observations, suppressions } = ctx.store.tables;
  const { scope } = pass.night;
  const [dismissed] = await ctx.db
    .select()
    .from(observations)
    .where(and(aboutFinding(observations, { scope, finding }), eq(observations.status, 'dismissed')))
    .orderBy(desc(observations.id))
    .limit(1);
  if (!dismissed) return undefined;
  await addEvidence(ctx, { until: pass.until, observation: dismissed, evidence });
  const now = await getObservationRow(ctx, dismissed.id);
  if (strengthOf(finding, now.sources) < 2 * suppressed.sources) return undefined;
  await ctx.db.delete(suppressions).where(eq(suppressions.id, suppressed.id));
  const { claim, remark, signal } = finding;
  await moveObservation(ctx, {
    id: dismissed.id,
    to: 'proposed',
    cause: causeOf('code', pass),
    detail: { sources: now.sources },
    patch: { claim, remark, signal, toldAt: null, reviewedBy: null, reviewedAt: null },
  });
  await activateUnasked(ctx, { pass, id: dismissed.id });
  return 'created';
}

async function merge(
  ctx: Writing,
  { pass, id, evidence }: { pass: Pass; id: string; evidence: Evidence[] },
): Promise<boolean> {
  const { observations } = ctx.store.tables;
  const [observation] = await ctx.db.select().from(observations).where(eq(observations.id, id));
  // The observation may have been erased meanwhile.
  if (!observation) return false;
  const added = await addEvidence(ctx, { until: pass.until, observation, evidence });
  if (added === 0) return false;
  await recordEvent(ctx, {
    observationId: id,
    kind: 'merged',
    cause: causeOf('observer', pass),
    detail: { added },
  });
  await activateUnasked(ctx, { pass, id });
  return true;
}
