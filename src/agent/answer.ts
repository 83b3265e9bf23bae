import type { Context } from '../context.ts';
import { recordTakenBack } from '../conversation/feedback.ts';
import { endInbox, type InboxEnd } from '../conversation/inbox.ts';
import { saveMessage } from '../conversation/messages.ts';
import { continueRun, findRun, type Run, startRun } from '../conversation/runs.ts';
import { listChanges } from '../crm/changes.ts';
import { enqueueDelivery } from '../delivery/outbox.ts';
import { newId } from '../ids.ts';
import { ModelTrouble, troubleCause } from '../model/trouble.ts';
import { recordExposures } from '../observer/exposures.ts';
import type { Row } from '../store/schema.ts';
import type { Tx } from '../store/store.ts';
import { buildReply } from './card.ts';
import type { Agent, AgentInput } from './journal.ts';
import { type Outcome, runAgent } from './run.ts';

/**
 * Answers one message: runs the agent and puts the reply, with its card, into the outbox, in the transaction that
 * ends the inbox row. Gives the delivery, to be sent at once. Throws `ModelTrouble` when it is worth another try.
 */
export async function answer(
  ctx: Context,
  { agent, question, signal }: { agent: Agent; question: AgentInput; signal: AbortSignal },
): Promise<Row<'outbox'> | undefined> {
  try {
    const outcome = await runAgent(ctx, { agent, input: question, signal });
    const modelName = agent.assistant.name;
    return await ctx.store.transaction((tx) => conclude(ctx, tx, { question, outcome, modelName }));
  } catch (error) {
    if (!(error instanceof ModelTrouble)) throw error;
    ctx.log.warn({ inbox: question.held.id, error: troubleCause(error) }, 'language model failed');
    if (!error.permanent) throw error;
    return apologise(ctx, { question, reason: error.message });
  }
}

/** Ends a message that could not be answered: says why, and shows what was saved before it failed. */
export async function apologise(
  ctx: Context,
  { question, reason }: { question: AgentInput; reason: string },
): Promise<Row<'outbox'> | undefined> {
  const earlier = await findRun(ctx, question.held.id);
  const text = `Sorry, I could not finish this: ${reason}. Your message is not lost; please send it again in a little while.`;
  return ctx.store.transaction(async (tx) => {
    const runId = earlier?.run.id;
    if (runId) {
      await continueRun(tx, ctx, { runId, position: 0, steps: [], ending: { status: 'failed', reason } });
      await recordTakenBack(tx, ctx, { byRunId: runId });
    }
    return reply(ctx, tx, { question, text, runId, end: { status: 'failed', error: reason } });
  });
}

async function conclude(
  ctx: Context,
  tx: Tx,
  { question, outcome, modelName }: { question: AgentInput; outcome: Outcome; modelName: string },
): Promise<Row<'outbox'> | undefined> {
  const { runId, started, status, text, last, reason, learned, tookBack } = outcome;
  const steps = last ? [last.step] : [];
  const ending = { status, reason };
  if (started) await continueRun(tx, ctx, { runId, position: last?.position ?? 0, steps, ending });
  else {
    const { held, threadKey } = question;
    await startRun(tx, ctx, { id: runId, inboxId: held.id, threadKey, model: modelName, steps, ending });
  }
  if (tookBack) await recordTakenBack(tx, ctx, { byRunId: runId });
  if (status === 'done') await recordExposures(tx, ctx, { runId, shown: learned });
  return reply(ctx, tx, { question, text, runId, isAnswer: status === 'done', end: { status: 'done' } });
}

async function reply(
  ctx: Context,
  tx: Tx,
  {
    question,
    text,
    runId,
    isAnswer = false,
    end,
  }: {
    question: AgentInput;
    text: string;
    runId: Run['id'] | undefined;
    /** The run has got to its end: people may say what they think of it. */
    isAnswer?: boolean;
    end: InboxEnd;
  },
): Promise<Row<'outbox'> | undefined> {
  const { held, channel, threadKey, ts, threadTs } = question;
  await endInbox(tx, ctx, { held, end });
  const changes = runId ? await listChanges(ctx, { runId, tx }) : [];
  const { memberId, audience } = ctx.actor;
  const said = { threadKey, channel, ts, memberId, audience };
  const heard = {
    ...said,
    id: newId(),
    author: 'member',
    text: question.text,
    createdAt: question.at,
  } as const;
  const answered = {
    ...said,
    id: newId(),
    author: 'assistant',
    text,
    runId,
    createdAt: ctx.clock.now(),
  } as const;
  await saveMessage(tx, ctx, heard);
  await saveMessage(tx, ctx, answered);
  const document = buildReply(text, { changes, runId: runId ?? '', said: question.text, isAnswer });
  return enqueueDelivery(tx, ctx, { key: `reply:${held.id}`, channel, threadTs, document });
}
