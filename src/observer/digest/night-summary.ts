import { and, count, eq, gt, inArray, isNotNull, isNull, lt, lte, max, ne, or } from 'drizzle-orm';
import type { System, Writing } from '../../context.ts';
import { listMembers } from '../../crm/members.ts';
import { HAS_LEFT, type Night, TEAM } from '../observations/night.ts';
import type { Observation } from '../observations/observation.ts';
import { type Effect as ChangeEffect, noteEffectsTold } from '../proposals/effects.ts';
import { isMonday } from '../proposals/settings/digest-weekly.ts';
import { NO_EVIDENCE, readCardEvidence } from './card-evidence.ts';
import { type NightSummary, shownIn } from './digest.ts';
import { listNewPairs, notePairsShown } from './new-pairs.ts';
import { measureUsefulness } from './usefulness.ts';
import { reviewWeek } from './week-review.ts';

/** Whether what was learned helps is judged by the replies of the last month. */
const JUDGED_BY_MS = 30 * 24 * 3_600_000;
/** A channel has no locale of its own: numbers in the digest are written the same for everybody. */
const LOCALE = 'en-GB';

/** Whether what was learned has helped, as the digest tells. */
export type Effect = NightSummary['effect'];

/** What changes of how Rapport works did, as the digest tells. */
export type Changes = ChangeEffect[];

/** Measures the effect of what was learned: before the transaction of a night, since it goes through many replies. */
export function measureEffect(ctx: System): Promise<Effect> {
  const since = new Date(ctx.clock.now().getTime() - JUDGED_BY_MS);
  return measureUsefulness({ ...ctx, db: ctx.store.counting }, { since });
}

/** Sums up the team's night, as it ends, and the nights of members since the team's night before. */
export async function summariseNight(
  ctx: Writing,
  { team, effect, changes = [] }: { team: Night; effect?: Effect; changes?: Changes | undefined },
): Promise<NightSummary> {
  return {
    ...(await sumUp(ctx, team)),
    ...(effect && { effect }),
    cards: await listCards(ctx, team),
    pairs: await listNewPairs(ctx),
    changes,
    ...(isMonday(team.night) ? { week: await reviewWeek(ctx, { until: ctx.clock.now() }) } : {}),
  };
}

/** Sums up the rows of the team's night, and of the nights of members since the team's night before. */
async function sumUp(ctx: System, team: Night): Promise<Omit<NightSummary, 'cards'>> {
  const { dreamRuns } = ctx.store.tables;
  const before = await lastNightBefore(ctx, team);
  const nights = await ctx.db
    .select()
    .from(dreamRuns)
    .where(
      and(
        ne(dreamRuns.status, 'pending'),
        before ? gt(dreamRuns.finishedAt, before) : undefined,
        team.finishedAt ? lte(dreamRuns.finishedAt, team.finishedAt) : undefined,
      ),
    )
    .orderBy(dreamRuns.night);
  const rows = (await listMembers(ctx)).flatMap(({ id, name }) =>
    nights.filter(({ memberId }) => memberId === id).map((night) => ({ night, name })),
  );
  const own = rows.map(({ night }) => night).filter(({ reason }) => reason !== HAS_LEFT);
  const all = [...own, team];
  const named = [...rows, { night: team, name: 'the team' }];
  const sum = (of: (night: Night) => number) => all.reduce((total, night) => total + of(night), 0);
  return {
    night: team.night,
    locale: LOCALE,
    seen: new Set(own.map(({ scope }) => scope)).size,
    quiet: countQuiet(own),
    failed: named
      .filter(({ night }) => night.status === 'failed')
      .map(({ name, night }) => ({ name, reason: night.reason ?? 'unknown' })),
    stopped: named
      .filter(({ night }) => night.outcome === 'stopped')
      .map(({ name, night }) => ({ name, reason: night.reason ?? 'unknown' })),
    newMessages: sum(({ newMessages }) => newMessages),
    newInteractions: sum(({ newInteractions, memberId }) => (memberId ? newInteractions : 0)),
    modelCalls: sum(({ modelCalls }) => modelCalls),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    costMicros: all.every(({ costMicros }) => costMicros === null)
      ? null
      : sum(({ costMicros }) => costMicros ?? 0),
    created: sum(({ created }) => created),
    merged: sum(({ merged }) => merged),
    retired: sum(({ retired }) => retired),
    rejected: addUp(all.map(({ rejected }) => rejected ?? {})),
  };
}

