import { z } from 'zod';
import type { Context } from '../context.ts';
import { Id, parseInput } from '../crm/inputs.ts';
import { Cadence } from '../delivery/cadence.ts';
import { Condition } from '../delivery/condition.ts';
import { buildOffer, buildScheduleCard } from '../delivery/schedule-document.ts';
import { describeNext, describeWhen, type ScheduleView } from '../delivery/schedule-view.ts';
import {
  cancelSchedule,
  changeSchedule,
  createSchedule,
  hasScheduledHere,
  listSchedules,
  pauseSchedule,
  resumeSchedule,
} from '../delivery/schedules.ts';
import type { Reports } from '../reports/run.ts';
import { givenOf, Params, reportName } from './reports.ts';
import type { Shown } from './tools/tool.ts';

const cadence = Cadence.describe('How often, and at what time of day.');
const condition = Condition.describe('When it is sent at all; always when left out.');

export const ScheduleReport = z.strictObject({
  name: reportName,
  params: Params.default([]),
  cadence,
  condition: condition.optional(),
});
export type ScheduleReport = z.input<typeof ScheduleReport>;

export const ListSchedules = z.strictObject({});
export type ListSchedules = z.input<typeof ListSchedules>;

const id = Id.describe('Id of the schedule, from list_schedules.');

export const ChangeSchedule = z.strictObject({
  id,
  params: Params.optional().describe('All params anew; as they were when left out.'),
  cadence: cadence.optional(),
  condition: z.union([condition, z.strictObject({ only: z.literal('always') })]).optional(),
});
export type ChangeSchedule = z.input<typeof ChangeSchedule>;

export const OneSchedule = z.strictObject({ id });
export type OneSchedule = z.input<typeof OneSchedule>;

/** What is scheduled runs for the actor and goes to them alone, wherever they ask. */
const alone = (ctx: Context): Context => ({ ...ctx, actor: { ...ctx.actor, audience: 'direct' } });

/**
 * Schedules a report for the actor. The first time in a conversation it is only offered: a card asks the person, and
 * nothing is sent before they have said yes there.
 */
export async function scheduleForAgent(
  ctx: Context,
  reports: Reports,
  input: ScheduleReport,
): Promise<Shown> {
  const { name: report, params, cadence, condition = null } = parseInput(ScheduleReport, input);
  const offer = !(await hasScheduledHere(ctx));
  const wanted = { report, given: givenOf(params), cadence, condition };
  const view = await createSchedule(alone(ctx), reports, wanted, { offer });
  const title = reports.catalog.titleOf(view.report);
  const document = offer
    ? buildOffer(view, { title, text: 'Shall I send you this report?' })
    : buildScheduleCard(view, { title, text: 'This is scheduled.' });
  const place = ctx.actor.audience === 'shared' ? 'direct' : 'thread';
  const state = offer
    ? 'A card asks the person; nothing is sent before they press “Schedule it” there.'
    : 'It is scheduled. A card shows it.';
  const output = { ...summarize(ctx, reports, view), state };
  return {
    output: place === 'thread' ? output : { ...output, card: 'in their direct messages' },
    document,
    place,
  };
}

export async function listForAgent(ctx: Context, reports: Reports, input: ListSchedules) {
  parseInput(ListSchedules, input);
  const schedules = await listSchedules(ctx);
  return { schedules: schedules.map((view) => summarize(ctx, reports, view)) };
}

export async function changeForAgent(ctx: Context, reports: Reports, input: ChangeSchedule) {
  const { id, params, cadence, condition } = parseInput(ChangeSchedule, input);
  const view = await changeSchedule(alone(ctx), reports, {
    id,
    ...(params ? { given: givenOf(params) } : {}),
    ...(cadence ? { cadence } : {}),
    ...(condition ? { condition: condition.only === 'always' ? null : condition } : {}),
  });
  return summarize(ctx, reports, view);
}

export async function pauseForAgent(ctx: Context, reports: Reports, input: OneSchedule) {
  return summarize(ctx, reports, await pauseSchedule(ctx, parseInput(OneSchedule, input).id));
}

export async function resumeForAgent(ctx: Context, reports: Reports, input: OneSchedule) {
  return summarize(
    ctx,
    reports,
    await resumeSchedule(alone(ctx), reports, parseInput(OneSchedule, input).id),
  );
}

export async function cancelForAgent(ctx: Context, reports: Reports, input: OneSchedule) {
  return summarize(ctx, reports, await cancelSchedule(ctx, parseInput(OneSchedule, input).id));
}

/** A schedule in the words the model may repeat. In a channel, which reads its answer, not what it is about. */
function summarize({ actor }: Context, reports: Reports, view: ScheduleView) {
  const isAlone = actor.audience === 'direct';
  const params = isAlone ? view.paramsInWords : '';
  return {
    id: view.id,
    report: view.report,
    title: reports.catalog.titleOf(view.report),
    ...(params ? { params } : {}),
    when: describeWhen(view),
    status: view.status === 'offered' ? 'waits for your yes' : view.status,
    ...(view.next ? { next: describeNext(view) } : {}),
    ...(view.reason && isAlone ? { reason: view.reason } : {}),
  };
}
