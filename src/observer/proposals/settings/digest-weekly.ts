import { and, count, eq, gte, inArray, lt } from 'drizzle-orm';
import { addDays, DAY_MS, weekdayOf } from '../../../clock.ts';
import type { System } from '../../../context.ts';
import { listInForce } from '../../../crm/team-settings.ts';
import { isOfKind } from '../../../store/delivery-kinds.ts';
import { TEAM } from '../../observations/night.ts';
import type { Between } from '../../signals/questions.ts';
import type { Proposal } from '../proposal.ts';

const SETTING = 'digest_weekly';

/** Digests that are too many when nobody has decided about anything in them: in a week, and in the two weeks up to its end. */
const LEAST = { week: 5, twoWeeks: 10 } as const;

/** Posts the digest on Mondays only. */
export const digestWeekly: Proposal = {
  offers: async (ctx, week) => {
    if ((await listInForce(ctx, SETTING)).length > 0) return [];
    const times = await countDigests(ctx, week);
    const since = new Date(week.until.getTime() - 14 * DAY_MS);
    const twoWeeks = { since, until: week.until };
    if (times < LEAST.week || (await countDigests(ctx, twoWeeks)) < LEAST.twoWeeks) return [];
    if ((await countDecisions(ctx, twoWeeks)) > 0) return [];
    const says = `I posted ${times} digests in a week, and nobody has decided about anything in them for two. Shall I post one on Mondays only?`;
    return [{ subject: SETTING, name: 'digests', companyId: null, times, says }];
  },
  count: (ctx, _, between) => countDigests(ctx, between),
  counts: () => 'Digests',
};

/** Whether the team's night ends with a digest. */
export async function hasDigest(ctx: System, night: string): Promise<boolean> {
  return isMonday(night) || (await listInForce(ctx, SETTING)).length === 0;
}

/** Whether the digest of a night looks back on the week. */
export const isMonday = (night: string): boolean => weekdayOf(night) === 'Monday';

/** The last night before a day of which there should be a digest. */
export async function lastDigestNight(ctx: System, today: string): Promise<string> {
  let night = today;
  while (!(await hasDigest(ctx, night))) night = addDays(night, -1);
  return night;
}

async function countDigests(ctx: System, { since, until }: Between): Promise<number> {
  const { outbox } = ctx.store.tables;
  const [found] = await ctx.db
    .select({ count: count() })
    .from(outbox)
    .where(and(isOfKind(outbox, 'digest'), gte(outbox.createdAt, since), lt(outbox.createdAt, until)));
  return found?.count ?? 0;
}

/** Decisions of admins about what concerns the team. */
async function countDecisions(ctx: System, { since, until }: Between): Promise<number> {
  const { observationEvents: events, observations } = ctx.store.tables;
  const [found] = await ctx.db
    .select({ count: count() })
    .from(events)
    .innerJoin(observations, eq(observations.id, events.observationId))
    .where(
      and(
        eq(observations.scope, TEAM),
        eq(events.by, 'member'),
        inArray(events.kind, ['activated', 'dismissed']),
        gte(events.createdAt, since),
        lt(events.createdAt, until),
      ),
    );
  return found?.count ?? 0;
}
