import { and, count, eq, gt, inArray, isNotNull, isNull, max, ne, or } from 'drizzle-orm';
import type { System, Writing } from '../../context.ts';
import { listMembers } from '../../crm/members.ts';
import { HAS_LEFT, type Night, TEAM } from '../observations/night.ts';
import type { Observation } from '../observations/observation.ts';
import { NO_EVIDENCE, readCardEvidence } from './card-evidence.ts';
import { type NightSummary, roomFor } from './digest.ts';
import { listNewPairs, notePairsShown } from './new-pairs.ts';
import { measureUsefulness } from './usefulness.ts';

/** Whether what was learned helps is judged by the replies of the last month. */
const JUDGED_BY_MS = 30 * 24 * 3_600_000;
/** A channel has no locale of its own: numbers in the digest are written the same for everybody. */
const LOCALE = 'en-GB';

/** Whether what was learned has helped, as the digest tells. */
export type Effect = NightSummary['effect'];

/** Measures the effect of what was learned: before the transaction of a night, since it goes through many replies. */
export function measureEffect(ctx: System): Promise<Effect> {
  const since = new Date(ctx.clock.now().getTime() - JUDGED_BY_MS);
  return measureUsefulness({ ...ctx, db: ctx.store.counting }, { since });
}

/** Sums up the team's night, as it ends, and the nights of members since the team's night before. */
export async function summariseNight(
  ctx: Writing,
  { team, effect }: { team: Night; effect: Effect },
): Promise<NightSummary> {
  const { dreamRuns } = ctx.store.tables;
  const before = await lastDigestBefore(ctx, team);
  const nights = await ctx.db
    .select()
    .from(dreamRuns)
    .where(and(ne(dreamRuns.status, 'pending'), before ? gt(dreamRuns.finishedAt, before) : undefined))
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
    ...(effect && { effect }),
    cards: await listCards(ctx),
    pairs: await listNewPairs(ctx),
  };
}

/** Counts the members none of whose nights found anything. */
function countQuiet(own: Night[]): number {
  const scopes = new Set(own.map(({ scope }) => scope));
  for (const { scope, outcome } of own) if (outcome !== 'quiet') scopes.delete(scope);
  return scopes.size;
}

async function lastDigestBefore(ctx: Writing, team: Night): Promise<Date | null> {
  const { dreamRuns } = ctx.store.tables;
  const [last] = await ctx.db
    .select({ at: max(dreamRuns.finishedAt) })
    .from(dreamRuns)
    .where(and(eq(dreamRuns.scope, TEAM), ne(dreamRuns.id, team.id), isNotNull(dreamRuns.finishedAt)));
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
 * Lists the team's observations that no digest has shown yet, and the proposals that still wait; new ones come first.
 */
async function listCards(ctx: Writing): Promise<NightSummary['cards']> {
  const { observations, observationEvidence } = ctx.store.tables;
  const rows: Observation[] = await ctx.db
    .select()
    .from(observations)
    .where(
      and(
        eq(observations.scope, TEAM),
        or(
          eq(observations.status, 'proposed'),
          and(eq(observations.status, 'active'), isNull(observations.toldAt)),
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
  const isNew = ({ toldAt }: Observation) => toldAt === null;
  const isProposal = ({ status }: Observation) => status === 'proposed';
  return rows
    .toSorted(
      (a, b) =>
        Number(isNew(b)) - Number(isNew(a)) ||
        Number(isProposal(b)) - Number(isProposal(a)) ||
        b.confidence - a.confidence,
    )
    .map((observation) => ({
      observation,
      origins: originsOf.get(observation.id) ?? 0,
      evidence: evidenceOf.get(observation.id) ?? NO_EVIDENCE,
    }));
}

/** What a digest may show of a night. */
type Shown = Pick<NightSummary, 'night' | 'cards' | 'pairs'>;

/** Marks the observations that a digest shows; those without room are shown in the next digest. */
export async function noteShown(
  ctx: Writing,
  { cards, pairs = [], night, shownAt }: Shown & { shownAt: Date },
): Promise<void> {
  const room = roomFor({ cards, pairs });
  await notePairsShown(ctx, { pairs: pairs.slice(0, room.pairs), night });
  const ids = cards.slice(0, room.cards).map(({ observation }) => observation.id);
  if (ids.length === 0) return;
  const { observations } = ctx.store.tables;
  await ctx.db.update(observations).set({ toldAt: shownAt }).where(inArray(observations.id, ids));
}
