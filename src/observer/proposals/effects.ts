import { and, asc, inArray, isNull, lte } from 'drizzle-orm';
import type { System, Writing } from '../../context.ts';
import type { TeamSetting } from '../../crm/team-settings.ts';
import { WEEK_MS } from './offers.ts';
import { proposalOf } from './proposals.ts';

/** What a change did to the count that it was made from. `what`: what is counted, in words. */
export type Effect = { id: string; what: string; before: number; since: number };

/** Counts what the changes did that hold for a week by an instant and of which no digest has told yet, the oldest first. */
export async function countEffects(ctx: System, { until }: { until: Date }): Promise<Effect[]> {
  const { settingChanges } = ctx.store.tables;
  const { id, madeAt, undoneAt, toldOn } = settingChanges;
  const weekAgo = new Date(until.getTime() - WEEK_MS);
  const made: TeamSetting[] = await ctx.db
    .select()
    .from(settingChanges)
    .where(and(isNull(undoneAt), isNull(toldOn), lte(madeAt, weekAgo)))
    .orderBy(asc(id));
  return Promise.all(made.map((setting) => countEffect(ctx, setting)));
}

async function countEffect(ctx: System, setting: TeamSetting): Promise<Effect> {
  const { id, madeAt, before } = setting;
  const proposal = proposalOf(setting.setting);
  const between = { since: madeAt, until: new Date(madeAt.getTime() + WEEK_MS) };
  const since = await proposal.count(ctx, setting, between);
  return { id, what: proposal.counts(setting), before: before.count, since };
}

/** Marks the effects that the digest of a night tells. */
export async function noteEffectsTold(
  ctx: Writing,
  { ids, night }: { ids: readonly string[]; night: string },
): Promise<void> {
  if (ids.length === 0) return;
  const { settingChanges } = ctx.store.tables;
  await ctx.db
    .update(settingChanges)
    .set({ toldOn: night })
    .where(inArray(settingChanges.id, [...ids]));
}
