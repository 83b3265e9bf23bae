import { and, between, count, countDistinct, eq, type SQL } from 'drizzle-orm';
import { daysBetween } from '../../clock.ts';
import { medianOf } from '../../crm/contact-rhythm.ts';
import { isFew, isMany } from './chance.ts';
import { aYearBefore, BEFORE_DAYS, periodsOf, RECENT_DAYS, type Span } from './periods.ts';
import { countable, LEAST_MEMBERS, nameOf } from './scope.ts';
import type { Detector, NightContext } from './signal.ts';
import { subjectKey } from './subject.ts';

/** When a workload has shifted. */
const SHIFT = {
  /** Times the usual number of interactions, or the share of it that is left. */
  factor: 2,
  /** Interactions more or less than usual: a smaller difference is ordinary. */
  leastDifference: 5,
  /** Weeks with interactions of the eight before; with fewer, nobody knows what is usual. */
  leastWeeks: 6,
} as const;

/** The share of the two weeks in all weeks that are counted. */
const SHARE = RECENT_DAYS / (RECENT_DAYS + BEFORE_DAYS);

/** A shift of the workload. */
type Turn = { direction: 'up' | 'down'; recent: number; usual: number };

/** Twice as many interactions in two weeks as usual, or half as many: of the member, or of all together. */
export const workloadShift: Detector = async (ctx) => {
  const { scope } = ctx;
  const now = await countAround(ctx, ctx.today);
  if (!now || !turnOf(now)) return [];
  const turn = turnOf({ ...now, season: await seasonOf(ctx) });
  if (!turn) return [];
  const members = scope.kind === 'team' ? await countMembers(ctx) : undefined;
  if (members !== undefined && members < LEAST_MEMBERS) return [];
  const about = nameOf(ctx);
  const { direction, recent, usual } = turn;
  // The finding about a member is read by them alone.
  const who = scope.kind === 'member' ? 'You' : `All in ${about}`;
  return [
    {
      name: 'workload_shift',
      kind: 'customer_trend',
      slot: 'workload',
      subject: subjectKey({ of: scope.kind }),
      about,
      companyId: null,
      valueKey: direction,
      numbers: { recent, usual, ...(members === undefined ? {} : { members }) },
      evidence: [],
      says: `${who} logged ${recent} interactions in the last two weeks; before, about ${usual} in two weeks.`,
    },
  ];
};

type Counts = { recent: number; usual: number; low: number; high: number };

/** Counts the interactions in the two weeks before a day, and in each two of the eight weeks before them. */
async function countAround(ctx: NightContext, day: string): Promise<Counts | undefined> {
  const { before, recent } = periodsOf(day);
  const perDay = await countPerDay(ctx, { since: before.since, until: recent.until });
  const earlier = perDay.filter((each) => each.day <= before.until);
  const weekOf = (each: { day: string }) => Math.floor(daysBetween(before.since, each.day) / 7);
  if (new Set(earlier.map(weekOf)).size < SHIFT.leastWeeks) return undefined;
  const fortnights = Array.from({ length: BEFORE_DAYS / RECENT_DAYS }, (_, at) =>
    sumOf(earlier.filter((each) => Math.floor(weekOf(each) / 2) === at)),
  );
  // The median, not the mean: one unusual week does not change what is usual.
  const [, low = 0, high = 0] = fortnights.toSorted((a, b) => a - b);
  return { recent: sumOf(perDay) - sumOf(earlier), usual: medianOf(fortnights), low, high };
}

/** How many times as much as usual there was around this day a year ago: as much comes with the season. */
async function seasonOf(ctx: NightContext): Promise<number> {
  const aYearAgo = await countAround(ctx, aYearBefore(ctx.today));
  return aYearAgo && aYearAgo.usual > 0 ? aYearAgo.recent / aYearAgo.usual : 1;
}

function turnOf({ recent, usual, season = 1, ...before }: Counts & { season?: number }): Turn | undefined {
  const [high, low] = [before.high * Math.max(1, season), before.low * Math.min(1, season)];
  const ofAll = (mean: number) => ({
    of: Math.round(recent + (mean * BEFORE_DAYS) / RECENT_DAYS),
    share: SHARE,
  });
  const isMore =
    recent >= SHIFT.factor * high && recent - high >= SHIFT.leastDifference && isMany(recent, ofAll(high));
  const isLess =
    recent <= low / SHIFT.factor && low - recent >= SHIFT.leastDifference && isFew(recent, ofAll(low));
  if (!isMore && !isLess) return undefined;
  return { direction: isMore ? 'up' : 'down', recent, usual: Math.round(usual) };
}

const sumOf = (days: readonly { interactions: number }[]) =>
  days.reduce((sum, { interactions }) => sum + interactions, 0);

async function countPerDay(ctx: NightContext, span: Span): Promise<{ day: string; interactions: number }[]> {
  const { interactions } = ctx.store.tables;
  return ctx.db
    .select({ day: interactions.occurredOn, interactions: count() })
    .from(interactions)
    .where(inScope(ctx, span))
    .groupBy(interactions.occurredOn);
}

async function countMembers(ctx: NightContext): Promise<number> {
  const { interactions } = ctx.store.tables;
  const { recent, before } = periodsOf(ctx.today);
  const [counts] = await ctx.db
    .select({ members: countDistinct(interactions.memberId) })
    .from(interactions)
    .where(inScope(ctx, { since: before.since, until: recent.until }));
  return counts?.members ?? 0;
}

function inScope(ctx: NightContext, { since, until }: Span): SQL | undefined {
  const { scope } = ctx;
  const { interactions } = ctx.store.tables;
  return and(
    between(interactions.occurredOn, since, until),
    countable(ctx),
    scope.kind === 'member' ? eq(interactions.memberId, scope.memberId) : undefined,
  );
}
