import { and, eq, inArray, ne } from 'drizzle-orm';
import type { Context, Writing } from '../../context.ts';
import { kindOf } from './kind-rules.ts';
import type { Pass } from './night.ts';
import { type Cause, causeOf, getObservationRow, moveObservation, type Observation } from './observation.ts';

/** Makes a proposal active where its kind needs nobody's yes; what it contradicts is then superseded. */
export async function activateUnasked(ctx: Writing, { pass, id }: { pass: Pass; id: string }): Promise<void> {
  const observation = await getObservationRow(ctx, id);
  const reason = kindOf(observation.kind).activeBecause(observation);
  if (observation.status !== 'proposed' || !reason) return;
  const cause = causeOf('code', pass);
  const rivals = await listRivals(ctx, observation);
  const newer = rivals.find(
    (each) => each.status === 'active' && each.lastEvidenceAt > observation.lastEvidenceAt,
  );
  if (newer) return supersede(ctx, { id, by: newer.id, cause });
  await moveObservation(ctx, { id, to: 'active', cause, detail: { reason } });
  await supersedeRivals(ctx, { observation, cause });
}

/**
 * Makes a proposal active because the actor says so; where it is what a person wants, what they wanted before ends. Gives
 * undefined when it is no proposal any more.
 */
export async function activateByHand(
  ctx: Writing<Context>,
  { id, patch }: { id: string; patch?: Pick<Observation, 'subject' | 'claim'> },
): Promise<Observation | undefined> {
  const { memberId } = ctx.actor;
  const cause = { by: 'member', memberId } as const;
  const reviewed = { reviewedBy: memberId, reviewedAt: ctx.clock.now() };
  const observation = await moveObservation(ctx, {
    id,
    to: 'active',
    cause,
    patch: { ...patch, ...reviewed },
  });
  if (observation && kindOf(observation.kind).restsOn.type === 'own words')
    await supersedeRivals(ctx, { observation, cause });
  return observation;
}

/** Ends what an observation contradicts: all others of the same slot and subject. */
async function supersedeRivals(
  ctx: Writing,
  { observation, cause }: { observation: Observation; cause: Cause },
): Promise<void> {
  for (const { id } of await listRivals(ctx, observation))
    await supersede(ctx, { id, by: observation.id, cause });
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

/** Ends an observation because another one, `by`, has taken its place. */
export async function supersede(
  ctx: Writing,
  { id, by, cause }: { id: string; by: string; cause: Cause },
): Promise<void> {
  await moveObservation(ctx, { id, to: 'superseded', cause, detail: { by }, patch: { supersededBy: by } });
}
