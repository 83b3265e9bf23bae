import type { App } from '@slack/bolt';
import { actorOf } from '../../app/people.ts';
import { transact } from '../../context.ts';
import { getMember } from '../../crm/members.ts';
import { formatMoment } from '../../delivery/cadence.ts';
import { findDelivered, queueDelivery } from '../../delivery/outbox.ts';
import { buildOffer, buildScheduleCard, redrawDelivery } from '../../delivery/schedule-document.ts';
import { getLeft, listNoticed, offerSchedule } from '../../delivery/schedule-upkeep.ts';
import { describeNext, describeWhen, type ScheduleView, viewSchedule } from '../../delivery/schedule-view.ts';
import {
  acceptSchedule,
  cancelSchedule,
  getSchedule,
  listSchedules,
  pauseSchedule,
  requireRunnable,
  resumeSchedule,
} from '../../delivery/schedules.ts';
import { invalid, messageOf } from '../../errors.ts';
import type { WithReports } from '../../reports/run.ts';
import type { Services } from '../services.ts';
import { buildLooks, type View } from '../views/document.ts';
import { buildOfferModal, OFFER_FIELD, OFFER_MODAL, readOfferModal } from '../views/offer-form.ts';
import { buildWords } from '../views/report-form.ts';
import { buildWhisper, type Whisper } from '../views/report-list.ts';
import { SCHEDULE_CHOICES, SCHEDULE_MODAL } from '../views/schedule-form.ts';
import { buildLeftList, buildScheduleList, SCHEDULE_MENU, SCHEDULE_PAGES } from '../views/schedule-list.ts';
import { enqueueReport } from './report-jobs.ts';
import { openReportModal, problemsOf } from './report-modals.ts';
import { answered, askedIn, type Click, type Deed, listenToDeeds, type Shown } from './requests.ts';
import { changeScheduleForm, submitSchedule, updateScheduleForm } from './schedule-modals.ts';

const SCHEDULED = 'This is scheduled.';

/** How far back admins are shown who has left. */
const LEFT_WITHIN_MS = 90 * 24 * 3_600_000;
const MOST_LEFT = 40;

const titled = <View extends ScheduleView>({ reports }: WithReports, view: View) => ({
  ...view,
  title: reports.catalog.titleOf(view.report),
});

/** The actor's schedules, as a list with menus. */
export async function showSchedules(ctx: WithReports, page = 0): Promise<Whisper> {
  const schedules = await listSchedules(ctx);
  return buildScheduleList(
    schedules.map((view) => titled(ctx, view)),
    page,
  );
}

/** What can be done about one of the clicker's own, and what they are then told. */
const VERBS = {
  run: async (ctx, services, id, click) => {
    const { report, params: given } = await getSchedule(ctx, id);
    const user = ctx.actor.slackUserId;
    const asked = askedIn(click);
    const job = { user, report, given, source: 'button', as: 'message', asked } as const;
    await enqueueReport(services, job, click.key);
    return 'It is on its way to your direct messages.';
  },
  change: async (ctx, services, id, click) => {
    await openReportModal(services, click.trigger_id, changeScheduleForm(ctx, id));
    return undefined;
  },
  pause: async (ctx, services, id, click) => {
    const view = titled(ctx, await pauseSchedule(ctx, id));
    await redraw(services, click, view);
    return `“${view.title}” is paused. “Resume” in /report schedules lets it go on.`;
  },
  resume: async (ctx, services, id, click) => {
    const view = titled(ctx, await resumeSchedule(ctx, id));
    await redraw(services, click, view);
    return `“${view.title}” goes on: ${describeWhen(view)}; ${describeNext(view)}.`;
  },
  stop: async (ctx, services, id, click) => {
    const view = titled(ctx, await cancelSchedule(ctx, id));
    await redraw(services, click, view);
    return `“${view.title}” will not be sent any more.`;
  },
  why: async (ctx, _, id) => describeWhy(ctx, titled(ctx, await getSchedule(ctx, id))),
} satisfies Record<
  string,
  (ctx: WithReports, services: Services, id: string, click: Click) => Promise<string | undefined>
