import { and, desc, eq, isNull } from 'drizzle-orm';
import { addDays } from '../../clock.ts';
import { type Context, transact, type Writing } from '../../context.ts';
import type { TeamSetting } from '../../crm/team-settings.ts';
import { conflict, notFound } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { lock } from '../../store/locks.ts';
import { insertNew } from '../../store/prepared-statements.ts';
import { SETTING_CHANGE } from '../observations/kinds/setting-change.ts';
import { liftSuppression } from '../observations/known-findings.ts';
import { dismissObservation, moveObservation, type Observation } from '../observations/observation.ts';
import { approve, getReviewable } from '../observations/reviews.ts';
import { proposalOf } from './proposals.ts';

type Approval = { id: string; line?: string | null };

/**
 * Says yes to what was observed; where it proposes a change of how Rapport works, the change is made in the same
 * transaction. `line`: what an admin has written for it. Throws `conflict` when it is decided, or holds already.
 */
export async function approveProposal(ctx: Context, { id, line = null }: Approval): Promise<Observation> {
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'observations');
    const observation = await approve(ctx, { id });
    if (observation.kind === SETTING_CHANGE) await make(ctx, { observation, line });
    return observation;
  });
}

/** Says yes to a change that was undone or refused before. Throws as `approveProposal` does. */
export async function approveAfterAll(ctx: Context, { id }: { id: string }): Promise<Observation> {
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'observations');
    const observation = await getChange(ctx, id);
    if (observation.status === 'dismissed') {
      await liftSuppression(ctx, { scope: observation.scope, finding: observation });
      const cause = { by: 'member', memberId: ctx.actor.memberId } as const;
      await moveObservation(ctx, { id, to: 'proposed', cause });
    }
    const [before] = await listMade(ctx, id);
    return approveProposal(ctx, { id, line: before?.line ?? null });
  });
}

/**
 * Takes a change back: it is not proposed again until it is counted twice as often. Throws `conflict` when it does not hold,
 * `forbidden` for those who are no admins.
 */
export async function undoProposal(ctx: Context, { id }: { id: string }): Promise<Observation> {
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'observations');
    const observation = await getChange(ctx, id);
    const [setting] = await listMade(ctx, id);
    if (!setting || setting.undoneAt) throw conflict('This does not hold any more.');
    const { settingChanges } = ctx.store.tables;
    const { memberId } = ctx.actor;
    await proposalOf(setting.setting).undo?.(ctx, { observation, setting });
    await ctx.db
      .update(settingChanges)
      .set({ undoneBy: memberId, undoneAt: ctx.clock.now() })
      .where(and(eq(settingChanges.id, setting.id), isNull(settingChanges.undoneAt)));
    const dismissed = await dismissObservation(ctx, { id, memberId, from: 'active' });
    if (!dismissed) throw conflict('This does not hold any more.');
    return dismissed;
  });
}

async function getChange(ctx: Writing<Context>, id: string): Promise<Observation> {
  const observation = await getReviewable(ctx, id);
  if (observation.kind !== SETTING_CHANGE) throw notFound('observation', id);
  return observation;
}

/** What was made of a proposal so far, the latest first. */
async function listMade(ctx: Context, observationId: string): Promise<TeamSetting[]> {
  const { settingChanges } = ctx.store.tables;
  return ctx.db
    .select()
    .from(settingChanges)
    .where(eq(settingChanges.observationId, observationId))
    .orderBy(desc(settingChanges.id));
}

/** Makes a change, with the count that it is made from. */
async function make(
  ctx: Writing<Context>,
  { observation, line }: { observation: Observation; line: string | null },
): Promise<void> {
  const { id, slot, subject, valueKey: name, signal, night } = observation;
  const counted = signal?.night || night;
  await proposalOf(slot).apply?.(ctx, { observation, line });
  const row = {
    id: newId(),
    setting: slot,
    subject,
    name,
    line: line?.trim() ?? null,
    observationId: id,
    before: { count: signal?.numbers.times ?? 0, from: addDays(counted, -7), until: counted },
    madeBy: ctx.actor.memberId,
    madeAt: ctx.clock.now(),
    undoneBy: null,
    undoneAt: null,
    toldOn: null,
  };
  if (!(await insertNew(ctx, { into: 'settingChanges', row }))) throw conflict('This holds already.');
  const { observations } = ctx.store.tables;
  // What holds has no end of its own.
  await ctx.db.update(observations).set({ expiresAt: null }).where(eq(observations.id, id));
}
