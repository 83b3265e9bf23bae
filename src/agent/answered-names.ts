import type { Answer, AnsweredName, Context } from '../context.ts';
import { listSteps } from '../conversation/agent-runs.ts';
import { listReplies, listThread } from '../conversation/messages.ts';
import { isSaidAlike } from '../crm/said-names.ts';
import type { IncomingMessage } from './agent.ts';
import { mayStillAnswer, type PastReply } from './open-questions.ts';
import { AGENT_POLICY } from './policy.ts';
import { listRefusedWrites } from './refused-writes.ts';

type Conversation = Pick<IncomingMessage, 'channel' | 'threadKey' | 'ts' | 'at' | 'answer'>;

const BOUNDS = AGENT_POLICY.openQuestions;

/**
 * What was asked before this message in its conversation. A name is answered by an id only if a write of an earlier reply was
 * refused because nobody could tell who is meant by just this name, the id was among those who were named then, and nothing
 * has settled it since: the run of this message itself cannot ask, nor can a model say that it has asked. Whoever has pressed
 * a button has said so.
 */
export function createAnswers(conversation: Conversation): NonNullable<Context['answers']> {
  const pressed = listPressed(conversation.answer);
  return {
    pressed,
    isAnswer: async (ctx, { kind, id, name }) => {
      if (pressed.some((each) => each.kind === kind && each.id === id && isSaidAlike(each.asked, name)))
        return true;
      const replies = await listEarlierReplies(ctx, conversation);
      const runIds = replies.slice(0, BOUNDS.replies).flatMap(({ runId }) => runId ?? []);
      const steps = await listSteps(ctx, runIds);
      const asked = listRefusedWrites(runIds.toReversed().flatMap((run) => steps.get(run) ?? []));
      return asked.some(
        ({ asked }) =>
          asked !== undefined &&
          isSaidAlike(asked.name, name) &&
          asked.choices.some((choice) => choice.kind === kind && choice.id === id),
      );
    },
  };
}

/** The answers of a press, each by itself, the latest last. */
export function listPressed(answer: Answer | undefined): AnsweredName[] {
  if (!answer) return [];
  const { earlier = [], ...latest } = answer;
  return [...earlier, latest];
}

/** The replies that this message may answer, the latest first: in its thread, or at the top level of direct messages. */
async function listEarlierReplies(
  ctx: Context,
  { channel, threadKey, ts, at }: Conversation,
): Promise<PastReply[]> {
  const { memberId, audience } = ctx.actor;
  const said = await listThread(ctx, { threadKey, before: ts, limit: AGENT_POLICY.window.threadMessages });
  if (said.length > 0)
    return said.filter((each) => each.author === 'assistant' && each.memberId === memberId).toReversed();
  if (audience !== 'direct') return [];
  const thread = { key: threadKey, channel };
  const replies = await listReplies(ctx, { thread, limit: AGENT_POLICY.window.replies });
  return replies.filter((reply) => mayStillAnswer(reply, at));
}
