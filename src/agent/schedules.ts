import { z } from 'zod';
import { Id, parseInput } from '../crm/inputs.ts';
import { type Condition, OPERATORS } from '../delivery/schedule-condition.ts';
import { buildOffer, buildScheduleCard } from '../delivery/schedule-document.ts';
import { describeNext, describeWhen, type ScheduleView } from '../delivery/schedule-view.ts';
import {
  cancelSchedule,
  changeSchedule,
  createSchedule,
  getSchedule,
  hasScheduledHere,
  listSchedules,
  type NewSchedule,
  pauseSchedule,
  resumeSchedule,
} from '../delivery/schedules.ts';
import { ambiguous, invalid, notFound } from '../errors.ts';
import type { WithReports } from '../reports/reports.ts';
import { Every, NOT_POSSIBLE, readCadence, requireRhythm, wordsOf } from './cadences.ts';
import { givenOf, Params, reportName } from './reports.ts';
import type { DocumentResult } from './tools/tool.ts';

const ONLY = ['always', 'with_rows', 'changed', 'beyond'] as const;

export const Schedule = z.strictObject({
  action: z.enum(['create', 'list', 'change', 'pause', 'resume', 'end']),
  schedule_id: Id.optional().describe('From list; not for create.'),
  report: reportName.optional(),
  params: Params.optional(),
  clear: z.array(z.enum(['params'])).optional(),
  every: Every.optional(),
  on: z
    .array(z.string().max(40))
    .max(7)
    .optional()
    .describe('Days of the week; or one day of the month: "1" to "28", "first_day", "last_day".'),
  at: z.string().max(20).optional().describe('HH:MM; 09:00 when left out.'),
  time_zone: z.string().max(60).optional().describe('IANA; only when not the person’s own.'),
  only: z.enum(ONLY).optional().describe('Condition: beyond needs column, operator and value.'),
  column: z.string().max(60).optional(),
  operator: z.enum(OPERATORS).optional(),
  value: z.number().optional(),
});
export type Schedule = z.input<typeof Schedule>;
type ScheduleRequest = z.output<typeof Schedule>;

/** Wherever the actor asks, a scheduled report runs as in their direct messages: it goes to them alone. */
const inDirectMessages = (ctx: WithReports): WithReports => ({
  ...ctx,
  actor: { ...ctx.actor, audience: 'direct' },
});

/** Everything about reports that are sent to the actor again and again. */
export async function scheduleForAgent(ctx: WithReports, input: Schedule): Promise<DocumentResult> {
  requireRhythm((input as { every?: unknown } | null)?.every);
  const said = parseInput(Schedule, input);
  switch (said.action) {
    case 'create':
      return create(ctx, said);
    case 'list': {
      const views = await listSchedules(ctx);
      const schedules = views.map((view) => summarize(ctx, view));
      return { output: { schedules }, place: 'thread', wrote: false };
    }
    case 'change':
      return change(ctx, said);
    case 'pause':
      return resultOf(ctx, await pauseSchedule(ctx, (await findMeant(ctx, said)).id));
    case 'resume': {
      const { id } = await findMeant(ctx, said);
      return resultOf(ctx, await resumeSchedule(inDirectMessages(ctx), id));
    }
    case 'end':
      return resultOf(ctx, await cancelSchedule(ctx, (await findMeant(ctx, said)).id));
    default:
      return said.action satisfies never;
  }
}

const resultOf = (ctx: WithReports, view: ScheduleView): DocumentResult => ({
  output: summarize(ctx, view),
  place: 'thread',
});

/**
 * Schedules a report for the actor. The first time in a conversation it is only offered: a card asks the person, and
 * nothing is sent before they have said yes there.
 */
async function create(ctx: WithReports, said: ScheduleRequest): Promise<DocumentResult> {
  const { report, params = [] } = said;
  if (!report) throw invalid('report is missing: its name, as search_reports gives it.');
  const cadence = readCadence(said);
  const wanted = { report, given: givenOf(params), cadence, condition: readCondition(said, null) };
  return propose(ctx, { wanted, offer: !(await hasScheduledHere(ctx)) });
}

