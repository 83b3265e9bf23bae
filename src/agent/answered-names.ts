import type { Answer, AnsweredName, Context } from '../context.ts';
import { listSteps } from '../conversation/agent-runs.ts';
import { listReplies, listThread } from '../conversation/messages.ts';
import { isSaidAlike } from '../crm/said-names.ts';
import type { IncomingMessage } from './agent.ts';
import { asks, mayStillAnswer, type PastReply } from './open-questions.ts';
import { listRefusedWrites, type RefusedWrite } from './refused-writes.ts';

type Conversation = Pick<IncomingMessage, 'channel' | 'threadKey' | 'ts' | 'at' | 'answer'>;

/**
 * What was asked right before this message in its conversation. A name is answered by an id only if a write of the reply
 * before was refused because nobody could tell who is meant by just this name, the reply asked, the id was among those who were
 * named then, and the call that was refused is made again: what somebody tells next is no answer because it comes next. the run of this message itself cannot ask, nor can a model say that it has asked. Whoever has pressed
 * a button has said so.
 */
export function createAnswers(conversation: Conversation): NonNullable<Context['answers']> {
  const pressed = listPressed(conversation.answer);
  const hasPressed = ({ kind, name }: { kind: string; name: string }, id?: string) =>
    pressed.some((each) => each.kind === kind && each.id === id && isSaidAlike(each.asked, name));
  return {
    pressed,
    isAnswer: async (ctx, which) =>
      hasPressed(which, which.id) ||
      wasOffered(
        (await findAsked(ctx, conversation)).filter(({ call }) => isMadeAgain(call, ctx.given)),
        which,
      ),
    isToldApart: async (ctx, { than, ...which }) => {
      if (hasPressed(which)) return true;
      const asked = await findAsked(ctx, conversation);
      const isPair = ({ pair }: Asked) =>
        pair?.kind === which.kind && [pair.oneId, pair.otherId].every((id) => id === which.id || id === than);
      return wasOffered(asked, which) || asked.some(isPair);
    },
  };
}

type Asked = Pick<RefusedWrite, 'call'> & Partial<Pick<RefusedWrite, 'asked' | 'pair'>>;

/** Whether what a tool is given has what a refused call was to save: the longest of its texts. */
function isMadeAgain({ input }: Asked['call'], given: unknown): boolean {
  const [longest] = textsIn(input).toSorted((one, other) => other.length - one.length);
  return longest === undefined || given === undefined || textsIn(given).includes(longest);
}

/** The texts of a call beside those by which it names somebody. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || 'name' in value || 'id' in value) return [];
  return Object.values(value).flatMap(textsIn);
}

const wasOffered = (
  all: readonly Asked[],
  { kind, id, name }: { kind: string; id: string; name: string },
): boolean =>
  all.some(
    ({ asked }) =>
      asked !== undefined &&
      isSaidAlike(asked.name, name) &&
      asked.choices.some((choice) => choice.kind === kind && choice.id === id),
  );

/** What the last reply has asked: in its words, or by a card below it that shows two who may be one. */
async function findAsked(ctx: Context, conversation: Conversation): Promise<Asked[]> {
  const reply = await findLastReply(ctx, conversation);
  if (!reply?.runId) return [];
  const steps = await listSteps(ctx, [reply.runId]);
  return listRefusedWrites(steps.get(reply.runId) ?? []).flatMap(({ call, asked, pair }) => [
    ...(pair ? [{ call, pair }] : []),
    ...(asked && asks(reply.text) ? [{ call, asked }] : []),
  ]);
}

/** The answers of a press, each by itself, the latest last. */
export function listPressed(answer: Answer | undefined): AnsweredName[] {
  if (!answer) return [];
  const { earlier = [], ...latest } = answer;
  return [...earlier, latest];
}

/** The reply that this message may answer: the last one in its thread, or at the top level of direct messages. */
async function findLastReply(
  ctx: Context,
  { channel, threadKey, ts, at }: Conversation,
): Promise<PastReply | undefined> {
  const { memberId, audience } = ctx.actor;
  const [last] = await listThread(ctx, { threadKey, before: ts, limit: 1 });
  if (last) return last.author === 'assistant' && last.memberId === memberId ? last : undefined;
  if (audience !== 'direct') return undefined;
  const thread = { key: threadKey, channel };
  const [reply] = await listReplies(ctx, { thread, limit: 1 });
  return reply && mayStillAnswer(reply, at) ? reply : undefined;
}
