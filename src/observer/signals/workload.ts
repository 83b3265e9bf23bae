import { and, between, count, countDistinct, eq, type SQL } from 'drizzle-orm';
import { isFew, isMany } from './chance.ts';
import { medianOf } from './contact-rhythm.ts';
import { aYearBefore, BEFORE_DAYS, daysBetween, periodsOf, RECENT_DAYS, type Span } from './periods.ts';
import { countable, LEAST_MEMBERS, nameOf } from './scope.ts';
import type { Detector, Horizon, Scope } from './signal.ts';
import { subjectKey } from './subject.ts';

const FACTOR = 2;
const LEAST_DIFFERENCE = 5;
/** Of the eight weeks before; with fewer, it is not known what is usual. */
const LEAST_WEEKS = 6;
const SHARE = RECENT_DAYS / (RECENT_DAYS + BEFORE_DAYS);

type Turn = { direction: 'up' | 'down'; recent: number; usual: number };

/** Twice as many interactions in two weeks as usual, or half as many: of the member, or of all together. */
export const workloadShift: Detector = async (horizon, scope) => {
  const now = await countAround(horizon, scope, horizon.today);
  if (!now || !turnOf(now)) return [];
  const turn = turnOf({ ...now, season: await seasonOf(horizon, scope) });
  if (!turn) return [];
  const members = scope.kind === 'team' ? await countMembers(horizon, scope) : undefined;
  if (members !== undefined && members < LEAST_MEMBERS) return [];
  const about = await nameOf(horizon, scope);
  const { direction, recent, usual } = turn;
  // Of a member's own, only they read it.
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

/** Interactions in the two weeks before a day, and in two weeks of the eight before them as they mostly are. */
async function countAround(horizon: Horizon, scope: Scope, day: string): Promise<Counts | undefined> {
  const { before, recent } = periodsOf(day);
  const perDay = await countPerDay(horizon, scope, { since: before.since, until: recent.until });
  const earlier = perDay.filter((each) => each.day <= before.until);
  const weekOf = (each: { day: string }) => Math.floor(daysBetween(before.since, each.day) / 7);
  if (new Set(earlier.map(weekOf)).size < LEAST_WEEKS) return undefined;
  const fortnights = Array.from({ length: BEFORE_DAYS / RECENT_DAYS }, (_, at) =>
    sumOf(earlier.filter((each) => Math.floor(weekOf(each) / 2) === at)),
  );
  // Not the mean: weeks that were out of the ordinary do not make the ones after them so.
  const [, low = 0, high = 0] = fortnights.toSorted((a, b) => a - b);
  return { recent: sumOf(perDay) - sumOf(earlier), usual: medianOf(fortnights), low, high };
}

/** How many times as much as usual there was around this day a year ago: as much comes with the season. */
async function seasonOf(horizon: Horizon, scope: Scope): Promise<number> {
  const aYearAgo = await countAround(horizon, scope, aYearBefore(horizon.today));
  return aYearAgo && aYearAgo.usual > 0 ? aYearAgo.recent / aYearAgo.usual : 1;
}

function turnOf({ recent, usual, season = 1, ...before }: Counts & { season?: number }): Turn | undefined {
  const [high, low] = [before.high * Math.max(1, season), before.low * Math.min(1, season)];
  const ofAll = (mean: number) => ({
    of: Math.round(recent + (mean * BEFORE_DAYS) / RECENT_DAYS),
    share: SHARE,
  });
  const isMore = recent >= FACTOR * high && recent - high >= LEAST_DIFFERENCE && isMany(recent, ofAll(high));
  const isLess = recent <= low / FACTOR && low - recent >= LEAST_DIFFERENCE && isFew(recent, ofAll(low));
  if (!isMore && !isLess) return undefined;
  return { direction: isMore ? 'up' : 'down', recent, usual: Math.round(usual) };
}

const sumOf = (days: readonly { interactions: number }[]) =>
  days.reduce((sum, { interactions }) => sum + interactions, 0);

async function countPerDay(horizon: Horizon, scope: Scope, span: Span) {
  const { interactions } = horizon.store.tables;
  return horizon.db
    .select({ day: interactions.occurredOn, interactions: count() })
    .from(interactions)
    .where(inScope(horizon, scope, span))
    .groupBy(interactions.occurredOn);
}

async function countMembers(horizon: Horizon, scope: Scope): Promise<number> {
  const { interactions } = horizon.store.tables;
  const { recent, before } = periodsOf(horizon.today);
  const [counts] = await horizon.db
    .select({ members: countDistinct(interactions.memberId) })
    .from(interactions)
    .where(inScope(horizon, scope, { since: before.since, until: recent.until }));
  return counts?.members ?? 0;
}

function inScope(horizon: Horizon, scope: Scope, { since, until }: Span): SQL | undefined {
  const { interactions } = horizon.store.tables;
  return and(
    between(interactions.occurredOn, since, until),
    countable(horizon, scope),
    scope.kind === 'member' ? eq(interactions.memberId, scope.memberId) : undefined,
  );
}
