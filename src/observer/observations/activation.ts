import { and, eq, inArray, ne } from 'drizzle-orm';
import type { Writing } from '../../context.ts';
import { kindOf } from './kind-rules.ts';
import type { Pass } from './night.ts';
import { causeOf, getObservationRow, moveObservation, type Observation } from './observation.ts';
import type { Evidence } from './sources.ts';

/** Makes a proposal active where its kind needs nobody's yes; what it contradicts is then superseded. */
export async function activateUnasked(
  ctx: Writing,
  { pass, id, evidence }: { pass: Pass; id: string; evidence: Evidence[] },
): Promise<void> {
  const observation = await getObservationRow(ctx, id);
  const reason = kindOf(observation.kind).activeBecause(observation, evidence);
  if (observation.status !== 'proposed' || !reason) return;
  const rivals = await listRivals(ctx, observation);
  const newer = rivals.find(
    (each) => each.status === 'active' && each.lastEvidenceAt > observation.lastEvidenceAt,
  );
  if (newer) return supersede(ctx, { pass, id, to: newer.id });
  await moveObservation(ctx, { id, to: 'active', cause: causeOf('code', pass), detail: { reason } });
  for (const rival of rivals) await supersede(ctx, { pass, id: rival.id, to: id });
}

/** Lists the other observations of the same slot and subject: of all of them the newest holds. */
async function listRivals(ctx: Writing, { id, scope, subject, slot }: Observation): Promise<Observation[]> {
  const { observations } = ctx.store.tables;
  return ctx.db
    .select()
    .from(observations)
    .where(
      and(
        eq(observations.scope, scope),
        eq(observations.subject, subject),
        eq(observations.slot, slot),
        ne(observations.id, id),
        inArray(observations.status, ['proposed', 'active']),
      ),
    )
    .orderBy(observations.id);
}

async function supersede(
  ctx: Writing,
  { pass, id, to }: { pass: Pass; id: string; to: string },
): Promise<void> {
  await moveObservation(ctx, {
    id,
    to: 'superseded',
    cause: causeOf('code', pass),
    detail: { by: to },
    patch: { supersededBy: to },
  });
}
