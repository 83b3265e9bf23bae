import { and, eq, gte, inArray, isNotNull, lt, sql } from 'drizzle-orm';
import { addDays, DAY_MS } from '../../../clock.ts';
import type { Context, System, Writing } from '../../../context.ts';
import { listInForce } from '../../../crm/team-settings.ts';
import { Cadence, USUAL_TIME } from '../../../delivery/cadence.ts';
import { cancelDeliveries } from '../../../delivery/outbox.ts';
import { sayParams } from '../../../delivery/schedule-rights.ts';
import { insertSchedule } from '../../../delivery/schedules.ts';
import { conflict } from '../../../errors.ts';
import { firstIdAt, ID } from '../../../ids.ts';
import { LEAST_MEMBERS } from '../../signals/scope.ts';
import type { Making, Proposal } from '../proposal.ts';
import type { Between } from '../questions.ts';

const SETTING = 'report_for_channel';

/** How often the same report is asked for in a channel in a week before it is offered to be posted there. */
const LEAST = 4;

/** Posts a report in a channel every Monday, in which several people ask for it again and again. */
export const reportForChannel: Proposal = {
  offers: async (ctx, week) => {
    const known = new Set((await listInForce(ctx, SETTING)).map(keyOf));
    const posted = await listPosted(ctx);
    return groupSame(await listAsked(ctx, week)).flatMap(({ channel, report, members, times }) => {
      const isKnown =
        known.has(keyOf({ subject: channel, name: report })) || posted.has(`${channel} ${report}`);
      if (isKnown || times < LEAST || members < LEAST_MEMBERS) return [];
      const says = `“${report}” was asked for ${times} times in a week, by ${members} people of one channel. Shall I post it there every Monday?`;
      return [{ subject: channel, name: report, companyId: null, times, says }];
    });
  },
  apply: async (ctx, making) => makeSchedule(ctx, making),
  undo: async (ctx, { observation }) => {
    const { schedules } = ctx.store.tables;
    const ended = await ctx.db
      .update(schedules)
      .set({
        status: 'ended',
        requestKey: null,
        leaseUntil: null,
        fence: sql`${schedules.fence} + 1`,
        updatedAt: ctx.clock.now(),
      })
      .where(eq(schedules.requestKey, requestKeyOf(observation)))
      .returning({ id: schedules.id });
    if (ended.length > 0)
      await cancelDeliveries(
        ctx,
        ended.map(({ id }) => id),
      );
  },
  count: async (ctx, { subject, name }, between) =>
    (await listAsked(ctx, between)).filter(({ channel, report }) => channel === subject && report === name)
      .length,
  counts: ({ name }) => `“${name}” asked for in its channel`,
};

const keyOf = ({ subject, name }: { subject: string; name: string | null }) => `${subject} ${name}`;
const requestKeyOf = ({ id }: { id: string }) => `proposal:${id}`;

/** Makes the schedule, for which the admin who has approved it answers, with the params that were asked for most often. */
async function makeSchedule(ctx: Writing<Context>, { observation }: Making): Promise<void> {
  const { subject: channel, valueKey: report, signal, night } = observation;
  const counted = signal?.night || night;
  const until = new Date(`${addDays(counted, 2)}T00:00:00Z`);
  // A night ends on another day in each zone: the week with a day on both sides.
  const week = { since: new Date(until.getTime() - 10 * DAY_MS), until };
  const [most] = groupSame(await listAsked(ctx, week)).filter(
    (each) => each.channel === channel && each.report === report,
  );
  if (!most) throw conflict('Nothing is known any more of how it was asked for.');
  const { memberId, timeZone } = ctx.actor;
  await insertSchedule(ctx, {
    memberId,
    report,
    params: most.params,
    paramsInWords: sayParams(most.params),
    cadence: Cadence.parse({ every: 'week', on: ['monday'], at: USUAL_TIME }),
    condition: null,
    channel,
    timeZone,
    threadKey: null,
    offer: false,
    requestKey: requestKeyOf(observation),
  });
}

/** A report that was asked for in a channel, with its params. */
type Asked = { channel: string; report: string; memberId: string; params: Record<string, unknown> };
type Same = Omit<Asked, 'memberId'> & { members: number; times: number };

/** Groups what was asked for in the same channel with the same params, the most often asked first; each report once for a channel. */
function groupSame(asked: readonly Asked[]): Same[] {
  const groups = new Map<string, Asked[]>();
  for (const each of asked) {
    const key = JSON.stringify([each.channel, each.report, each.params]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const same = [...groups.values()].flatMap((group): Same[] => {
    const [first] = group;
    if (!first) return [];
    const { memberId: _, ...rest } = first;
    return [{ ...rest, members: new Set(group.map(({ memberId }) => memberId)).size, times: group.length }];
  });
  const sorted = same.toSorted((one, other) => other.times - one.times);
  return sorted.filter(
    (each, at) =>
      sorted.findIndex((other) => other.channel === each.channel && other.report === each.report) === at,
  );
}

/** Lists the reports that were asked for in words in a channel, and were run; not those about one customer or person. */
async function listAsked(ctx: System, { since, until }: Between): Promise<Asked[]> {
  const { agentRuns, inbox, messages, reportRuns } = ctx.store.tables;
  const { report, memberId, params } = reportRuns;
  const rows = await ctx.db
    .select({ channel: messages.channel, report, memberId, params })
    .from(reportRuns)
    .innerJoin(agentRuns, eq(agentRuns.id, reportRuns.agentRunId))
    .innerJoin(inbox, eq(inbox.id, agentRuns.inboxId))
    .innerJoin(messages, and(eq(messages.channel, inbox.channel), eq(messages.ts, inbox.messageTs)))
    .where(
      and(
        // Ids begin with the time.
        gte(reportRuns.id, firstIdAt(since)),
        lt(reportRuns.id, firstIdAt(until)),
        eq(reportRuns.source, 'agent'),
        eq(reportRuns.outcome, 'done'),
        eq(messages.author, 'member'),
        eq(messages.audience, 'shared'),
      ),
    );
  return rows.filter(({ params }) =>
    Object.values(params)
      .flat()
      .every((value) => !ID.test(String(value))),
  );
}

/** The reports that are posted in channels already. */
async function listPosted(ctx: System): Promise<ReadonlySet<string>> {
  const { schedules } = ctx.store.tables;
  const { channel, report, status } = schedules;
  const rows = await ctx.db
    .select({ channel, report })
    .from(schedules)
    .where(and(isNotNull(channel), inArray(status, ['active', 'paused'])));
  return new Set(rows.map((row) => `${row.channel} ${row.report}`));
}
