import { and, eq, isNotNull } from 'drizzle-orm';
import { type Context, transact, type Writing } from '../../context.ts';
import { notFound } from '../../errors.ts';
import { lock } from '../../store/locks.ts';
import { activateByHand, supersede } from './activation.ts';
import { findChoice, kindOf } from './kind-rules.ts';
import { findLive, liftSuppression } from './known-findings.ts';
import { moveObservation, type Observation, suppress } from './observation.ts';
import { decided, dismiss, getReviewable } from './reviews.ts';

/**
 * Says yes to a preference that was asked for all answers, and to answers about reports alone: for all answers it is not
 * asked again. Throws `not_found` for what cannot be narrowed, or `conflict` when it is decided.
 */
export async function approveInReports(ctx: Context, { id }: { id: string }): Promise<Observation> {
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'observations');
    const asked = await getReviewable(ctx, id);
    const { kind, scope, slot, valueKey, status } = asked;
    const narrow = findChoice(kindOf(kind), { slot, value: valueKey, where: 'reports' });
    if (!narrow) throw notFound('observation', id);
    if (status !== 'proposed') throw decided(asked);
    const { memberId } = ctx.actor;
    const finding = { kind, slot, valueKey, subject: narrow.subject };
    const there = await findLive(ctx, { scope, finding });
    if (there && there.id !== id) {
      await supersede(ctx, { id, by: there.id, cause: { by: 'member', memberId } });
      await suppress(ctx, { observation: asked, memberId });
      return (await activateByHand(ctx, { id: there.id })) ?? there;
    }
    const approved = await activateByHand(ctx, { id, patch: narrow });
    if (!approved) throw decided(asked);
    if (asked.subject !== narrow.subject) await suppress(ctx, { observation: asked, memberId });
    return approved;
  });
}

/**
 * Takes back what was learned, whether it holds already or is only asked; what it had taken the place of, by somebody's
 * yes, holds again. Throws `conflict` when it is decided otherwise.
 */
export async function takeBack(ctx: Context, { id }: { id: string }): Promise<Observation> {
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'observations');
    const dismissed = await dismiss(ctx, { id });
    const { observations } = ctx.store.tables;
    const replaced = await ctx.db
      .select()
      .from(observations)
      .where(
        and(
          eq(observations.supersededBy, id),
          eq(observations.status, 'superseded'),
          isNotNull(observations.reviewedBy),
        ),
      )
      .orderBy(observations.id);
    for (const each of replaced) await reactivate(ctx, each);
    return dismissed;
  });
}

/**
 * Makes active again what held until its member had it forgotten. Throws `conflict` when the same is there once more, or it
 * never held.
 */
export async function restore(ctx: Context, { id }: { id: string }): Promise<Observation> {
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'observations');
    const forgotten = await getReviewable(ctx, id);
    const { kind, status } = forgotten;
    if (kindOf(kind).restsOn.type !== 'own words') throw notFound('observation', id);
    const mayReturn = status === 'dismissed' && (await hasHeld(ctx, id));
    const restored = mayReturn ? await reactivate(ctx, forgotten) : undefined;
    if (!restored) throw decided(forgotten);
    return restored;
  });
}

async function hasHeld(ctx: Writing, id: string): Promise<boolean> {
  const { observationEvents: events } = ctx.store.tables;
  const isIt = and(eq(events.observationId, id), eq(events.kind, 'activated'));
  return (await ctx.db.$count(events, isIt)) > 0;
}

/** Gives undefined, and does nothing, when the same is live as another observation. */
async function reactivate(ctx: Writing<Context>, observation: Observation): Promise<Observation | undefined> {
  const { id, scope } = observation;
  if (await findLive(ctx, { scope, finding: observation })) return undefined;
  await liftSuppression(ctx, { scope, finding: observation });
  const cause = { by: 'member', memberId: ctx.actor.memberId } as const;
  await moveObservation(ctx, { id, to: 'proposed', cause, patch: { supersededBy: null } });
  return activateByHand(ctx, { id });
}