/** Counts the members none of whose nights found anything. */
function countQuiet(own: Night[]): number {
  const scopes = new Set(own.map(({ scope }) => scope));
  for (const { scope, outcome } of own) if (outcome !== 'quiet') scopes.delete(scope);
  return scopes.size;
}

async function lastNightBefore(ctx: System, team: Night): Promise<Date | null> {
  const { dreamRuns } = ctx.store.tables;
  const [last] = await ctx.db
    .select({ at: max(dreamRuns.finishedAt) })
    .from(dreamRuns)
    .where(
      and(
        eq(dreamRuns.scope, TEAM),
        ne(dreamRuns.id, team.id),
        isNotNull(dreamRuns.finishedAt),
        team.finishedAt ? lt(dreamRuns.finishedAt, team.finishedAt) : undefined,
      ),
    );
  return last?.at ?? null;
}

function addUp(counts: Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const each of counts) {
    for (const [reason, number] of Object.entries(each)) sum[reason] = (sum[reason] ?? 0) + number;
  }
  return sum;
}

/**
 * Lists the team's observations that no digest has shown yet, the surest first; on Mondays also the proposals that wait for a
 * decision since another week.
 */
async function listCards(ctx: Writing, { night }: Night): Promise<NightSummary['cards']> {
  const { observations, observationEvidence } = ctx.store.tables;
  const { scope, status, toldAt } = observations;
  const isNew = isNull(toldAt);
  const rows: Observation[] = await ctx.db
    .select()
    .from(observations)
    .where(
      and(
        eq(scope, TEAM),
        or(
          and(eq(status, 'proposed'), isMonday(night) ? undefined : isNew),
          and(eq(status, 'active'), isNew),
        ),
      ),
    )
    .orderBy(observations.id);
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const cited = await ctx.db
    .select({ id: observationEvidence.observationId, origins: count() })
    .from(observationEvidence)
    .where(inArray(observationEvidence.observationId, ids))
    .groupBy(observationEvidence.observationId);
  const evidenceOf = await readCardEvidence(ctx, rows);
  const originsOf = new Map(cited.map(({ id, origins }) => [id, origins]));
  const wasTold = ({ toldAt }: Observation) => Number(toldAt !== null);
  return rows
    .toSorted((a, b) => wasTold(a) - wasTold(b) || b.confidence - a.confidence)
    .map((observation) => ({
      observation,
      origins: originsOf.get(observation.id) ?? 0,
      evidence: evidenceOf.get(observation.id) ?? NO_EVIDENCE,
    }));
}

/** Marks what a digest shows; what has no room is shown in the next digest. */
export async function noteShown(
  ctx: Writing,
  { shownAt, night, changes = [], ...summary }: NightSummary & { shownAt: Date },
): Promise<void> {
  const { observationIds: ids, pairIds } = shownIn(summary);
  await notePairsShown(ctx, { pairs: pairIds.map((id) => ({ id })), night });
  await noteEffectsTold(ctx, { ids: changes.map(({ id }) => id), night });
  if (ids.length === 0) return;
  const { observations } = ctx.store.tables;
  await ctx.db.update(observations).set({ toldAt: shownAt }).where(inArray(observations.id, ids));
}

/**
 * How the team's night went that ended on a day, for an admin who asks; undefined when there was none. Whether what was
 * learned helps is measured anew.
 */
export async function findNightSummary(
  ctx: System,
  { night }: { night: string },
): Promise<NightSummary | undefined> {
  const { dreamRuns } = ctx.store.tables;
  const [team] = await ctx.db
    .select()
    .from(dreamRuns)
    .where(and(eq(dreamRuns.scope, TEAM), eq(dreamRuns.night, night), ne(dreamRuns.status, 'pending')));
  if (!team) return undefined;
  const effect = await measureEffect(ctx);
  return { ...(await sumUp(ctx, team)), ...(effect && { effect }), cards: [] };
}
