import { and, between, count, eq, gt, inArray, isNotNull, lte, or, type SQL, sql } from 'drizzle-orm';
import { addDays, daysBetween } from '../../clock.ts';
import { visibleFollowUps } from '../../store/visibility.ts';
import { beforeWorkingDays } from './periods.ts';
import { LEAST_MEMBERS, nameOf, viewerOf } from './scope.ts';
import type { Detector, NightContext, Signal } from './signal.ts';
import { subjectKey } from './subject.ts';

/** When follow-ups are slipping. */
const SLIPPING = {
  /** Working days for which a follow-up is overdue: on a Monday, Friday's are late by one. */
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
  const late = await countOverdue(ctx, { until: lastLateDay(ctx) });
  const slipping = late.filter(({ overdue }) => overdue >= SLIPPING.least);
  if (slipping.length < (scope.kind === 'team' ? LEAST_MEMBERS : 1)) return [];
  const about = nameOf(ctx);
  const found = scope.kind === 'team' ? ofTeam(slipping, about) : await ofMember(ctx, slipping);
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

function ofTeam(slipping: readonly Late[], about: string): Counted {
  const overdue = slipping.reduce((sum, late) => sum + late.overdue, 0);
  const members = slipping.length;
  return {
    numbers: { overdue, members },
    evidence: [],
    says: `In ${about}, ${members} members have ${overdue} follow-ups overdue by three working days or more.`,
  };
}

/** The finding about a member, which they alone read. */
async function ofMember(ctx: NightContext, [own]: readonly Late[]): Promise<Counted> {
  const oldest = daysBetween(own?.oldest ?? ctx.today, ctx.today);
  const overdue = own?.overdue ?? 0;
  return {
    numbers: { overdue, oldest_days: oldest },
    evidence: await listSources(ctx),
    says: `You have ${overdue} follow-ups overdue by three working days or more, the oldest by ${oldest} days.`,
  };
}

/** How late a member is. */
type Late = { memberId: string; overdue: number; oldest: string };

const lastLateDay = ({ today }: NightContext) => beforeWorkingDays(today, SLIPPING.lateDays);

/** Counts the follow-ups that were open when the night ended and due until a day (`YYYY-MM-DD`), by member. */
export async function countOverdue(ctx: NightContext, { until }: { until: string }): Promise<Late[]> {
  const { followUps } = ctx.store.tables;
  return ctx.db
    .select({
      memberId: followUps.memberId,
      overdue: count(),
      oldest: sql<string>`min(${followUps.dueOn})`,
    })
    .from(followUps)
    .where(isOverdue(ctx, { until }))
    .groupBy(followUps.memberId);
}

function isOverdue(ctx: NightContext, { until: lastDay }: { until: string }): SQL | undefined {
  const { today, until, scope } = ctx;
  const { tables } = ctx.store;
  const { memberId, dueOn, status, completedAt, createdAt } = tables.followUps;
  return and(
    scope.kind === 'member' ? eq(memberId, scope.memberId) : undefined,
    inArray(status, ['open', 'done']),
    between(dueOn, addDays(today, -SLIPPING.forgottenDays), lastDay),
    or(eq(status, 'open'), gt(completedAt, until)),
    lte(createdAt, until),
    visibleFollowUps(tables, viewerOf(ctx)),
  );
}

/** The interactions in which the follow-ups were promised that are overdue for longest. */
async function listSources(ctx: NightContext): Promise<string[]> {
  const { followUps } = ctx.store.tables;
  const { interactionId, dueOn, id } = followUps;
  const rows = await ctx.db
    .select({ interactionId })
    .from(followUps)
    .where(and(isNotNull(interactionId), isOverdue(ctx, { until: lastLateDay(ctx) })))
    .groupBy(interactionId)
    .orderBy(sql`min(${dueOn} || ' ' || ${id})`)
    .limit(SLIPPING.evidence);
  return rows.flatMap((row) => row.interactionId ?? []);
}
