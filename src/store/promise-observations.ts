import { and, eq, inArray } from 'drizzle-orm';
import type { Writing } from '../context.ts';
import { newId } from '../ids.ts';
import { lock } from './locks.ts';
import { redrawSoon, wipeCards } from './observation-cards.ts';
import { eraseObservations } from './observation-evidence.ts';
import type { Row } from './schema.ts';

type Promised = Pick<Row<'followUps'>, 'id' | 'memberId'>;

/**
 * Ends what was observed about a follow-up that is done, or due later now: its card says so instead of asking whether it is
 * still to do.
 */
export async function endPromise(
  ctx: Writing,
  { id: followUpId, memberId, status, dueOn }: Promised & Pick<Row<'followUps'>, 'status' | 'dueOn'>,
): Promise<void> {
  const now = ctx.clock.now();
  const isLate = status === 'open' && dueOn !== null && dueOn < now.toISOString().slice(0, 10);
  const observed = isLate ? [] : await listAbout(ctx, { followUpId, memberId });
  if (observed.length === 0) return;
  await lock(ctx, 'observations');
  const { observations, observationEvents } = ctx.store.tables;
  for (const { id, scope } of observed) {
    await ctx.db
      .update(observations)
      .set({ status: 'expired', updatedAt: now })
      .where(eq(observations.id, id));
    await ctx.db
      .insert(observationEvents)
      .values({ id: newId(), observationId: id, kind: 'expired', by: 'code', createdAt: now });
    await redrawSoon(ctx, { id, scope });
  }
}

/** Erases what was observed about a follow-up that is removed, and takes its words off the cards. */
export async function erasePromise(ctx: Writing, { id: followUpId, memberId }: Promised): Promise<void> {
  const observed = await listAbout(ctx, { followUpId, memberId, isAny: true });
  if (observed.length === 0) return;
  await lock(ctx, 'observations');
  for (const { id, scope } of observed) await wipeCards(ctx, { id, scope });
  await eraseObservations(ctx, { ids: observed.map(({ id }) => id), now: ctx.clock.now() });
}

type About = { followUpId: string; memberId: string; isAny?: boolean };

/** Lists what was observed about a follow-up: a finding about it has its id as its value. What is over counts where any is wanted. */
async function listAbout(
  ctx: Writing,
  { followUpId, memberId, isAny = false }: About,
): Promise<{ id: string; scope: string }[]> {
  const { observations } = ctx.store.tables;
  const { id, scope, status, valueKey } = observations;
  const live = inArray(status, ['proposed', 'active']);
  return ctx.db
    .select({ id, scope })
    .from(observations)
    .where(and(eq(scope, memberId), eq(valueKey, followUpId), isAny ? undefined : live));
}