async function propose(
  ctx: WithReports,
  { wanted, offer, replaces }: { wanted: NewSchedule; offer: boolean; replaces?: string },
): Promise<DocumentResult> {
  const view = await createSchedule(inDirectMessages(ctx), wanted, { offer });
  const title = ctx.reports.catalog.titleOf(view.report);
  const document = offer
    ? buildOffer(view, { title, text: 'Shall I send you this report?' })
    : buildScheduleCard(view, { title, text: 'This is scheduled.' });
  const place = ctx.actor.audience === 'shared' ? 'direct' : 'thread';
  const state = offer
    ? 'A card asks the person; nothing is sent before they press “Schedule it” there.'
    : 'It is scheduled. A card shows it.';
  const output = { ...summarize(ctx, view), state, ...(replaces ? { replaces } : {}) };
  return {
    output: place === 'thread' ? output : { ...output, card: 'in their direct messages' },
    document,
    place,
  };
}

/** Changes a schedule; fields that are left out stay. An offer that waits for a yes is replaced by another offer. */
async function change(ctx: WithReports, said: ScheduleRequest): Promise<DocumentResult> {
  const view = await findMeant(ctx, said);
  if (said.report && said.report !== view.report)
    throw invalid(`This schedule sends ${view.report}: end it, and create one for ${said.report}.`);
  const params = said.params ?? (said.clear ? [] : undefined);
  const given = params ? givenOf(params) : undefined;
  const condition = readCondition(said, view.condition);
  const cadence = readCadence(mergeCadence(said, view));
  if (view.status !== 'offered') {
    const change = { id: view.id, ...(given ? { given } : {}), cadence, condition };
    return resultOf(ctx, await changeSchedule(inDirectMessages(ctx), change));
  }
  await cancelSchedule(ctx, view.id);
  const wanted = { report: view.report, given: given ?? view.params, cadence, condition };
  return propose(ctx, { wanted, offer: true, replaces: `The offer ${describeWhen(view)} is gone.` });
}

/** The cadence with what was said anew; its days mean nothing any more when it is another rhythm. */
function mergeCadence({ every, on, at, time_zone }: ScheduleRequest, { cadence }: ScheduleView) {
  const before = wordsOf(cadence);
  const isOther = every ? every !== before.every : on !== undefined && before.on === undefined;
  return {
    every: every ?? (isOther ? undefined : before.every),
    on: on ?? (isOther ? undefined : before.on),
    at: at ?? before.at,
    time_zone: time_zone ?? before.time_zone,
  };
}

function readCondition(said: ScheduleRequest, before: Condition | null): Condition | null {
  const isCompared = said.column !== undefined || said.operator !== undefined || said.value !== undefined;
  const only = said.only ?? (isCompared ? 'beyond' : before?.only);
  if (!only || only === 'always') return null;
  if (only !== 'beyond') return { only };
  const kept = before?.only === 'beyond' ? before : undefined;
  const column = said.column ?? kept?.column;
  const operator = said.operator ?? kept?.operator;
  const value = said.value ?? kept?.value;
  if (column !== undefined && operator !== undefined && value !== undefined)
    return { only, column, operator, value };
  throw invalid(
    'only=beyond needs column, operator and value. For example: column="days", operator=">", value=30.',
  );
}

/** The schedule that is meant: by its id, by its report, or the only one there is. */
async function findMeant(ctx: WithReports, { schedule_id: id, report }: ScheduleRequest) {
  if (id) return getSchedule(ctx, id);
  const own = await listSchedules(ctx);
  const fitting = report ? own.filter((view) => view.report === report) : own;
  const [first, ...others] = fitting;
  if (!first) throw notFound('schedule', report ?? '', own.map(nameIn(ctx)));
  if (others.length > 0) throw ambiguous('schedule', report ?? 'it', fitting.map(nameIn(ctx)));
  return first;
}

const nameIn =
  ({ reports }: WithReports) =>
  (view: ScheduleView) =>
    `${reports.catalog.titleOf(view.report)}, ${describeWhen(view)} [id ${view.id}]`;

/** A schedule in the words the model may repeat. In a channel, which reads its answer, not what it is about. */
function summarize({ actor, reports }: WithReports, view: ScheduleView) {
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

export const SCHEDULE_DESCRIPTION = `Reports that are sent to the person again and again, by direct message: create, list, change, pause, resume or end one. At most once a day. A change replaces only what is passed; params all anew. ${NOT_POSSIBLE}.`;
