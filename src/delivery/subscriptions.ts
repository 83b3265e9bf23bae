import { z } from 'zod';
import { weekdayOf } from '../clock.ts';
import { type Context, transact } from '../context.ts';
import { ID } from '../ids.ts';
import { getReportRun } from '../reports/report-runs.ts';
import type { WithReports } from '../reports/reports.ts';
import type { Result } from '../reports/result.ts';
import { lock } from '../store/locks.ts';
import { Cadence, describeDays, isSameCadence, USUAL_TIME } from './cadence.ts';
import type { Action } from './document.ts';
import { Condition } from './schedule-condition.ts';
import { listSchedules } from './schedule-lists.ts';
import type { ScheduleView } from './schedule-view.ts';
import { createSchedule } from './schedules.ts';

/** What whoever subscribes to a report that a channel reads is sent, and when: the value of the button. */
const Subscription = z.strictObject({
  run: z.string().regex(ID),
  cadence: Cadence,
  condition: Condition.nullable(),
  until: z.iso.date().optional(),
});

/** When whoever subscribes is sent a report; in the zone of each. */
type Times = Pick<ScheduleView, 'cadence' | 'condition' | 'endsOn'>;

/** Once a week, on the weekday of a day. */
export function weeklyOn(day: string): Times {
  const on = [weekdayOf(day).toLowerCase()];
  return { cadence: Cadence.parse({ every: 'week', on, at: USUAL_TIME }), condition: null, endsOn: null };
}

/** “Send me this every Monday”, below a report that a channel reads. */
export function buildSubscribe(
  { runId: run }: Pick<Result, 'runId'>,
  { cadence: { time_zone: _, ...cadence }, condition, endsOn }: Times,
): Action {
  const times = { cadence: cadence as Cadence, condition };
  const value = { run, ...times, ...(endsOn ? { until: endsOn } : {}) } satisfies z.input<
    typeof Subscription
  >;
  return {
    id: 'report_subscribe',
    label: `Send me this ${describeDays(times.cadence)}`,
    value: JSON.stringify(value),
  };
}

/**
 * Schedules for the actor what they have read in a channel, with the same params and their own rights. Gives the schedule they have
 * already, if it is the same. Throws `not_found` for a run that others do not read, and as `createSchedule` does.
 */
export async function subscribe(
  ctx: WithReports,
  { value, key }: { value: string; key: string },
): Promise<{ schedule: ScheduleView; isNew: boolean }> {
  const { run: runId, cadence, condition, until } = Subscription.parse(JSON.parse(value));
  const { memberId } = ctx.actor;
  const { report, params: given } = await getReportRun(ctx, { runId, memberId });
  return transact(ctx, async (ctx) => {
    await lock(ctx, `schedules of ${memberId}`);
    const same = await findSame(ctx, { report, given, cadence });
    if (same) return { schedule: same, isNew: false };
    const wanted = { report, given, cadence, condition, ends_on: until ?? null };
    return { schedule: await createSchedule(ctx, wanted, { requestKey: key }), isNew: true };
  });
}

/** The schedule by which the actor is sent the same at the same times. */
async function findSame(
  ctx: Context,
  { report, given, cadence }: { report: string; given: object; cadence: Cadence },
): Promise<ScheduleView | undefined> {
  const sent = (await listSchedules(ctx)).filter(({ status, channel }) => status === 'active' && !channel);
  return sent.find(
    (view) =>
      view.report === report &&
      JSON.stringify(view.params) === JSON.stringify(given) &&
      isSameCadence({ ...view.cadence, time_zone: undefined }, { ...cadence, time_zone: undefined }),
  );
}