>;

function describeWhy({ actor }: WithReports, view: ScheduleView & { title: string }): string {
  const since = formatMoment(view.since, actor.timeZone);
  const asked = view.offeredBy
    ? `An admin offered you “${view.title}”, and you said yes on ${since}`
    : `You asked for “${view.title}” on ${since}`;
  const next = view.status === 'paused' ? 'It is paused now' : `${describeNext(view).replace(/^n/, 'N')}`;
  const params = view.paramsInWords ? ` (${view.paramsInWords})` : '';
  return `${asked}${params}. It comes ${describeWhen(view)}, runs with your rights and goes to nobody else. ${next}.`;
}

/** What was clicked gets the buttons that fit now, in the best look that Slack takes. */
async function redraw(
  { system, client }: Services,
  { channel, message }: Click,
  view: ScheduleView & { title: string },
): Promise<void> {
  if (!message) return;
  const at = { channel: channel.id, postedTs: message.ts };
  const delivered = await findDelivered(system, at);
  if (!delivered) return;
  // An offer that was accepted shows the schedule since.
  const wasOffer = delivered.actions?.some(({ id }) => id === 'schedule_accept');
  const document = wasOffer ? buildScheduleCard(view, { title: view.title, text: SCHEDULED }) : delivered;
  for (const look of buildLooks(redrawDelivery(document, view))) {
    try {
      await client.chat.update({ channel: channel.id, ts: message.ts, ...look } as never);
      return;
    } catch (error) {
      system.log.debug({ error: messageOf(error) }, 'message not redrawn');
    }
  }
}

/** Tells the admin who has offered a schedule what came of it. */
async function tellOfferer(
  ctx: WithReports,
  services: Services,
  { view, answer }: { view: ScheduleView & { title: string }; answer: string },
): Promise<void> {
  const { system, sender, directChannel } = services;
  if (!view.offeredBy) return;
  const { slackUserId } = await getMember(system, view.offeredBy);
  const channel = await directChannel(slackUserId);
  const text = `${ctx.actor.name} has said ${answer} to “${view.title}”.`;
  const key = `offer-answer:${view.id}`;
  await transact(system, (ctx) => queueDelivery(ctx, { key, channel, threadTs: null, document: { text } }));
  sender.nudge();
}

const said = (text: string | undefined): Shown => (text === undefined ? undefined : { say: text });

/** Says yes to an offer: the card that asked shows the schedule instead. */
async function accept(ctx: WithReports, services: Services, id: string): Promise<Shown> {
  const view = titled(ctx, await acceptSchedule(ctx, id));
  await tellOfferer(ctx, services, { view, answer: 'yes' });
  return { replace: cardOf(view, SCHEDULED) };
}

async function decline(ctx: WithReports, services: Services, id: string): Promise<Shown> {
  const view = titled(ctx, await cancelSchedule(ctx, id));
  await tellOfferer(ctx, services, { view, answer: 'no' });
  return { replace: buildWhisper(`“${view.title}” is not scheduled.`) };
}

function cardOf(view: ScheduleView & { title: string }, text: string): View {
  const [best] = buildLooks(buildScheduleCard(view, { title: view.title, text }));
  return best;
}

const turnPage: Deed = async (ctx, _, { value }) => ({
  replace: await showSchedules(ctx, Number(value)),
});

