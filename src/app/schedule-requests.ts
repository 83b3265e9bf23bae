import { ScheduleRequest } from '../agent/schedule-requests.ts';
import { transact, type Writing } from '../context.ts';
import { endInbox } from '../conversation/inbox.ts';
import type { Document } from '../delivery/document.ts';
import { type Delivery, enqueueDelivery } from '../delivery/outbox.ts';
import { buildOffer, buildScheduleCard, inChannel } from '../delivery/schedule-document.ts';
import { insertOffer } from '../delivery/schedule-offers.ts';
import { type RunnableParams, requireForChannels, requireRunnable } from '../delivery/schedule-rights.ts';
import { describeWhen } from '../delivery/schedule-view.ts';
import { createSchedule, type NewSchedule } from '../delivery/schedules.ts';
import { RapportError } from '../errors.ts';
import { titleOf } from '../reports/what-runs.ts';
import type { Row } from '../store/schema.ts';
import { requireReaders } from './channel-readers.ts';
import type { App, AppSystem } from './context.ts';
import { actorOf } from './identity.ts';
import { APP_POLICY } from './policy.ts';
import { SCHEDULED } from './schedule-actions.ts';
import { withTitle } from './schedule-screens.ts';

/** Somebody to whom a report is offered, or why it is not. */
type Offered =
  | { member: Row<'members'>; channel: string; params: RunnableParams }
  | { name: string; why: string };

/**
 * Has a report posted in a channel again and again, or offered to several people, when the person may have that, everybody who reads
 * the channel may see it, and each of the people may run it. What came of it is told to them alone.
 */
export async function handleScheduleRequest(ctx: AppSystem, row: Row<'inbox'>): Promise<void> {
  const request = ScheduleRequest.parse(row.payload);
  const identity = await ctx.chat.identify(request.user);
  if (identity.kind === 'refused')
    return transact(ctx, (ctx) => endInbox(ctx, { held: row, end: { status: 'refused' } }));
  const asker: App = { ...ctx, actor: actorOf(identity, 'direct') };
  const direct = await ctx.chat.directChannel(request.user);
  try {
    requireForChannels(asker);
    const { report, channel, given } = request;
    if (channel !== null) await requireReaders(asker, { channel, report, given });
    const offered = await findOffered(asker, request);
    await transact(asker, async (ctx) => {
      await endInbox(ctx, { held: row, end: { status: 'done' } });
      if (channel !== null) await makeForChannel(ctx, { row, request, channel, direct });
      if (offered.length > 0) await offer(ctx, { row, request, offered, direct });
    });
  } catch (error) {
    if (!(error instanceof RapportError) || error.patience) throw error;
    await refuse(ctx, row, error.message);
  }
  ctx.sender.nudge();
}

/** A request could not be carried out: the person is told why. */
export async function refuse(ctx: AppSystem, row: Row<'inbox'>, reason: string): Promise<void> {
  const request = ScheduleRequest.parse(row.payload);
  const direct = await ctx.chat.directChannel(request.user);
  const title = await titleOf(ctx, { name: request.report, given: request.given });
  const { channel } = request;
  const what = channel === null ? 'offer it' : 'post it there';
  const document = {
    title,
    text: `I cannot ${what}. ${reason}`,
    ...(channel === null ? {} : { facts: [inChannel(channel)] }),
  };
  await transact(ctx, async (ctx) => {
    await endInbox(ctx, { held: row, end: { status: 'done' } });
    await tell(ctx, { row, request, direct, part: 'refused', document });
  });
  ctx.sender.nudge();
}

/** The schedule of a request, for whoever gets it. */
const scheduleOf = ({ report, given, cadence, condition, ends_on }: ScheduleRequest): NewSchedule =>
  // Delivery refuses a cadence or a condition that is none.
  ({ report, given, ends_on, ...({ cadence, condition } as Pick<NewSchedule, 'cadence' | 'condition'>) });

type Part = { row: Row<'inbox'>; request: ScheduleRequest; direct: string };

