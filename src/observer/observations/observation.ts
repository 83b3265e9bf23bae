import { and, eq, inArray } from 'drizzle-orm';
import type { Context, System, Writing } from '../../context.ts';
import { newId } from '../../ids.ts';
import { insertUnread } from '../../store/prepared-statements.ts';
import type { Row } from '../../store/schema.ts';
import type { ObservationStatus } from '../../store/schema-observations.ts';
import { strengthOf } from './kind-rules.ts';
import { TEAM } from './night.ts';

/** A finding of the observer, as it is kept. */
export type Observation = Row<'observations'>;
/** An entry in the history of an observation. */
export type ObservationEvent = Row<'observationEvents'>;

/** Whether an observation concerns the actor: it is the team's, or their own. */
export const concerns = ({ actor }: Context, { scope }: Observation): boolean =>
  scope === TEAM || scope === actor.memberId;

/** Who changed an observation: a member by a click, the observer in a night, or code on its own. */
export type Cause = { by: ObservationEvent['by']; memberId?: string; dreamRunId?: string };

/** The cause of a change that is made in a night. */
export function causeOf(by: Cause['by'], { night }: { night: { id: string } }): Cause {
  return { by, dreamRunId: night.id };
}

/** Adds to the history of an observation. `detail` holds numbers, names of reasons and ids, never anybody's words. */
export async function recordEvent(
  ctx: Writing,
  {
    observationId,
    kind,
    cause,
    detail,
  }: {
    observationId: string;
    kind: ObservationEvent['kind'];
    cause: Cause;
    detail?: ObservationEvent['detail'];
  },
): Promise<void> {
  const row = { id: newId(), observationId, kind, ...cause, detail, createdAt: ctx.clock.now() };
  await insertUnread(ctx, { into: 'observationEvents', row });
}

/** From which statuses an observation may go to which, and what its history calls that. */
const MOVES = {
  active: { from: ['proposed'], event: 'activated' },
  superseded: { from: ['proposed', 'active'], event: 'superseded' },
  expired: { from: ['proposed', 'active'], event: 'expired' },
  dismissed: { from: ['proposed', 'active'], event: 'dismissed' },
  proposed: { from: ['dismissed', 'expired', 'superseded', 'active'], event: 'reopened' },
} as const satisfies Record<
  ObservationStatus,
  { from: readonly ObservationStatus[]; event: ObservationEvent['kind'] }
>;

/**
 * Changes the status of an observation and records the event. Gives undefined, and writes nothing, when the
 * observation cannot go there from its status, or is not in the status `from` in which it was seen.
 */
export async function moveObservation(
  ctx: Writing,
  {
    id,
    from,
    to,
    cause,
    detail,
    patch = {},
  }: {
    id: string;
    from?: ObservationStatus | undefined;
    to: ObservationStatus;
    cause: Cause;
    detail?: ObservationEvent['detail'];
    patch?: Partial<Observation>;
  },
): Promise<Observation | undefined> {
  const { observations } = ctx.store.tables;
  const { event, from: sources } = MOVES[to];
  const movable = [...sources].filter((status) => !from || status === from);
  const [moved] = await ctx.db
    .update(observations)
    .set({ ...patch, status: to, updatedAt: ctx.clock.now() })
    .where(and(eq(observations.id, id), inArray(observations.status, movable)))
    .returning();
  if (moved) await recordEvent(ctx, { observationId: id, kind: event, cause, detail: detail ?? null });
  return moved;
}

/** Dismisses an observation, and notes that it is not to be proposed again: see `suppress`. */
export async function dismissObservation(
  ctx: Writing,
  { id, memberId, from }: { id: string; memberId: string; from?: ObservationStatus | undefined },
): Promise<Observation | undefined> {
  const now = ctx.clock.now();
  const dismissed = await moveObservation(ctx, {
    id,
    from,
    to: 'dismissed',
    cause: { by: 'member', memberId },
    patch: { reviewedBy: memberId, reviewedAt: now },
  });
  if (dismissed) await suppress(ctx, { observation: dismissed, memberId });
  return dismissed;
}

/**
 * Notes that somebody did not want to hear this: what was counted is not proposed again until it has doubled, and what a
 * person said not before they say it anew.
 */
export async function suppress(
  ctx: Writing,
  { observation, memberId }: { observation: Observation; memberId: string },
): Promise<void> {
  const now = ctx.clock.now();
  const { scope, subject, slot, valueKey } = observation;
  const sources = strengthOf(observation, observation.sources);
  const { suppressions } = ctx.store.tables;
  await ctx.db
    .insert(suppressions)
    .values({ id: newId(), scope, subject, slot, valueKey, sources, memberId, createdAt: now })
    .onConflictDoUpdate({
      target: [suppressions.scope, suppressions.subject, suppressions.slot, suppressions.valueKey],
      set: { sources, memberId, createdAt: now },
    });
}

/** Gets an observation, whoever may see it. Throws when there is none. */
export async function getObservationRow(ctx: Writing, id: string): Promise<Observation> {
  const { observations } = ctx.store.tables;
  const [found] = await ctx.db.select().from(observations).where(eq(observations.id, id));
  if (!found) throw new Error(`There is no observation ${id}.`);
  return found;
}

/** Lists the observations of a scope that are proposed or active. */
export async function listLive(ctx: System, scope: string): Promise<Observation[]> {
  const { observations } = ctx.store.tables;
  return ctx.db
    .select()
    .from(observations)
    .where(and(eq(observations.scope, scope), inArray(observations.status, ['proposed', 'active'])))
    .orderBy(observations.id);
}
