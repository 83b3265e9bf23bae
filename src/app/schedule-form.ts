import { enqueueScheduleRequest } from '../agent/schedule-requests.ts';
import { weekdayOf } from '../clock.ts';
import { hasRole, todayOf, transact } from '../context.ts';
import { Cadence, USUAL_TIME } from '../delivery/cadence.ts';
import { Condition, numericColumns } from '../delivery/schedule-condition.ts';
import { requireForChannels, requireRunnable } from '../delivery/schedule-rights.ts';
import { describeNext, describeWhen, type ScheduleView } from '../delivery/schedule-view.ts';
import {
  changeSchedule,
  createSchedule,
  getSchedule,
  type NewSchedule,
  parseSchedule,
} from '../delivery/schedules.ts';
import { notFound } from '../errors.ts';
import type { ReportDefinition } from '../reports/definition.ts';
import { metricOf } from '../reports/metrics/request.ts';
import type { Given } from '../reports/params.ts';
import { getReportRun } from '../reports/report-runs.ts';
import type { WithReports } from '../reports/reports.ts';
import { getDefinition, titleOf } from '../reports/what-runs.ts';
import type { App } from './context.ts';
import type { ChoiceHandler, FormHandler, PressHandler } from './handler.ts';
import { refreshHome } from './home.ts';
import { fieldsOf } from './report-fields.ts';
import type { FilledSchedule, Recipients, ScheduleForm, ScheduleOrigin } from './schedule-screens.ts';

/** The form for a new schedule: once a week, on this day. Throws `not_found` or `forbidden`. */
export function buildNewScheduleForm(
  ctx: WithReports,
  { report, given, run }: { report: string; given: Given; run?: string },
): Promise<ScheduleForm> {
  const on = [weekdayOf(todayOf(ctx)).toLowerCase()];
  const cadence = Cadence.parse({ every: 'week', on, at: USUAL_TIME });
  return buildScheduleForm(ctx, {
    origin: { report, ...(run ? { run } : {}) },
    given,
    cadence,
    condition: null,
    endsOn: null,
  });
}

/** The form for a change of one of the actor's own schedules. */
export async function buildChangeForm(ctx: WithReports, id: string): Promise<ScheduleForm> {
  const { report, params: given, cadence, condition, endsOn } = await getSchedule(ctx, id);
  const { time_zone: timeZone } = cadence;
  const origin = { report, id, ...(timeZone ? { timeZone } : {}) };
  return buildScheduleForm(ctx, { origin, given, cadence, condition, endsOn });
}

/** “Schedule” below a question: a form for when it is sent; the value is the run. */
export const scheduleRun = {
  who: 'member',
  does: async (ctx, { value: run }) => {
    const { report, params: given } = await getReportRun(ctx, { runId: run, memberId: ctx.actor.memberId });
    return { form: buildNewScheduleForm(ctx, { report, given, run }) };
  },
} satisfies PressHandler;

/** The params of a form: a question has no fields, and keeps the request of its schedule, or of the run that it is made of. */
async function paramsOf(
  ctx: WithReports,
  { origin: { report, id, run }, filled }: { origin: ScheduleOrigin; filled: Given },
): Promise<Given> {
  if (metricOf(report) === undefined) return filled;
  const kept = id
    ? await getSchedule(ctx, id)
    : await getReportRun(ctx, { runId: run ?? '', memberId: ctx.actor.memberId });
  if (kept.report !== report) throw notFound('report run', String(run));
  return kept.params;
}

type Times = Pick<ScheduleView, 'cadence' | 'condition' | 'endsOn'>;

const NOBODY_ELSE: Recipients = { channel: null, people: [] };

async function buildScheduleForm(
  ctx: WithReports,
  {
    origin,
    given,
    to = NOBODY_ELSE,
    ...times
  }: { origin: ScheduleOrigin; given: Given; to?: Recipients } & Times,
): Promise<ScheduleForm> {
  const { definition, fields } = await fieldsOf(ctx, { report: origin.report, given });
  const timeZone = origin.timeZone ?? ctx.actor.timeZone;
  // To whom it goes is said once: who answers for a schedule, or gets it, does not change by a form.
  const recipients = hasRole(ctx.actor, 'lead') && !origin.id ? { to } : {};
  return { kind: 'schedule_report', origin, definition, fields, timeZone, ...times, ...recipients };
}

/** Draws the form anew after a choice that decides what else it asks for; what was filled in stays. */
export const chooseTimes = {
  who: 'member',
  does: async (ctx, { origin, given: filled, endsOn, to, ...said }) => {
    const given = await paramsOf(ctx, { origin, filled });
    const definition = await getDefinition(ctx, { name: origin.report, given });
    const cadence = Cadence.safeParse(said.cadence);
    const condition = Condition.nullable().safeParse(said.condition);
    return buildScheduleForm(ctx, {
      origin,
      given,
      endsOn,
      to,
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
  does: async (ctx, { origin, given: filled, key, endsOn = null, to = NOBODY_ELSE, ...said }) => {
    const { id, report } = origin;
    const given = await paramsOf(ctx, { origin, filled });
    // Delivery refuses a cadence or a condition that is none.
    const times = { ...(said as Pick<NewSchedule, 'cadence' | 'condition'>), ends_on: endsOn };
    if (!id && (to.channel !== null || to.people.length > 0))
      return askOthers(ctx, { report, given, ...times, to }, key);
    const schedule = id
      ? await changeSchedule(ctx, { id, given, ...times })
      : await createSchedule(ctx, { report, given, ...times }, { requestKey: key });
    await refreshHome(ctx);
    const title = await titleOf(ctx, { name: report, given });
    return { say: describeDone(schedule, id ? `“${title}” is changed` : `“${title}” is scheduled`) };
  },
} satisfies FormHandler<FilledSchedule>;

/**
 * Takes in a report for others, for which it has to be found out who they are and what they may see. What is wrong in itself is
 * told at once. Throws as `createSchedule` does.
 */
async function askOthers(
  ctx: App,
  { to: { channel, people }, ...wanted }: NewSchedule & { to: Recipients },
  key: string,
): Promise<{ say: string }> {
  requireForChannels(ctx);
  const { report, given, cadence, condition, ends_on: endsOn = null } = parseSchedule(wanted);
  await requireRunnable(ctx, { report, params: given, condition, channel });
  const user = ctx.actor.slackUserId;
  const request = { user, report, given, cadence, condition, ends_on: endsOn, channel, people };
  await transact(ctx, (ctx) =>
    enqueueScheduleRequest(ctx, { ...request, confirmed: true, asked: null }, key),
  );
  ctx.inbox.nudge('conversation');
  const checked = channel === null ? 'who they are' : 'that everybody there may see it';
  return { say: `I check ${checked}, and tell you in your direct messages what came of it.` };
}

function describeDone(schedule: ScheduleView, done: string): string {
  const next = schedule.status === 'paused' ? 'it is paused' : describeNext(schedule);
  const where = schedule.channel === null ? 'comes to your direct messages' : 'is posted in its channel';
  return `${done}: ${describeWhen(schedule)}; ${next}. It ${where}. /report schedules lists what is sent to you.`;
}
