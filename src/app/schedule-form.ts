import { weekdayOf } from '../clock.ts';
import { todayOf } from '../context.ts';
import { Cadence, USUAL_TIME } from '../delivery/cadence.ts';
import { Condition, numericColumns } from '../delivery/schedule-condition.ts';
import { describeNext, describeWhen, type ScheduleView } from '../delivery/schedule-view.ts';
import { changeSchedule, createSchedule, getSchedule, type NewSchedule } from '../delivery/schedules.ts';
import type { ReportDefinition } from '../reports/definition.ts';
import type { Given } from '../reports/params.ts';
import type { WithReports } from '../reports/reports.ts';
import type { ChoiceHandler, FormHandler } from './handler.ts';
import { refreshHome } from './home.ts';
import { fieldsOf } from './report-fields.ts';
import type { FilledSchedule, ScheduleForm, ScheduleOrigin } from './schedule-screens.ts';

/** The form for a new schedule: once a week, on this day. Throws `not_found` or `forbidden`. */
export function buildNewScheduleForm(
  ctx: WithReports,
  { report, given }: { report: string; given: Given },
): Promise<ScheduleForm> {
  const on = [weekdayOf(todayOf(ctx)).toLowerCase()];
  const cadence = Cadence.parse({ every: 'week', on, at: USUAL_TIME });
  return buildScheduleForm(ctx, { origin: { report }, given, cadence, condition: null });
}

/** The form for a change of one of the actor's own schedules. */
export async function buildChangeForm(ctx: WithReports, id: string): Promise<ScheduleForm> {
  const { report, params: given, cadence, condition } = await getSchedule(ctx, id);
  const { time_zone: timeZone } = cadence;
  const origin = { report, id, ...(timeZone ? { timeZone } : {}) };
  return buildScheduleForm(ctx, { origin, given, cadence, condition });
}

type Times = Pick<ScheduleView, 'cadence' | 'condition'>;

async function buildScheduleForm(
  ctx: WithReports,
  { origin, given, cadence, condition }: { origin: ScheduleOrigin; given: Given } & Times,
): Promise<ScheduleForm> {
  const { definition, fields } = await fieldsOf(ctx, { report: origin.report, given });
  const timeZone = origin.timeZone ?? ctx.actor.timeZone;
  return { kind: 'schedule_report', origin, definition, fields, timeZone, cadence, condition };
}

/** Draws the form anew after a choice that decides what else it asks for; what was filled in stays. */
export const chooseTimes = {
  who: 'member',
  does: async (ctx, { origin, given, ...said }) => {
    const { definition } = ctx.reports.catalog.get(origin.report, ctx.actor.role);
    const cadence = Cadence.safeParse(said.cadence);
    const condition = Condition.nullable().safeParse(said.condition);
    return buildScheduleForm(ctx, {
      origin,
      given,
      cadence: cadence.success ? cadence.data : firstCadence(said.cadence),
      condition: condition.success ? condition.data : firstCondition(definition),
    });
  },
} satisfies ChoiceHandler<FilledSchedule>;

/** The cadence that the form shows after a choice of how often, as long as its day is not chosen. */
function firstCadence({ every, at }: FilledSchedule['cadence']): Cadence {
  const starts = {
    day: { every: 'day' },
    weekday: { every: 'weekday' },
    week: { every: 'week', on: ['monday'] },
    month: { every: 'month', on: 1 },
    quarter: { every: 'quarter', on: 'first_day' },
  };
  const start = starts[every as keyof typeof starts] ?? starts.week;
  return Cadence.parse({ ...start, at: at ?? USUAL_TIME });
}

const firstCondition = (definition: ReportDefinition): Condition => ({
  only: 'beyond',
  column: numericColumns(definition)[0] ?? '',
  operator: '>',
  value: 0,
});

/** Writes a schedule down as it was filled in. */
export const fillInSchedule = {
  who: 'member',
  does: async (ctx, { origin: { id, report }, given, key, ...said }) => {
    // Delivery refuses a cadence or a condition that is none.
    const times = said as Pick<NewSchedule, 'cadence' | 'condition'>;
    const schedule = id
      ? await changeSchedule(ctx, { id, given, ...times })
      : await createSchedule(ctx, { report, given, ...times }, { requestKey: key });
    await refreshHome(ctx);
    const title = ctx.reports.catalog.titleOf(schedule.report);
    return { say: describeDone(schedule, id ? `“${title}” is changed` : `“${title}” is scheduled`) };
  },
} satisfies FormHandler<FilledSchedule>;

function describeDone(schedule: ScheduleView, done: string): string {
  const next = schedule.status === 'paused' ? 'it is paused' : describeNext(schedule);
  return `${done}: ${describeWhen(schedule)}; ${next}. It comes to your direct messages. /report schedules lists what is sent to you.`;
}
