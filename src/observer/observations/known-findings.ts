import { and, eq, inArray } from 'drizzle-orm';
import type { System, Writing } from '../../context.ts';
import { newId } from '../../ids.ts';
import { weigh } from '../../store/observation-evidence.ts';
import { insertRow } from '../../store/prepared-statements.ts';
import type { Row } from '../../store/schema.ts';
import { expiryOf, latestOf } from './evidence.ts';
import { aboutFinding, type Finding } from './finding.ts';
import { subjectsCovering } from './kind-rules.ts';
import type { Night } from './night.ts';
import { type Cause, type Observation, recordEvent } from './observation.ts';
import type { Evidence } from './sources.ts';

type InScope = { scope: string; finding: Pick<Finding, 'kind' | 'subject' | 'slot' | 'valueKey'> };

/** Finds the observation of a finding that is proposed or active. */
export async function findLive(ctx: System, { scope, finding }: InScope): Promise<Observation | undefined> {
  const { observations } = ctx.store.tables;
  const [live] = await ctx.db
    .select()
    .from(observations)
    .where(
      and(
        aboutFinding(observations, { scope, finding }),
        inArray(observations.status, ['proposed', 'active']),
      ),
    );
  return live;
}

/** Finds out whether somebody did not want to hear of a finding, or of one that covers it. */
export async function findSuppression(
  ctx: System,
  { scope, finding }: InScope,
): Promise<Row<'suppressions'> | undefined> {
  const { suppressions } = ctx.store.tables;
  const [found] = await ctx.db
    .select()
    .from(suppressions)
    .where(
      and(
        eq(suppressions.scope, scope),
        inArray(suppressions.subject, subjectsCovering(finding)),
        eq(suppressions.slot, finding.slot),
        eq(suppressions.valueKey, finding.valueKey),
      ),
    )
    .limit(1);
  return found;
}

/** Forgets that somebody did not want to hear of a finding: they have said otherwise. */
export async function liftSuppression(ctx: Writing, { scope, finding }: InScope): Promise<void> {
  const { suppressions } = ctx.store.tables;
  await ctx.db.delete(suppressions).where(aboutFinding(suppressions, { scope, finding }));
}

/** Writes a finding down as a proposal that rests on nothing yet; `until`: the instant up to which was read. */
export async function insertProposal(
  ctx: Writing,
  {
    of: { scope, memberId, night },
    until,
    finding,
    evidence,
    cause,
  }: {
    of: Pick<Night, 'scope' | 'memberId' | 'night'>;
    until: Date;
    finding: Finding;
    evidence: Evidence[];
    cause: Cause;
  },
): Promise<Observation> {
  const now = ctx.clock.now();
  // Where nothing may be cited, the number of members that were counted stands in for the number of sources.
  const sources = finding.signal?.numbers.members ?? 0;
  const days = sources > 0 ? 1 : 0;
  const row = {
    ...finding,
    id: newId(),
    scope,
    memberId,
    status: 'proposed' as const,
    sources,
    days,
    confidence: weigh({ sources, days }),
    night,
    lastEvidenceAt: latestOf(evidence, until),
    expiresAt: expiryOf(finding.kind, until),
    createdAt: now,
    updatedAt: now,
  };
  const observation = await insertRow(ctx, { into: 'observations', row });
  await recordEvent(ctx, { observationId: observation.id, kind: 'proposed', cause });
  return observation;
}
