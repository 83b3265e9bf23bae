import { z } from 'zod';
import { transact } from '../context.ts';
import { Day, Id, parseInput } from '../crm/inputs.ts';
import { findSlackUsers } from '../crm/members.ts';
import { type Condition, OPERATORS } from '../delivery/schedule-condition.ts';
import { buildOffer, buildScheduleCard } from '../delivery/schedule-document.ts';
import { hasScheduledHere, listSchedules } from '../delivery/schedule-lists.ts';
import { requireForChannels, requireRunnable } from '../delivery/schedule-rights.ts';
import { describeNext, describeWhen, type ScheduleView } from '../delivery/schedule-view.ts';
import {
  cancelSchedule,
  changeSchedule,
  createSchedule,
  getSchedule,
  type NewSchedule,
  pauseSchedule,
  resumeSchedule,
} from '../delivery/schedules.ts';
import { ambiguous, invalid, notFound } from '../errors.ts';
import { metricOf } from '../reports/metrics/request.ts';
import { findLastQuestion } from '../reports/report-runs.ts';
import type { WithReports } from '../reports/reports.ts';
import { titleOf } from '../reports/what-runs.ts';
import { Every, NOT_POSSIBLE, readCadence, requireRhythm, wordsOf } from './cadences.ts';
import { givenOf, Params, reportName } from './reports.ts';
import { enqueueScheduleRequest } from './schedule-requests.ts';
import type { DocumentResult } from './tools/tool.ts';

const ONLY = ['always', 'with_rows', 'changed', 'beyond'] as const;
/** Whom a schedule is for. Who that is stands in the message, as the chat service has verified it. */
const TO = ['me', 'mentioned', 'channel'] as const;

export const Schedule = z.strictObject({
  action: z.enum(['create', 'list', 'change', 'pause', 'resume', 'end']),
  schedule_id: Id.optional().describe('From list; not for create.'),
  report: reportName.optional().describe('Its name; ask:METRIC is the question asked last.'),
  params: Params.optional(),
  clear: z.array(z.enum(['params', 'until'])).optional(),
  every: Every.optional(),
  on: z
    .array(z.string().max(40))
    .max(7)
    .optional()
    .describe('Days of the week; or one day of the month: "1" to "28", "first_day", "last_day".'),
  at: z.string().max(20).optional().describe('HH:MM; 09:00 when left out.'),
  time_zone: z.string().max(60).optional().describe('IANA; only when not the person’s own.'),
  until: Day.optional().describe('The last day, if one was said.'),
  to: z
    .array(z.enum(TO))
    .max(TO.length)
    .optional()
    .describe(
      'create, leads only: mentioned = the people mentioned with @, channel = the linked channel or this one. Without it: me.',
    ),
  only: z.enum(ONLY).optional().describe('Condition: beyond needs column, operator and value.'),
  column: z.string().max(60).optional(),
  operator: z.enum(OPERATORS).optional(),
  value: z.number().optional(),
});
export type Schedule = z.input<typeof Schedule>;
type ScheduleRequest = z.output<typeof Schedule>;

/** Everything about reports that are sent to the actor again and again. */
export async function scheduleForAgent(ctx: WithReports, input: Schedule): Promise<DocumentResult> {
  requireRhythm((input as { every?: unknown } | null)?.every);
  const said = parseInput(Schedule, input);
  switch (said.action) {
    case 'create':
      return create(ctx, said);
    case 'list': {
      const views = await listSchedules(ctx);
      const schedules = await Promise.all(views.map((view) => summarize(ctx, view)));
      return { output: { schedules }, place: 'thread', wrote: false };
    }
    case 'change':
      return change(ctx, said);
    case 'pause':
      return resultOf(ctx, await pauseSchedule(ctx, (await findMeant(ctx, said)).id));
    case 'resume': {
      const { id } = await findMeant(ctx, said);
      return resultOf(ctx, await resumeSchedule(ctx, id));
    }
    case 'end':
      return resultOf(ctx, await cancelSchedule(ctx, (await findMeant(ctx, said)).id));
    default:
      return said.action satisfies never;
  }
}

