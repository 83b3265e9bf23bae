import { hasRole, transact, type Writing } from '../context.ts';
import { getMember } from '../crm/members.ts';
import type { Document } from '../delivery/document.ts';
import { enqueueDelivery } from '../delivery/outbox.ts';
import { conflict, RapportError } from '../errors.ts';
import {
  certifyQuestion,
  declineQuestion,
  getProposed,
  nameFor,
  type Proposal,
  proposeQuestion,
  withdrawQuestion,
} from '../reports/metrics/keep-question.ts';
import type { KeptQuestion } from '../reports/metrics/kept-questions.ts';
import { metricOf, questionName } from '../reports/metrics/request.ts';
import { getReportRun } from '../reports/report-runs.ts';
import { rolesInWords } from '../reports/run-report.ts';
import { titleOf } from '../reports/what-runs.ts';
import type { App } from './context.ts';
import type { FormHandler, PressHandler } from './handler.ts';
import { APP_POLICY } from './policy.ts';
import { answerPlaceOf, enqueueReport } from './report-requests.ts';
import type { FilledKeep, KeepForm } from './report-screens.ts';

const ONLY_ADMINS = { who: 'admin', otherwise: 'Only admins decide what is kept as a report.' } as const;

/** “Keep this as a report” below a question: a form for its name; the value is the run. */
export const openKeep = {
  who: 'member',
  does: async (ctx, { value: run }) => {
    const { report, params: given } = await getReportRun(ctx, { runId: run, memberId: ctx.actor.memberId });
    if (metricOf(report) === undefined) throw conflict('This is a report already.');
    const title = await titleOf(ctx, { name: report, given });
    const isAdmin = hasRole(ctx.actor, 'admin');
    const form: KeepForm = { kind: 'keep_question', run, title, name: nameFor(title), isAdmin };
    return { form: Promise.resolve(form) };
  },
} satisfies PressHandler;

/** Proposes the question under its name; of an admin it is kept at once. */
export const fillInKeep = {
  who: 'member',
  does: async (ctx, { run, name, title }) => {
    const isAdmin = hasRole(ctx.actor, 'admin');
    const reach = isAdmin ? undefined : await reachAdmins(ctx);
    await transact(ctx, async (ctx) => {
      const proposal = await proposeQuestion(ctx, { run, name, title });
      if (isAdmin) await certifyQuestion(ctx, { id: proposal.kept.id });
      if (reach) await askAdmins(ctx, { proposal, ...reach });
    });
    ctx.sender.nudge();
    return {
      say: isAdmin
        ? `“${title}” is kept for the team: /report ${name} runs it.`
        : `An admin is asked whether “${title}” is kept for the team.`,
    };
  },
} satisfies FormHandler<FilledKeep>;

/** The channels in which admins are asked, and the direct messages of who proposes. */
type Reach = { channels: string[]; own: string };

/** Where admins are asked: in the channel of the digest, or in the direct messages of each where there is none. */
async function reachAdmins({ chat, digestChannel, actor, adminsOf }: App): Promise<Reach> {
  const own = await chat.directChannel(actor.slackUserId);
  if (digestChannel) return { own, channels: [digestChannel] };
  const admins = (await adminsOf()).slice(0, APP_POLICY.keeping.askedAdmins);
  if (admins.length === 0)
    throw new RapportError('unavailable', 'I can reach no admin to ask just now: try again later.');
  return { own, channels: admins.map(({ channel }) => channel) };
}

async function askAdmins(
  ctx: Writing<App>,
  { proposal, channels, own }: { proposal: Proposal } & Reach,
): Promise<void> {
  const { kept } = proposal;
  const document = buildProposal(ctx, proposal);
  for (const channel of channels) {
    const of = { key: `keep:${kept.id}:${channel}`, kind: 'offer', channel, threadTs: null } as const;
    await enqueueDelivery(ctx, { ...of, document });
  }
  const told: Document = {
    text: `I have asked the admins to keep “${kept.title}” as a report.`,
    actions: [
      {
        id: 'question_withdraw',
        label: 'Withdraw',
        value: kept.id,
        confirm: {
          title: 'Withdraw it?',
          text: 'It is not proposed any more.',
          yes: 'Withdraw',
          no: 'Cancel',
        },
      },
    ],
  };
  const of = { key: `keep:${kept.id}:own`, kind: 'offer_answer', memberId: ctx.actor.memberId } as const;
  await enqueueDelivery(ctx, { ...of, channel: own, threadTs: null, document: told });
}

