import { z } from 'zod';
import { transact, type Writing } from '../context.ts';
import { endInbox } from '../conversation/inbox.ts';
import { findMember } from '../crm/members.ts';
import { deliverReport } from '../delivery/deliver-report.ts';
import type { Document } from '../delivery/document.ts';
import { enqueueClaimed, enqueueDelivery } from '../delivery/outbox.ts';
import { RapportError } from '../errors.ts';
import { getReportRun } from '../reports/report-runs.ts';
import { spokenName } from '../reports/what-runs.ts';
import type { Row } from '../store/schema.ts';
import { requireAllMayRun } from './channel-readers.ts';
import type { AppSystem } from './context.ts';
import type { Place, Press, PressHandler } from './handler.ts';
import { actorOf } from './identity.ts';
import { AnswerPlace } from './report-screens.ts';

/** A report that somebody wants to have, as the inbox keeps it until it is there. */
const ReportRequest = z.strictObject({
  user: z.string(),
  report: z.string(),
  given: z.record(z.string(), z.unknown()),
  source: z.enum(['command', 'button']),
  /** A message, the rows as a file, or a message that a whole channel reads. */
  as: z.enum(['message', 'csv', 'shared']),
  /** The message below which it was asked for, if there was one. */
  asked: AnswerPlace.optional(),
  /** The channel that reads it, when it is shared. */
  channel: z.string().optional(),
});
type ReportRequest = z.infer<typeof ReportRequest>;

/** Keeps a request durably, once for each `key`; the requests of one person are done one after the other. */
export async function enqueueReport(
  { inbox, clock }: AppSystem,
  request: ReportRequest,
  key: string,
): Promise<void> {
  await inbox.enqueue({
    kind: 'report',
    eventId: null,
    dedupeKey: `report:${key}`,
    clientMsgId: null,
    threadKey: `report:${request.user}`,
    channel: null,
    messageTs: null,
    ts: (clock.now().getTime() / 1_000).toFixed(6),
    payload: request,
    status: 'pending',
  });
}

/** Where the answer to a press belongs: into the conversation of the press, and its thread if it has one. */
export const answerPlaceOf = ({ channel, threadTs }: Place): AnswerPlace => ({
  channel,
  ...(threadTs ? { threadTs } : {}),
});

/** “Run again” below a report; the value is the run. */
export const runReportAgain = {
  who: 'member',
  durable: true,
  does: (ctx, press) => runAgain(ctx, press, { as: 'message', asked: answerPlaceOf(press.place) }),
} satisfies PressHandler;

/** “CSV” below a report: its rows as a file, in the thread of the message. */
export const sendReportFile = {
  who: 'member',
  durable: true,
  does: (ctx, press) => {
    const { channel, ts, threadTs = ts } = press.place;
    return runAgain(ctx, press, { as: 'csv', asked: answerPlaceOf({ ...press.place, channel, threadTs }) });
  },
} satisfies PressHandler;

async function runAgain(
  ctx: AppSystem,
  { value: runId, user, key, place }: Press & { user: string },
  shape: Pick<ReportRequest, 'as' | 'asked'>,
): Promise<{ say: string } | undefined> {
  const { report, params: given } = await getReportRun(ctx, {
    runId,
    memberId: (await findMember(ctx, user))?.id ?? '',
  });
  await enqueueReport(ctx, { user, report, given, source: 'button', ...shape }, key);
  return place.audience === 'direct' ? undefined : { say: 'It comes to your direct messages.' };
}

/** Runs a report for whoever asked, with the rights they have now, and delivers it. A refusal is told to them alone. */
export async function handleReport(ctx: AppSystem, row: Row<'inbox'>): Promise<void> {
  const request = ReportRequest.parse(row.payload);
  const identity = await ctx.chat.identify(request.user);
  if (identity.kind === 'refused') {
    return transact(ctx, (ctx) => endInbox(ctx, { held: row, end: { status: 'refused' } }));
  }
  try {
    const { report: name, given, source, as, channel = '' } = request;
    const theirs = { ...ctx, actor: actorOf(identity, 'direct') };
    const { result, document } = await deliverReport(theirs, { name, given, source, as });
    if (as === 'shared') await requireAllMayRun(ctx, { channel, definition: result.report });
    await deliver(ctx, row, { request, document });
  } catch (error) {
    // What says how to be waited for comes back by itself, such as Slack, which did not say who reads the channel.
    if (!(error instanceof RapportError) || error.patience) throw error;
    await refuse(ctx, row, { request, text: error.message });
  }
}

/** Tells in the person's direct messages, once, that their report is put off; not where these have never been opened. */
export async function tellReportWaits(ctx: Writing, row: Row<'inbox'>, reason: string): Promise<void> {
  const { user, report, asked } = ReportRequest.parse(row.payload);
  const member = await findMember(ctx, user);
  const channel = member?.directChannel;
  if (!channel || member.status !== 'active') return;
  const text = `I will come back to “${spokenName(report)}”: ${reason}. I keep trying, there is no need to ask again.`;
  const of = { key: `later:${row.id}`, kind: 'later', inboxId: row.id } as const;
  await enqueueDelivery(ctx, { ...of, channel, threadTs: threadIn(channel, asked), document: { text } });
}

/** A report could not be run: the person is told. */
export async function giveUpReport(ctx: AppSystem, row: Row<'inbox'>, reason: string): Promise<void> {
  const request = ReportRequest.parse(row.payload);
  await refuse(ctx, row, {
    request,
    text: `Sorry, I could not run “${spokenName(request.report)}”: ${reason}.`,
  });
}

function refuse(
  ctx: AppSystem,
  row: Row<'inbox'>,
  { request, text }: { request: ReportRequest; text: string },
) {
  return deliver(ctx, row, { request: { ...request, channel: undefined }, document: { text } });
}

async function deliver(
  ctx: AppSystem,
  row: Row<'inbox'>,
  { request, document }: { request: Pick<ReportRequest, 'user' | 'channel' | 'asked'>; document: Document },
): Promise<void> {
  const direct = await ctx.chat.directChannel(request.user);
  const channel = request.channel ?? direct;
  const threadTs = threadIn(channel, request.asked);
  const delivery = await transact(ctx, async (ctx) => {
    await endInbox(ctx, { held: row, end: { status: 'done' } });
    const of = { key: `report:${row.id}`, kind: 'report', inboxId: row.id } as const;
    return enqueueClaimed(ctx, { ...of, channel, threadTs, document });
  });
  if (delivery) await ctx.sender.send(delivery);
}

/** In the person's own direct messages the answer stays in its thread; asked for elsewhere, it goes there. */
function threadIn(channel: string, asked: AnswerPlace | undefined): string | null {
  return asked?.channel === channel ? (asked.threadTs ?? null) : null;
}