const resultOf = async (ctx: WithReports, view: ScheduleView): Promise<DocumentResult> => ({
  output: await summarize(ctx, view),
  place: 'thread',
});

/**
 * Schedules a report for the actor. The first time in a conversation it is only offered: a card asks the person, and
 * nothing is sent before they have said yes there.
 */
async function create(ctx: WithReports, said: ScheduleRequest): Promise<DocumentResult> {
  if (!said.report) throw invalid('report is missing: its name, as search_reports gives it.');
  const cadence = readCadence(said);
  const condition = readCondition(said, null);
  const wanted = {
    ...(await whatToSend(ctx, { report: said.report, params: said.params ?? [] })),
    cadence,
    condition,
    ends_on: said.until ?? null,
  };
  const to = new Set(said.to);
  const others = to.has('mentioned') || to.has('channel') ? await askOthers(ctx, { wanted, to }) : undefined;
  if (others && !to.has('me')) return { output: others, place: 'thread' };
  const own = await propose(ctx, { wanted, offer: !(await hasScheduledHere(ctx)) });
  return others ? { ...own, output: { ...(own.output as object), others } } : own;
}

/** The report with its params as they were said; of a question, the request that the actor has asked last. */
async function whatToSend(
  ctx: WithReports,
  { report, params }: { report: string; params: z.output<typeof Params> },
): Promise<Pick<NewSchedule, 'report' | 'given'>> {
  const metric = metricOf(report);
  if (metric === undefined) return { report, given: givenOf(params) };
  if (params.length > 0)
    throw invalid(
      'A question is sent as it was asked. Leave params out, or ask it otherwise by ask_metric first.',
    );
  const theirs = ctx.reports.metrics.list(ctx.actor.role);
  // What names no metric of theirs, such as ask:METRIC itself, can only mean the question asked last.
  const isNamed = theirs.some(({ definition }) => definition.name === metric);
  const run = await findLastQuestion(ctx, isNamed ? { metric } : {});
  if (run) return { report: run.report, given: run.params };
  const last = isNamed ? await findLastQuestion(ctx) : undefined;
  const instead = last ? ` The one asked last is ${last.report}.` : '';
  throw invalid(
    `No such question was asked yet.${instead} Ask the question by ask_metric first; then schedule it without params.`,
  );
}

/**
 * Keeps that a report is to be posted in the channel, or offered to the people, whom the message itself names. Who they are and what
 * they may see is found out after this call; the person is told, and asked before anything is posted.
 */
async function askOthers(
  ctx: WithReports,
  { wanted, to }: { wanted: NewSchedule; to: ReadonlySet<(typeof TO)[number]> },
): Promise<object> {
  requireForChannels(ctx);
  const channel = to.has('channel') ? channelMeant(ctx) : null;
  const people = to.has('mentioned') ? await usersMeant(ctx) : [];
  const output = await request(ctx, { ...wanted, channel }, people);
  const card = channel === null ? '' : 'A card asks the person before it is posted. ';
  return {
    ...output,
    state: `I check who they are and what they may see. ${card}What comes of it is told in direct messages: do not say that it is scheduled.`,
  };
}

/** Keeps a request for others. Throws as `createSchedule` does for what is wrong in itself. */
async function request(
  ctx: WithReports,
  { report, given, cadence, condition, ends_on: endsOn = null, channel = null }: NewSchedule,
  people: string[],
): Promise<object> {
  await requireRunnable(ctx, { report, params: given, condition, channel });
  const { actor, source } = ctx;
  const asked = source ? { channel: source.channel, threadTs: source.threadTs ?? null } : null;
  const wanted = { report, given, cadence, condition, ends_on: endsOn, channel, people };
  await transact(ctx, (ctx) =>
    enqueueScheduleRequest(ctx, { user: actor.slackUserId, ...wanted, confirmed: false, asked }),
  );
  return { report, title: await titleOf(ctx, { name: report, given }) };
}

