import { hasRole, transact } from '../context.ts';
import { getMember } from '../crm/members.ts';
import { enqueueDelivery } from '../delivery/outbox.ts';
import { buildOffer, buildScheduleCard } from '../delivery/schedule-document.ts';
import {
  getLeftSchedule,
  listStoppedSchedules,
  offerSchedule,
  type StoppedSchedule,
} from '../delivery/schedule-offers.ts';
import { requireRunnable } from '../delivery/schedule-rights.ts';
import { describeWhen, type ScheduleView, viewSchedule } from '../delivery/schedule-view.ts';
import { acceptSchedule, cancelSchedule } from '../delivery/schedules.ts';
import { forbidden, invalid } from '../errors.ts';
import { requireStillReaders } from './channel-readers.ts';
import type { App } from './context.ts';
import type { FormHandler, PressHandler } from './handler.ts';
import { actorOf } from './identity.ts';
import { APP_POLICY } from './policy.ts';
import { SCHEDULED } from './schedule-actions.ts';
import { type FilledOffer, type OfferForm, type TitledSchedule, withTitle } from './schedule-screens.ts';

const ONLY_ADMINS = 'Only admins can offer the schedules of others.';

/** Says yes to an offer: the card that asked shows the schedule instead. */
export const acceptOffer = {
  who: 'member',
  does: async (ctx, { value: id }) => {
    const view = await withTitle(ctx, await accept(ctx, id));
    await tellOfferer(ctx, { view, answer: 'yes' });
    const document = buildScheduleCard(view, { title: view.title, text: SCHEDULED });
    return { replace: { kind: 'document', document } };
  },
} satisfies PressHandler;

/** Accepts an offer of the actor's. Of a channel, everybody who reads it now has to be somebody who may run the report. */
export async function accept(ctx: App, id: string): Promise<ScheduleView> {
  await requireStillReaders(ctx, id);
  return acceptSchedule(ctx, id);
}

/** Says no to an offer. */
export const declineOffer = {
  who: 'member',
  does: async (ctx, { value: id }) => {
    const view = await withTitle(ctx, await cancelSchedule(ctx, id));
    await tellOfferer(ctx, { view, answer: 'no' });
    return { replace: { kind: 'words', text: `“${view.title}” is not scheduled.` } };
  },
} satisfies PressHandler;

/** Tells the admin who has offered a schedule what came of it. */
async function tellOfferer(
  ctx: App,
  { view, answer }: { view: TitledSchedule; answer: string },
): Promise<void> {
  if (!view.offeredBy) return;
  const { slackUserId } = await getMember(ctx, view.offeredBy);
  const channel = await ctx.chat.directChannel(slackUserId);
  const text = `${ctx.actor.name} has said ${answer} to “${view.title}”.`;
  const of = { key: `offer-answer:${view.id}`, kind: 'offer_answer', memberId: view.offeredBy } as const;
  await transact(ctx, (ctx) => enqueueDelivery(ctx, { ...of, channel, threadTs: null, document: { text } }));
  ctx.sender.nudge();
}

/** Shows admins the schedules of members who have left. */
export const listFormerSchedules = {
  who: 'admin',
  otherwise: ONLY_ADMINS,
  does: async (ctx) => {
    const { timeZone } = ctx.actor;
    return { show: { kind: 'former_schedules', schedules: await findFormerSchedules(ctx), timeZone } };
  },
} satisfies PressHandler;

async function findFormerSchedules(ctx: App): Promise<TitledSchedule<StoppedSchedule>[]> {
  if (!hasRole(ctx.actor, 'admin')) throw forbidden(ONLY_ADMINS);
  const { withinMs, most: limit } = APP_POLICY.formerSchedules;
  const since = new Date(ctx.clock.now().getTime() - withinMs);
  const left = await listStoppedSchedules(ctx, { status: 'ended', since, limit });
  return Promise.all(left.map((view) => withTitle(ctx, view)));
}

/** “Offer…” beside the schedule of a member who has left: a form asks to whom. */
export const openOffer = {
  who: 'admin',
  otherwise: ONLY_ADMINS,
  does: async (ctx, { value: id }) => ({ form: buildOfferForm(ctx, id) }),
} satisfies PressHandler;

async function buildOfferForm(ctx: App, id: string): Promise<OfferForm> {
  const left = await getLeftSchedule(ctx, id);
  return { kind: 'schedule_offer_to', schedule: await withTitle(ctx, viewSchedule(left)) };
}

/** Offers somebody the schedule of a member who has left. */
export const fillInOffer = {
  who: 'admin',
  otherwise: ONLY_ADMINS,
  does: async (ctx, { id, to }) => {
    const identity = await ctx.chat.identify(to);
    if (identity.kind === 'refused') throw invalid('Only full members of this workspace can get reports.');
    const { member } = identity;
    const left = await getLeftSchedule(ctx, id);
    const former = await getMember(ctx, left.memberId);
    await requireRunnable({ ...ctx, actor: actorOf(identity, 'direct') }, left);
    const channel = await ctx.chat.directChannel(to);
    const { title } = await withTitle(ctx, viewSchedule(left));
    const offered = await offerSchedule(ctx, {
      id,
      to: member,
      tell: (view) => ({
        key: `offer:${view.id}`,
        kind: 'offer',
        memberId: member.id,
        channel,
        threadTs: null,
        document: buildOffer(view, {
          title,
          text: `${ctx.actor.name} offers you a report that ${former.name} used to get. Shall I send it to you?`,
        }),
      }),
    });
    ctx.sender.nudge();
    return { say: `Offered to ${member.name}: ${describeWhen(offered)}. It starts when they say yes.` };
  },
} satisfies FormHandler<FilledOffer>;
