import { eq } from 'drizzle-orm';
import { DAY_MS } from '../../clock.ts';
import type { Writing } from '../../context.ts';
import { newId } from '../../ids.ts';
import { countEvidence } from '../../store/observation-evidence.ts';
import { insertNew } from '../../store/prepared-statements.ts';
import { kindOf } from './kind-rules.ts';
import type { Pass } from './night.ts';
import type { Observation } from './observation.ts';
import { standsIn } from './quotes.ts';
import { type Evidence, findSources } from './sources.ts';

/**
 * Lists the evidence whose source is still there, may still be cited in this pass, and still has the quote in it:
 * somebody may have deleted, edited or hidden the source while the observer was thinking.
 */
export async function stillStanding(
  ctx: Writing,
  { pass, evidence }: { pass: Pass; evidence: Evidence[] },
): Promise<Evidence[]> {
  if (evidence.length === 0) return [];
  const ids = evidence.map(({ source }) => source.id);
  const found = await findSources(ctx, { ids, ...pass.night });
  const texts = new Map(found.map(({ id, text }) => [id, text]));
  return evidence.filter(({ source, quote }) => standsIn(quote, texts.get(source.id) ?? ''));
}

/**
 * Adds evidence to an observation and computes its confidence anew. Gives how many sources are new; only new sources let
 * an observation live longer, from the instant `until` which was read.
 */
export async function addEvidence(
  ctx: Writing,
  { until, observation, evidence }: { until: Date; observation: Observation; evidence: Evidence[] },
): Promise<number> {
  let added = 0;
  for (const { source, quote } of evidence) {
    const row = {
      id: newId(),
      observationId: observation.id,
      messageId: source.type === 'message' ? source.id : null,
      interactionId: source.type === 'interaction' ? source.id : null,
      quote,
      saidOn: source.on,
      createdAt: ctx.clock.now(),
    };
    const isNew = await insertNew(ctx, { into: 'observationEvidence', row });
    if (isNew) added += 1;
  }
  if (added > 0) await weighAnew(ctx, { until, observation, latest: latestOf(evidence, until) });
  return added;
}

async function weighAnew(
  ctx: Writing,
  { until, observation, latest }: { until: Date; observation: Observation; latest: Date },
): Promise<void> {
  const { observations } = ctx.store.tables;
  const { lastEvidenceAt } = observation;
  await ctx.db
    .update(observations)
    .set({
      ...(await countEvidence(ctx, observation.id)),
      lastEvidenceAt: latest > lastEvidenceAt ? latest : lastEvidenceAt,
      expiresAt: expiryOf(observation.kind, until),
      updatedAt: ctx.clock.now(),
    })
    .where(eq(observations.id, observation.id));
}

/** When the newest evidence was said; an interaction counts from the instant `until` which the night has read that cites it. */
export function latestOf(evidence: Evidence[], until: Date): Date {
  const times = evidence.map(({ source }) => (source.type === 'message' ? source.at : until).getTime());
  return new Date(times.length > 0 ? Math.max(...times) : until.getTime());
}

/** When an observation expires that gets no new evidence after an instant; null when only a person can close it. */
export function expiryOf(kind: Observation['kind'], from: Date): Date | null {
  const { daysToLive } = kindOf(kind);
  return daysToLive === null ? null : new Date(from.getTime() + daysToLive * DAY_MS);
}
