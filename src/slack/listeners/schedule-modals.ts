import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { weekdayOf } from '../../clock.ts';
import { todayOf } from '../../context.ts';
import { Cadence } from '../../delivery/cadence.ts';
import { describeNext, describeWhen, type ScheduleView } from '../../delivery/schedule-view.ts';
import { changeSchedule, createSchedule, getSchedule, type NewSchedule } from '../../delivery/schedules.ts';
import { RapportError } from '../../errors.ts';
import type { Given } from '../../reports/params.ts';
import type { WithReports } from '../../reports/run.ts';
import type { Services } from '../services.ts';
import { readReportModal } from '../views/report-form.ts';
import {
  buildScheduleModal,
  paramValues,
  readTimes,
  rebuildTimes,
  ScheduleOrigin,
} from '../views/schedule-form.ts';
import { fieldsOf, fitting, problemsOf, type Submission, type Submitted } from './report-modals.ts';

/** The form for a new schedule: once a week, on this day. Throws `not_found` or `forbidden`. */
export function newScheduleForm(
  ctx: WithReports,
  { report, given }: { report: string; given: Given },
): Promise<ModalView> {
  const on = [weekdayOf(todayOf(ctx)).toLowerCase()];
  const cadence = Cadence.parse({ every: 'week', on, at: '09:00' });
  return formOf(ctx, { origin: { report }, given, cadence, condition: null });
}

/** The form for one of the actor's own. */
export async function changeScheduleForm(ctx: WithReports, id: string): Promise<ModalView> {
  const { report, params: given, cadence, condition } = await getSchedule(ctx, id);
  const { time_zone: timeZone } = cadence;
  const origin = { report, id, ...(timeZone ? { timeZone } : {}) };
  return formOf(ctx, { origin, given, cadence, condition });
}

async function formOf(
  ctx: WithReports,
  {
    origin,
    given,
    ...times
  }: { origin: Omit<ScheduleOrigin, 'relative'>; given: Given } & Pick<ScheduleView, 'cadence' | 'condition'>,
): Promise<ModalView> {
  const { definition, fields } = await fieldsOf(ctx, { report: origin.report, given });
  const { timeZone } = ctx.actor;
  return fitting(
    buildScheduleModal({ definition, fields, timeZone, ...times, origin: { ...origin, relative: {} } }),
  );
}

const originOf = ({ private_metadata: metadata }: Pick<Submitted, 'private_metadata'>) =>
  ScheduleOrigin.parse(JSON.parse(metadata));

/** Writes a filled-in schedule down; or says what is wrong. */
export async function submitSchedule(ctx: WithReports, view: Submitted): Promise<Submission> {
  const origin = originOf(view);
  const { values } = view.state;
  // What is no cadence, or no condition, is refused where schedules are written.
  const times = readTimes(values, origin) as Pick<NewSchedule, 'cadence' | 'condition'>;
  const given = readReportModal(paramValues(values), origin);
  const { id, report } = origin;
  try {
    const schedule = id
      ? await changeSchedule(ctx, { id, given, ...times })
      : await createSchedule(ctx, { report, given, ...times }, { requestKey: `view:${view.id}` });
    const title = ctx.reports.catalog.titleOf(schedule.report);
    return { instead: describeDone(schedule, id ? `“${title}” is changed` : `“${title}” is scheduled`) };
  } catch (error) {
    if (error instanceof RapportError) return problemsOf(error, view);
    throw error;
  }
}

function describeDone(schedule: ScheduleView, done: string): string {
  const next = schedule.status === 'paused' ? 'it is paused' : describeNext(schedule);
  return `${done}: ${describeWhen(schedule)}; ${next}. It comes to your direct messages. /report schedules lists what is sent to you.`;
}

/** A form in which something was chosen on which it depends what else is asked for. */
const OpenForm = z.object({
  id: z.string(),
  hash: z.string(),
  callback_id: z.string(),
  private_metadata: z.string(),
  title: z.unknown(),
  submit: z.unknown(),
  close: z.unknown(),
  blocks: z.array(z.custom<KnownBlock>()),
  state: z.object({ values: z.unknown() }),
});

/** Asks in an open form for what its choices need now. */
export async function updateScheduleForm(
  ctx: WithReports,
  services: Services,
  opened: unknown,
): Promise<void> {
  const { id, hash, state, blocks, ...view } = OpenForm.parse(opened);
  const origin = originOf(view);
  const { definition } = ctx.reports.catalog.get(origin.report, ctx.actor.role);
  const timeZone = origin.timeZone ?? ctx.actor.timeZone;
  const rebuilt = rebuildTimes(blocks, state.values, { definition, timeZone });
  await services.client.views.update({
    view_id: id,
    hash,
    view: { type: 'modal', ...view, blocks: rebuilt } as ModalView,
  });
}