const DEEDS: Record<string, Deed> = {
  ...Object.fromEntries(
    Object.entries(VERBS).map(([verb, run]): [string, Deed] => [
      `schedule_${verb}`,
      async (ctx, services, click) => said(await run(ctx, services, click.value, click)),
    ]),
  ),
  schedule_accept: (ctx, services, { value }) => accept(ctx, services, value),
  schedule_decline: (ctx, services, { value }) => decline(ctx, services, value),
  ...Object.fromEntries(SCHEDULE_PAGES.map((id) => [id, turnPage])),
  [SCHEDULE_MENU]: async (ctx, services, click) => {
    const [verb = '', id = ''] = click.value.split(':');
    if (verb === 'accept') await acceptSchedule(ctx, id);
    else if (verb === 'decline') await cancelSchedule(ctx, id);
    else if (Object.hasOwn(VERBS, verb)) {
      const text = await VERBS[verb as keyof typeof VERBS](ctx, services, id, click);
      if (verb === 'run' || verb === 'change') return said(text);
    }
    return { replace: await showSchedules(ctx) };
  },
  schedule_left: async (ctx, _) => {
    const since = new Date(ctx.clock.now().getTime() - LEFT_WITHIN_MS);
    const left = await listLeft(ctx, since);
    return { whisper: buildLeftList(left, ctx.actor.timeZone) };
  },
  schedule_offer: async (ctx, services, { value, trigger_id: triggerId }) => {
    const form = getLeft(ctx, value).then((row) => {
      const { title, ...view } = titled(ctx, viewSchedule(row));
      return buildOfferModal(view, title);
    });
    await openReportModal(services, triggerId, form);
    return undefined;
  },
};

async function listLeft(ctx: WithReports, since: Date) {
  if (ctx.actor.role !== 'admin') throw invalid('Only admins can offer the schedules of others.');
  const left = await listNoticed(ctx, { status: 'ended', since, limit: MOST_LEFT });
  return left.map((view) => titled(ctx, view));
}

/** Offers somebody the schedule of one who has left. */
async function submitOffer(ctx: WithReports, services: Services, id: string, to: string): Promise<string> {
  const identified = await services.identities.identify(to);
  if (identified.kind === 'refused') throw invalid('Only full members of this workspace can get reports.');
  const { member } = identified;
  const recipient = { ...ctx, actor: actorOf(identified, 'direct') };
  const left = await getLeft(ctx, id);
  const former = await getMember(ctx, left.memberId);
  await requireRunnable(recipient, left);
  const channel = await services.directChannel(to);
  const offered = await offerSchedule(ctx, {
    id,
    to: member,
    tell: (view) => ({
      key: `offer:${view.id}`,
      channel,
      threadTs: null,
      document: buildOffer(view, {
        title: titled(ctx, view).title,
        text: `${ctx.actor.name} offers you a report that ${former.name} used to get. Shall I send it to you?`,
      }),
    }),
  });
  services.sender.nudge();
  return `Offered to ${member.name}: ${describeWhen(offered)}. It starts when they say yes.`;
}

/** Everything about schedules that is clicked or filled in. Identity and role are read anew every time. */
export function listenToSchedules(app: App, services: Services): void {
  listenToDeeds(app, services, DEEDS);

  for (const id of SCHEDULE_CHOICES) {
    app.action(id, async ({ ack, body }) => {
      await ack();
      const opened = 'view' in body ? body.view : undefined;
      await answered(services, body.user.id, (ctx) => updateScheduleForm(ctx, services, opened));
    });
  }

  app.view(SCHEDULE_MODAL, async ({ ack, body, view }) => {
    const answer = await answered(services, body.user.id, (ctx) => submitSchedule(ctx, view));
    const { errors, instead } = 'text' in answer ? problemsOf({ message: answer.text }, view) : answer;
    if (errors) await ack({ response_action: 'errors', errors });
    else
      await ack({
        response_action: 'update',
        view: buildWords(instead ?? '', { title: 'Scheduled', close: 'Close' }),
      });
  });

  app.view(OFFER_MODAL, async ({ ack, body, view }) => {
    const answer = await answered(services, body.user.id, (ctx) =>
      submitOffer(ctx, services, view.private_metadata, readOfferModal(view.state.values)),
    );
    if (typeof answer === 'string') {
      await ack({
        response_action: 'update',
        view: buildWords(answer, { title: 'Offered', close: 'Close' }),
      });
    } else await ack({ response_action: 'errors', errors: { [OFFER_FIELD]: answer.text } });
  });
}
