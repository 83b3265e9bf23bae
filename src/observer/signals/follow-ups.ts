import { and, asc, between, eq, gt, inArray, lte, or } from 'drizzle-orm';
import { addDays } from '../../clock.ts';
import type { Row } from '../../store/schema.ts';
import { visibleFollowUps } from '../../store/visibility.ts';
import { daysBetween } from './periods.ts';
import { LEAST_MEMBERS, nameOf, viewerOf } from './scope.ts';
import type { Detector, Horizon, Scope, Signal } from './signal.ts';
import { subjectKey } from './subject.ts';

/** Overdue by so many days. */
const LATE_DAYS = 3;
/** Days after which an overdue follow-up counts as given up, and not as slipping. */
const FORGOTTEN_DAYS = 180;
const LEAST = 3;
const EVIDENCE = 3;

/** Several follow-ups that somebody is late with: the member, or at least three of the team. */
export const followUpsSlipping: Detector = async (horizon, scope) => {
  const late = await listOverdue(horizon, scope, LATE_DAYS);
  const members = new Set(late.map(({ memberId }) => memberId));
  const slipping = [...members]
    .map((id) => late.filter(({ memberId }) => memberId === id))
    .filter((own) => own.length >= LEAST);
  if (slipping.length < (scope.kind === 'team' ? LEAST_MEMBERS : 1)) return [];
  const about = await nameOf(horizon, scope);
  const found = scope.kind === 'team' ? ofTeam(slipping, about) : ofMember(slipping.flat(), horizon);
  return [
    {
      name: 'follow_ups_slipping',
      kind: 'customer_trend',
      slot: 'follow_ups',
      subject: subjectKey({ of: scope.kind }),
      about,
      companyId: null,
      valueKey: 'overdue',
      ...found,
    },
  ];
};

type Counted = Pick<Signal, 'numbers' | 'evidence' | 'says'>;

function ofTeam(slipping: readonly Overdue[][], about: string): Counted {
  const [overdue, members] = [slipping.flat().length, slipping.length];
  return {
    numbers: { overdue, members },
    evidence: [],
    says: `In ${about}, ${members} members have ${overdue} follow-ups overdue by three days or more.`,
  };
}

/** Only the member reads it. */
function ofMember(late: readonly Overdue[], { today }: Horizon): Counted {
  const oldest = daysBetween(late[0]?.dueOn ?? today, today);
  return {
    numbers: { overdue: late.length, oldest_days: oldest },
    evidence: sourcesOf(late),
    says: `You have ${late.length} follow-ups overdue by three days or more, the oldest by ${oldest} days.`,
  };
}

type Overdue = Pick<Row<'followUps'>, 'memberId' | 'dueOn' | 'interactionId'>;

/** Follow-ups that were open and overdue by at least so many days when the night ended, the oldest first. */
export async function listOverdue(horizon: Horizon, scope: Scope, days: number): Promise<Overdue[]> {
  const { db, today, until } = horizon;
  const { tables } = horizon.store;
  const { followUps } = tables;
  const { memberId, dueOn, interactionId, status, completedAt, createdAt } = followUps;
  return db
    .select({ memberId, dueOn, interactionId })
    .from(followUps)
    .where(
      and(
        scope.kind === 'member' ? eq(memberId, scope.memberId) : undefined,
        inArray(status, ['open', 'done']),
        between(dueOn, addDays(today, -FORGOTTEN_DAYS), addDays(today, -days)),
        or(eq(status, 'open'), gt(completedAt, until)),
        lte(createdAt, until),
        visibleFollowUps(tables, viewerOf(scope)),
      ),
    )
    .orderBy(asc(dueOn), asc(followUps.id));
}

/** The interactions in which they were promised. */
function sourcesOf(overdue: readonly Overdue[]): string[] {
  const ids = overdue.flatMap(({ interactionId }) => (interactionId ? [interactionId] : []));
  return [...new Set(ids)].slice(0, EVIDENCE);
}
