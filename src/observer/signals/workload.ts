import { and, between, count, countDistinct, eq, type SQL } from 'drizzle-orm';
import { isFew, isMany } from './chance.ts';
import { aYearBefore, BEFORE_DAYS, daysBetween, periodsOf, RECENT_DAYS, type Span } from './periods.ts';
import { countable, LEAST_MEMBERS, nameOf } from './scope.ts';
import type { Detector, Horizon, Scope } from './signal.ts';

const FACTOR = 2;
const LEAST_DIFFERENCE = 5;
/** Of the eight weeks before; with fewer, it is not known what is usual. */
const LEAST_WEEKS = 6;
const SHARE = RECENT_DAYS / (RECENT_DAYS + BEFORE_DAYS);

type Turn = { direction: 'up' | 'down'; recent: number; usual: number };

/** Twice as many interactions in two weeks as usual, or half as many: of the member, or of all together. */
export const workloadShift: Detector = async (horizon, scope) => {
  const turn = await findTurn(horizon, scope, horizon.today);
  if (!turn) return [];
  const aYearAgo = await findTurn(horizon, scope, aYearBefore(horizon.today));
  if (aYearAgo?.direction === turn.direction) return [];
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
      subject: scope.kind,
      about,
      companyId: null,
      valueKey: direction,
      numbers: { recent, usual, ...(members === undefined ? {} : { members }) },
      evidence: [],
      says: `${who} logged ${recent} interactions in the last two weeks; before, about ${usual} in two weeks.`,
    },
  ];
};

/** What was different in the two weeks before a day from the eight before them. */
async function findTurn(horizon: Horizon, scope: Scope, day: string): Promise<Turn | undefined> {
  const periods = periodsOf(day);
  const span = { since: periods.before.since, until: periods.recent.until };
  const perDay = await countPerDay(horizon, scope, span);
  const earlier = perDay.filter((each) => each.day <= periods.before.until);
  const weeks = new Set(earlier.map((each) => Math.floor(daysBetween(span.since, each.day) / 7)));
  if (weeks.size < LEAST_WEEKS) return undefined;
  const all = sumOf(perDay);
  const before = sumOf(earlier);
  const recent = all - before;
  const mean = (before * RECENT_DAYS) / BEFORE_DAYS;
  if (Math.abs(recent - mean) < LEAST_DIFFERENCE) return undefined;
  const isMore = recent >= FACTOR * mean && isMany(recent, { of: all, share: SHARE });
  const isLess = recent <= mean / FACTOR && isFew(recent, { of: all, share: SHARE });
  if (!isMore && !isLess) return undefined;
  return { direction: isMore ? 'up' : 'down', recent, usual: Math.round(mean) };
}

const sumOf = (days: readonly { interactions: number }[]) =>
  days.reduce((sum, { interactions }) => sum + interactions, 0);

async function countPerDay(horizon: Horizon, scope: Scope, span: Span) {
  const { interactions } = horizon.tables;
  return horizon.db
    .select({ day: interactions.occurredOn, interactions: count() })
    .from(interactions)
    .where(inScope(horizon, scope, span))
    .groupBy(interactions.occurredOn);
}

async function countMembers(horizon: Horizon, scope: Scope): Promise<number> {
  const { interactions } = horizon.tables;
  const { recent, before } = periodsOf(horizon.today);
  const [counts] = await horizon.db
    .select({ members: countDistinct(interactions.memberId) })
    .from(interactions)
    .where(inScope(horizon, scope, { since: before.since, until: recent.until }));
  return counts?.members ?? 0;
}

function inScope(horizon: Horizon, scope: Scope, { since, until }: Span): SQL | undefined {
  const { interactions } = horizon.tables;
  return and(
    between(interactions.occurredOn, since, until),
    countable(horizon, scope),
    scope.kind === 'member' ? eq(interactions.memberId, scope.memberId) : undefined,
  );
}
