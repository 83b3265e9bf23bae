import { formatMoment } from '../delivery/cadence.ts';
import { findDelivered } from '../delivery/outbox.ts';
import { buildScheduleCard, redrawDelivery } from '../delivery/schedule-document.ts';
import { describeNext, describeWhen } from '../delivery/schedule-view.ts';
import { cancelSchedule, getSchedule, pauseSchedule, resumeSchedule } from '../delivery/schedules.ts';
import { messageOf } from '../errors.ts';
import { requireStillReaders } from './channel-readers.ts';
import type { App } from './context.ts';
import type { Place, Press, PressHandler, Reply } from './handler.ts';
import { answerPlaceOf, enqueueReport } from './report-requests.ts';
import { buildChangeForm } from './schedule-form.ts';
import { type TitledSchedule, withTitle } from './schedule-screens.ts';

export const SCHEDULED = 'This is scheduled.';

/** A press by which somebody acts on one of their own schedules; the value is the schedule's id. */
const act = (does: (ctx: App, press: Press) => Promise<Reply>) =>
  ({ who: 'member', does }) satisfies PressHandler;

/** “Run now”. */
export const runScheduleNow = act(async (ctx, { value: id, key, place }) => {
  const { report, params: given } = await getSchedule(ctx, id);
  const user = ctx.actor.slackUserId;
  const request = {
    user,
    report,
    given,
    source: 'button',
    as: 'message',
    asked: answerPlaceOf(place),
  } as const;
  await enqueueReport(ctx, request, key);
  return { say: 'It is on its way to your direct messages.' };
});

/** “Change”: its form. */
export const openChange = act(async (ctx, { value: id }) => ({ form: buildChangeForm(ctx, id) }));

/** “Pause”. */
export const pause = act(async (ctx, { value: id, place }) => {
  const view = await withTitle(ctx, await pauseSchedule(ctx, id));
  await redraw(ctx, place, view);
  return { say: `“${view.title}” is paused. “Resume” in /report schedules lets it go on.` };
});

/** “Resume”. */
export const resume = act(async (ctx, { value: id, place }) => {
  await requireStillReaders(ctx, id);
  const view = await withTitle(ctx, await resumeSchedule(ctx, id));
  await redraw(ctx, place, view);
  return { say: `“${view.title}” goes on: ${describeWhen(view)}; ${describeNext(view)}.` };
});

/** “Stop”. */
export const stop = act(async (ctx, { value: id, place }) => {
  const view = await withTitle(ctx, await cancelSchedule(ctx, id));
  await redraw(ctx, place, view);
  return { say: `“${view.title}” will not be sent any more.` };
});

/** “Why did I get this?” */
export const explainSchedule = act(async (ctx, { value: id }) => ({
  say: describeWhy(ctx, await withTitle(ctx, await getSchedule(ctx, id))),
}));

function describeWhy({ actor }: App, view: TitledSchedule): string {
  const since = formatMoment(view.since, actor.timeZone);
  const asked = view.offeredBy
    ? `You were offered “${view.title}”, and you said yes on ${since}`
    : `You asked for “${view.title}” on ${since}`;
  const next = view.status === 'paused' ? 'It is paused now' : `${describeNext(view).replace(/^n/, 'N')}`;
  const params = view.paramsInWords ? ` (${view.paramsInWords})` : '';
  const goes =
    view.channel === null
      ? 'goes to nobody else'
      : 'is posted in a channel, where everybody may see what it shows';
  return `${asked}${params}. It comes ${describeWhen(view)}, runs with your rights and ${goes}. ${next}.`;
}

/** The delivery or card that was pressed gets the buttons that fit now. */
async function redraw(ctx: App, { channel, ts }: Place, view: TitledSchedule): Promise<void> {
  const delivered = ts && (await findDelivered(ctx, { channel, postedTs: ts }));
  if (!delivered) return;
  // An offer that was accepted shows the schedule since.
  const wasOffer = delivered.actions?.some(({ id }) => id === 'schedule_accept');
  const document = wasOffer ? buildScheduleCard(view, { title: view.title, text: SCHEDULED }) : delivered;
  await ctx.chat
    .redraw({ channel, ts }, redrawDelivery(document, view))
    .catch((error) => ctx.log.debug({ error: messageOf(error) }, 'message not redrawn'));
}