/** The only channel that the message links, or else the one it was written in. */
function channelMeant({ actor, source }: WithReports): string {
  const [linked, ...others] = source?.channels ?? [];
  if (others.length > 0) throw invalid('Several channels are linked: ask which one.');
  const channel = linked ?? (actor.audience === 'shared' ? source?.channel : undefined);
  if (!channel) throw invalid('No channel is linked: ask the person to link it, as in #sales.');
  return channel;
}

/** The people whom the message mentions. */
async function usersMeant(ctx: WithReports): Promise<string[]> {
  const found = await findSlackUsers(ctx, [...(ctx.source?.mentioned ?? [])]);
  if (found.size === 0) throw invalid('Nobody is mentioned: ask the person to mention them with @.');
  return [...found.values()];
}

async function propose(
  ctx: WithReports,
  { wanted, offer, replaces }: { wanted: NewSchedule; offer: boolean; replaces?: string },
): Promise<DocumentResult> {
  if (wanted.channel) {
    const output = await request(ctx, wanted, []);
    const state = 'I check who reads the channel, and ask again with a card in their direct messages.';
    return { output: { ...output, state, ...(replaces ? { replaces } : {}) }, place: 'thread' };
  }
  const view = await createSchedule(ctx, wanted, { offer });
  const { title } = await summarize(ctx, view);
  const document = offer
    ? buildOffer(view, { title, text: 'Shall I send you this report?' })
    : buildScheduleCard(view, { title, text: 'This is scheduled.' });
  const place = ctx.actor.audience === 'shared' ? 'direct' : 'thread';
  const state = offer
    ? 'A card asks the person; nothing is sent before they press “Schedule it” there.'
    : 'It is scheduled. A card shows it.';
  const output = { ...(await summarize(ctx, view)), state, ...(replaces ? { replaces } : {}) };
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
  const params = said.params ?? (said.clear?.includes('params') ? [] : undefined);
  const given = params ? givenOf(params) : undefined;
  const condition = readCondition(said, view.condition);
  const cadence = readCadence(mergeCadence(said, view));
  const until = said.until ?? (said.clear?.includes('until') ? null : view.endsOn);
  const times = { cadence, condition, ends_on: until };
  if (view.status !== 'offered') {
    const change = { id: view.id, ...(given ? { given } : {}), ...times };
    return resultOf(ctx, await changeSchedule(ctx, change));
  }
  await cancelSchedule(ctx, view.id);
  const wanted = { report: view.report, given: given ?? view.params, ...times, channel: view.channel };
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
  if (!first) throw notFound('schedule', report ?? '', await Promise.all(own.map(nameIn(ctx))));
  if (others.length > 0)
    throw ambiguous('schedule', report ?? 'it', await Promise.all(fitting.map(nameIn(ctx))));
  return first;
}

const nameIn = (ctx: WithReports) => async (view: ScheduleView) =>
  `${(await summarize(ctx, view)).title}, ${describeWhen(view)} [id ${view.id}]`;

/** A schedule in the words the model may repeat. In a channel, which reads its answer, not what it is about. */
async function summarize(ctx: WithReports, view: ScheduleView) {
  const isAlone = ctx.actor.audience === 'direct';
  const params = isAlone ? view.paramsInWords : '';
  return {
    id: view.id,
    report: view.report,
    title: await titleOf(ctx, { name: view.report, given: view.params }),
    ...(params ? { params } : {}),
    when: describeWhen(view),
    ...(view.channel === null ? {} : { posted_in: 'a channel' }),
    status: view.status === 'offered' ? 'waits for your yes' : view.status,
    ...(view.next ? { next: describeNext(view) } : {}),
    ...(view.reason && isAlone ? { reason: view.reason } : {}),
  };
}

export const SCHEDULE_DESCRIPTION = `Reports that are sent again and again, to the person by direct message unless to says otherwise: create, list, change, pause, resume or end one. At most once a day. A change replaces only what is passed; params all anew. ${NOT_POSSIBLE}.`;