async function makeForChannel(
  ctx: Writing<App>,
  { channel, ...part }: Part & { channel: string },
): Promise<void> {
  const { row, request } = part;
  const offer = !request.confirmed;
  const wanted = { ...scheduleOf(request), channel };
  const view = await withTitle(
    ctx,
    await createSchedule(ctx, wanted, { offer, requestKey: `${row.id}:channel` }),
  );
  const { title } = view;
  const document = offer
    ? buildOffer(view, { title, text: 'Shall I post this report in the channel?' })
    : buildScheduleCard(view, { title, text: SCHEDULED });
  await tell(ctx, { ...part, part: 'channel', document });
}

/** Asks each of the people by direct message, and tells who asked for it who was asked. */
async function offer(ctx: Writing<App>, { offered, ...part }: Part & { offered: Offered[] }): Promise<void> {
  const { row, request } = part;
  const { actor } = ctx;
  const asked: string[] = [];
  const refused: string[] = [];
  let when = '';
  for (const each of offered) {
    const made = 'why' in each ? each : await offerTo(ctx, { row, request, ...each });
    if ('why' in made) refused.push(`Not to ${made.name}: ${made.why}`);
    else {
      asked.push(made.name === actor.name ? 'you' : made.name);
      when = made.when;
    }
  }
  const names = new Intl.ListFormat('en', { type: 'conjunction' }).format(asked);
  const done = asked.length > 0 ? [`Offered to ${names}: ${when}. It starts for each who says yes.`] : [];
  const title = await titleOf(ctx, { name: request.report, given: request.given });
  await tell(ctx, { ...part, part: 'people', document: { title, text: [...done, ...refused].join('\n') } });
}

async function offerTo(
  ctx: Writing<App>,
  { row, request, member, channel, params }: Omit<Part, 'direct'> & Extract<Offered, { member: unknown }>,
): Promise<{ name: string; when: string } | { name: string; why: string }> {
  const { name } = member;
  const { report, cadence, condition, ends_on: endsOn } = scheduleOf(request);
  const plan = { report, ...params, cadence, condition, endsOn: endsOn ?? null } as const;
  try {
    const view = await withTitle(
      ctx,
      await insertOffer(ctx, { plan, to: member, requestKey: `${row.id}:${member.id}` }),
    );
    const isSelf = member.id === ctx.actor.memberId;
    const text = isSelf
      ? 'Shall I send you this report?'
      : `${ctx.actor.name} offers you a report. Shall I send it to you?`;
    const of = { key: `offer:${view.id}`, kind: 'offer', memberId: member.id } as const;
    const document = buildOffer(view, { title: view.title, text });
    await enqueueDelivery(ctx, { ...of, channel, threadTs: null, document });
    return { name, when: describeWhen(view) };
  } catch (error) {
    if (error instanceof RapportError) return { name, why: error.message };
    throw error;
  }
}

/** Looks up each of the people, and whether they may run the report with these params. */
async function findOffered(ctx: App, request: ScheduleRequest): Promise<Offered[]> {
  const found: Offered[] = [];
  for (const user of [...new Set(request.people)].slice(0, APP_POLICY.offers)) {
    const identity = await ctx.chat.identify(user);
    if (identity.kind === 'refused') {
      found.push({ name: 'somebody', why: 'only full members of this workspace can get reports.' });
      continue;
    }
    const { member } = identity;
    try {
      const { report, given, condition } = scheduleOf(request);
      const theirs = { ...ctx, actor: actorOf(identity, 'direct') };
      const params = await requireRunnable(theirs, { report, params: given, condition });
      found.push({ member, channel: await ctx.chat.directChannel(user), params });
    } catch (error) {
      if (!(error instanceof RapportError) || error.patience) throw error;
      found.push({ name: member.name, why: error.message });
    }
  }
  return found;
}

/** Tells the person who has asked what came of one part of the request, in the thread in which they asked if it is theirs. */
async function tell(
  ctx: Writing<AppSystem>,
  { row, request: { asked }, direct, part, document }: Part & { part: string; document: Document },
): Promise<void> {
  const threadTs = asked?.channel === direct ? asked.threadTs : null;
  const of: Pick<Delivery, 'key' | 'kind' | 'inboxId'> = {
    key: `schedule_request:${row.id}:${part}`,
    kind: 'offer',
    inboxId: row.id,
  };
  await enqueueDelivery(ctx, { ...of, channel: direct, threadTs, document });
}