/** The card by which an admin decides. */
const buildProposal = ({ actor }: App, { kept, definition, filters }: Proposal): Document => ({
  title: 'Keep this as a report?',
  text: `${actor.name} proposes to keep a question as a report for the team.`,
  facts: [
    { label: 'Report', value: `${kept.title} (${kept.name})` },
    { label: 'Counts', value: definition.title },
    ...filters.map((value) => ({ label: 'Only', value })),
    { label: 'For', value: rolesInWords(definition) },
  ],
  note: 'Whoever runs it sees what their own role may see.',
  actions: [
    { id: 'question_certify', label: 'Keep', value: kept.id, style: 'primary' },
    { id: 'question_try', label: 'Run it', value: kept.id },
    { id: 'question_decline', label: 'No', value: kept.id },
  ],
});

/** “Keep” on the card: the question is a report from now on, and who proposed it is told. */
export const keepProposed = {
  ...ONLY_ADMINS,
  once: true,
  does: async (ctx, { value: id }) => {
    const kept = await decideAndTell(
      ctx,
      id,
      (ctx) => certifyQuestion(ctx, { id }),
      ({ title, name }) => `“${title}” is kept as a report: /report ${name} runs it.`,
    );
    return { label: 'Kept', value: `by ${ctx.actor.name}: /report ${kept.name} runs it` };
  },
} satisfies PressHandler;

/** “No” on the card. */
export const declineProposed = {
  ...ONLY_ADMINS,
  once: true,
  does: async (ctx, { value: id }) => {
    await decideAndTell(
      ctx,
      id,
      (ctx) => declineQuestion(ctx, id),
      ({ title }) => `“${title}” is not kept as a report. You can ask it as before.`,
    );
    return { label: 'Declined', value: `by ${ctx.actor.name}` };
  },
} satisfies PressHandler;

/** “Withdraw”, on what was proposed or below what is kept. */
export const withdrawKept = {
  who: 'member',
  once: true,
  does: async (ctx, { value: id }) => {
    const { name } = await withdrawQuestion(ctx, id);
    return { label: 'Withdrawn', value: `“${name}”, by ${ctx.actor.name}` };
  },
} satisfies PressHandler;

/** “Certify anew” below what is kept: it counts as it does now, and the admin who pressed answers for it. */
export const certifyAgain = {
  ...ONLY_ADMINS,
  does: async (ctx, { value: id }) => {
    const { title } = await certifyQuestion(ctx, { id, again: true });
    return { say: `“${title}” is certified by you, as it is counted now.` };
  },
} satisfies PressHandler;

/** “Run it” on the card: what the question shows to the admin. */
export const tryProposed = {
  ...ONLY_ADMINS,
  does: async (ctx, { value: id, key, place }) => {
    const { metric, request: given } = await getProposed(ctx, id);
    const user = ctx.actor.slackUserId;
    const asked = { report: questionName(metric), given, source: 'button', as: 'message' } as const;
    await enqueueReport(ctx, { user, ...asked, asked: answerPlaceOf(place) }, key);
    return place.audience === 'direct' ? undefined : { say: 'It comes to your direct messages.' };
  },
} satisfies PressHandler;

/** Decides about a question, and tells who proposed it in the same transaction, unless they decide themselves. */
async function decideAndTell(
  ctx: App,
  id: string,
  decide: (ctx: Writing<App>) => Promise<KeptQuestion>,
  say: (kept: KeptQuestion) => string,
): Promise<KeptQuestion> {
  const { proposedBy: memberId } = await getProposed(ctx, id);
  const { slackUserId, status } = await getMember(ctx, memberId);
  const isTold = memberId !== ctx.actor.memberId && status === 'active';
  const channel = isTold ? await ctx.chat.directChannel(slackUserId) : undefined;
  const kept = await transact(ctx, async (ctx) => {
    const kept = await decide(ctx);
    const of = { key: `keep:${id}:answer`, kind: 'offer_answer', memberId, threadTs: null } as const;
    if (channel) await enqueueDelivery(ctx, { ...of, channel, document: { text: say(kept) } });
    return kept;
  });
  ctx.sender.nudge();
  return kept;
}
