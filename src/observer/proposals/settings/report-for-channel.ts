import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Step } from '../../../agent-steps.ts';
import { addDays, DAY_MS } from '../../../clock.ts';
import type { Context, System, Writing } from '../../../context.ts';
import { listSteps } from '../../../conversation/agent-runs.ts';
import { listInForce } from '../../../crm/team-settings.ts';
import { Cadence, USUAL_TIME } from '../../../delivery/cadence.ts';
import { cancelDeliveries } from '../../../delivery/outbox.ts';
import { sayParams } from '../../../delivery/schedule-rights.ts';
import { insertSchedule } from '../../../delivery/schedules.ts';
import { conflict } from '../../../errors.ts';
import { chunks } from '../../../store/chunks.ts';
import { type Between, listRunsWith } from '../../signals/questions.ts';
import { LEAST_MEMBERS } from '../../signals/scope.ts';
import type { Making, Proposal } from '../proposal.ts';

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

/** Makes the schedule, for which the admin who has approved it answers, with the params that it was asked for with most often. */
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

/** A report as the agent has run it, or was refused. */
const RunCall = z.looseObject({
  name: z.string(),
  params: z.array(z.looseObject({ name: z.string(), value: z.string() })).default([]),
});

/** Runs whose steps are read at once. */
const AT_ONCE = 50;

/** Lists the reports that were asked for in words in a channel, and were run. */
async function listAsked(ctx: System, between: Between): Promise<Asked[]> {
  const runs = await listRunsWith(ctx, '%run_report%', between);
  const found: Asked[] = [];
  for (const some of chunks(runs, AT_ONCE)) {
    const channels = await readChannels(
      ctx,
      some.map((run) => run.inboxId),
    );
    const inChannels = some.filter((run) => channels.has(run.inboxId));
    const steps = await listSteps(
      ctx,
      inChannels.map((run) => run.id),
    );
    for (const run of inChannels) {
      const channel = channels.get(run.inboxId) ?? '';
      const asked = reportsIn(steps.get(run.id) ?? []);
      found.push(...asked.map((each) => ({ channel, memberId: run.memberId, ...each })));
    }
  }
  return found;
}

/** The channels in which members have said what came in by these inbox rows, by the row; none for direct messages. */
async function readChannels(ctx: System, inboxIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { inbox, messages } = ctx.store.tables;
  const rows = await ctx.db
    .select({ id: inbox.id, channel: messages.channel })
    .from(inbox)
    .innerJoin(messages, and(eq(messages.channel, inbox.channel), eq(messages.ts, inbox.messageTs)))
    .where(
      and(inArray(inbox.id, [...inboxIds]), eq(messages.author, 'member'), eq(messages.audience, 'shared')),
    );
  return new Map(rows.map(({ id, channel }) => [id, channel]));
}

/** The reports that calls of these steps have run, with their params. */
function reportsIn(steps: readonly Step[]): Pick<Asked, 'report' | 'params'>[] {
  const calls = new Map(
    steps.flatMap((step) => (step.kind === 'model' ? step.calls : [])).map((call) => [call.id, call]),
  );
  return steps.flatMap((step) => {
    if (step.kind !== 'tool' || step.name !== 'run_report' || step.effect === 'refused') return [];
    const call = RunCall.safeParse(calls.get(step.callId)?.input);
    if (!call.success) return [];
    const params = call.data.params.map(({ name, value }) => [name, value] as const);
    const inOrder = params.toSorted(([one], [other]) => (one < other ? -1 : 1));
    return [{ report: call.data.name, params: Object.fromEntries(inOrder) }];
  });
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
