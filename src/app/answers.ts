import {
  ANSWERS,
  type AnswerId,
  findQuestion,
  isStillOpen,
  type PressedAnswer,
  readAnswer,
} from '../agent/question.ts';
import type { AskedName, Step } from '../agent-steps.ts';
import { type Answer, type System, transact } from '../context.ts';
import { type AgentRun, findRunById, listLaterSteps } from '../conversation/agent-runs.ts';
import { enqueueIn, findInboxRow, type InboxEntry } from '../conversation/inbox.ts';
import { findInboxRowByKey, wasWrittenInSince } from '../conversation/inbox-threads.ts';
import { findAnswered } from '../conversation/messages.ts';
import type { Document, Fact } from '../delivery/document.ts';
import { findDelivered } from '../delivery/outbox.ts';
import { conflict, forbidden, messageOf } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import type { App } from './context.ts';
import { ONLY_MEMBERS, type Press, type PressHandler } from './handler.ts';
import { MessagePayload } from './payloads.ts';
import { APP_POLICY } from './policy.ts';

const NOT_YOURS = 'This question was for somebody else: only they can answer it.';
const UNKNOWN = 'This question is not known any more. Please tell me in words.';
const OVER =
  'This question is over: the conversation has gone on since. Please tell me in words what you would like.';
const ANSWERED = 'This question is answered already.';

/** One button of a question; its value is the run that has asked. */
const answersWith = (id: AnswerId) =>
  ({
    who: 'member',
    otherwise: ONLY_MEMBERS,
    does: async (ctx, press) => {
      const outcome = await takeAnswer(ctx, id, press);
      await closeQuestion(ctx, press, outcome.fact);
      return outcome.say ? { say: outcome.say } : undefined;
    },
  }) satisfies PressHandler;

/** The buttons with which people answer whom they mean. */
export const ANSWER_HANDLERS = Object.fromEntries(
  ANSWERS.map((id) => [id, answersWith(id)]),
) as unknown as Record<AnswerId, PressHandler>;

/** What came of a press: the line that stands in place of the buttons, and what the person is told besides. */
type Outcome = { fact: Fact; say?: string };

const answeredAs = (says = 'already'): Outcome => ({
  fact: { label: 'Answered', value: says },
  say: ANSWERED,
});

const keyOf = ({ id }: AgentRun) => `answer:${id}`;

/**
 * Takes a press as the person's answer, which is read like a message of theirs. The first press counts: what is pressed
 * after it, or after the thread went on, answers nothing.
 */
async function takeAnswer(ctx: App, id: AnswerId, { value, at }: Press): Promise<Outcome> {
  const found = await findRunById(ctx, value);
  const question = found && findQuestion(found.steps);
  const pressed = question && readAnswer(question, id);
  const asking = found && (await findInboxRow(ctx, found.run.inboxId));
  if (found && pressed && found.run.memberId !== ctx.actor.memberId) throw forbidden(NOT_YOURS);
  const { channel, messageTs } = asking ?? {};
  const asked = channel && messageTs ? await findAnswered(ctx, { channel, ts: messageTs }) : undefined;
  if (!found || !pressed || !asking || !channel || !asked) throw conflict(UNKNOWN);
  const { run } = found;
  const outcome = await transact(ctx, async (ctx): Promise<Outcome> => {
    const over = await isOver(ctx, { run, asking, question, steps: found.steps });
    // Looked for last: what the thread has gone on with may be the answer itself, by another press.
    const earlier = await findAnswerTo(ctx, run);
    if (earlier) return answeredAs(earlier);
    if (over) return { fact: { label: 'Question', value: 'over' }, say: OVER };
    const { threadKey } = asking;
    const isDirect = asked.audience === 'direct';
    const answer = withEarlier(pressed.answer, question, found.steps);
    const said = { ...pressed, answer, key: keyOf(run), channel, threadKey, at, isDirect };
    // Another press may have come first while this one was looked at.
    if ((await enqueueIn(ctx, asMessage(ctx, said))) === 'known')
      return answeredAs(await findAnswerTo(ctx, run));
    return { fact: { label: 'Answered', value: pressed.says } };
  });
  ctx.inbox.nudge('conversation');
  return outcome;
}

/** The answer with those that the person had given about other names when this was asked. */
function withEarlier(
  answer: Answer | undefined,
  question: AskedName,
  steps: readonly Step[],
): Answer | undefined {
  const asking = steps.find((step) => step.kind === 'tool' && step.asked === question);
  const earlier = asking?.kind === 'tool' ? asking.answered : undefined;
  return answer && earlier ? { ...answer, earlier } : answer;
}

type Asking = { run: AgentRun; asking: Row<'inbox'> };

type SaidByButton = PressedAnswer & {
  key: string;
  channel: string;
  threadKey: string;
  at: string;
  isDirect: boolean;
};

/** What has been answered by a button already, in words. */
async function findAnswerTo(ctx: System, run: AgentRun): Promise<string | undefined> {
  const row = await findInboxRowByKey(ctx, keyOf(run));
  if (!row) return undefined;
  if (row.payload) return MessagePayload.parse(row.payload).text;
  const said = await findAnswered(ctx, { channel: row.channel ?? '', ts: row.ts });
  return said?.text ?? 'already';
}

/** Whether the thread has gone on since, or what the question was about has been saved elsewhere. */
async function isOver(
  ctx: System,
  { run, asking, question, steps }: Asking & { question: AskedName; steps: readonly Step[] },
): Promise<boolean> {
  const { threadKey, ts } = asking;
  if (await wasWrittenInSince(ctx, { threadKey, ts })) return true;
  const later = await listLaterSteps(ctx, { run, limit: APP_POLICY.questions.laterRuns });
  return !isStillOpen(question, { steps, later });
}

/** The answer as a message of whoever pressed, in the thread of the question. */
function asMessage(
  ctx: App,
  { says, answer, key, channel, threadKey, at, isDirect }: SaidByButton,
): InboxEntry {
  const payload: MessagePayload = {
    user: ctx.actor.slackUserId,
    text: ctx.chat.writeText(says),
    parts: [],
    files: [],
    ts: at,
    channel,
    threadTs: threadKey.slice(channel.length + 1),
    addressed: true,
    outsiders: false,
    direct: isDirect,
    answer,
  };
  return {
    kind: 'message',
    eventId: null,
    dedupeKey: key,
    messageTs: at,
    clientMsgId: null,
    threadKey,
    channel,
    ts: at,
    payload,
    status: 'pending',
  };
}

/** Draws the message anew without the buttons of its question; what else can be pressed below it stays. */
async function closeQuestion(ctx: App, { place: { channel, ts = '' } }: Press, outcome: Fact): Promise<void> {
  const card = await findDelivered(ctx, { channel, postedTs: ts });
  if (!card) return;
  const { actions = [], ...rest } = card;
  const left = actions.filter(({ id }) => !(ANSWERS as readonly string[]).includes(id));
  const closed: Document = {
    ...rest,
    facts: [...(card.facts ?? []), outcome],
    ...(left.length > 0 ? { actions: left } : {}),
  };
  await ctx.chat
    .redraw({ channel, ts }, closed)
    .catch((error) => ctx.log.warn({ error: messageOf(error) }, 'question not closed'));
}
