import { and, asc, between, eq, gt, inArray, lte, or } from 'drizzle-orm';
import { addDays } from '../../clock.ts';
import type { Row } from '../../store/schema.ts';
import { visibleFollowUps } from '../../store/visibility.ts';
import { daysBetween } from './periods.ts';
import { LEAST_MEMBERS, nameOf, viewerOf } from './scope.ts';
import type { Detector, NightContext, Signal } from './signal.ts';
import { subjectKey } from './subject.ts';

/** When follow-ups are slipping. */
const SLIPPING = {
  /** Days for which a follow-up is overdue. */
  lateDays: 3,
  /** Days after which an overdue follow-up counts as given up, and not as slipping. */
  forgottenDays: 180,
  /** Follow-ups of one member: fewer are ordinary. */
  least: 3,
  /** Interactions that are cited. */
  evidence: 3,
} as const;

/** Several follow-ups that somebody is late with: the member, or at least three of the team. */
export const followUpsSlipping: Detector = async (ctx) => {
  const { scope } = ctx;
  const late = await listOverdue(ctx, { days: SLIPPING.lateDays });
  const members = new Set(late.map(({ memberId }) => memberId));
  const slipping = [...members]
    .map((id) => late.filter(({ memberId }) => memberId === id))
    .filter((own) => own.length >= SLIPPING.least);
  if (slipping.length < (scope.kind === 'team' ? LEAST_MEMBERS : 1)) return [];
  const about = await nameOf(ctx);
  const found = scope.kind === 'team' ? ofTeam(slipping, about) : ofMember(slipping.flat(), ctx);
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

/** The finding about a member, which they alone read. */
function ofMember(late: readonly Overdue[], { today }: NightContext): Counted {
  const oldest = daysBetween(late[0]?.dueOn ?? today, today);
  return {
    numbers: { overdue: late.length, oldest_days: oldest },
    evidence: sourcesOf(late),
    says: `You have ${late.length} follow-ups overdue by three days or more, the oldest by ${oldest} days.`,
  };
}

/** A follow-up that is overdue. */
type Overdue = Pick<Row<'followUps'>, 'memberId' | 'dueOn' | 'interactionId'>;

/** Lists the follow-ups that were open and overdue by at least so many days when the night ended, the oldest first. */
export async function listOverdue(ctx: NightContext, { days }: { days: number }): Promise<Overdue[]> {
  const { today, until, scope } = ctx;
  const { tables } = ctx.store;
  const { followUps } = tables;
  const { memberId, dueOn, interactionId, status, completedAt, createdAt } = followUps;
  return ctx.db
    .select({ memberId, dueOn, interactionId })
    .from(followUps)
    .where(
      and(
        scope.kind === 'member' ? eq(memberId, scope.memberId) : undefined,
        inArray(status, ['open', 'done']),
        between(dueOn, addDays(today, -SLIPPING.forgottenDays), addDays(today, -days)),
        or(eq(status, 'open'), gt(completedAt, until)),
        lte(createdAt, until),
        visibleFollowUps(tables, viewerOf(ctx)),
      ),
    )
    .orderBy(asc(dueOn), asc(followUps.id));
}

/** The interactions in which the follow-ups were promised. */
function sourcesOf(overdue: readonly Overdue[]): string[] {
  const ids = overdue.flatMap(({ interactionId }) => (interactionId ? [interactionId] : []));
  return [...new Set(ids)].slice(0, SLIPPING.evidence);
}
