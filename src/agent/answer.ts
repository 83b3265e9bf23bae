import type { Step } from '../agent-steps.ts';
import { type Context, transact, type Writing } from '../context.ts';
import { continueRun, findRun, startRun } from '../conversation/agent-runs.ts';
import { recordCorrectedRuns } from '../conversation/feedback.ts';
import { holdPrivate } from '../crm/change-contents.ts';
import { listChanges } from '../crm/changes.ts';
import { tell } from '../happenings.ts';
import { ModelTrouble, type TroubleKind } from '../model/model-trouble.ts';
import { recordExposures } from '../observer/observations/exposures.ts';
import type { Row } from '../store/schema.ts';
import type { IncomingMessage, WithAgent } from './agent.ts';
import { fieldsOf } from './call-subjects.ts';
import { describeOtherWrites } from './other-writes.ts';
import { listRefusedWrites } from './refused-writes.ts';
import { type Deliveries, reply } from './reply.ts';
import type { RunEffects } from './reply-card.ts';
import { type RunOutcome, runAgent } from './run-agent.ts';

/**
 * Answers one message: runs the agent and puts the reply, with its card, into the outbox, in the transaction that
 * ends the inbox row. Gives the delivery, to be sent at once. Throws `ModelTrouble` when it is worth another try.
 */
export async function answer(
  ctx: WithAgent,
  { message, signal }: { message: IncomingMessage; signal: AbortSignal },
): Promise<Row<'outbox'> | undefined> {
  const { waits, assistant } = ctx.agent;
  const startedAt = ctx.clock.monotonic();
  try {
    const outcome = await runAgent(ctx, { message, signal });
    waits.forget(message.held.id);
    if (outcome.status === 'done') await waits.end();
    const direct = await placeForPrivate(ctx, outcome);
    const modelName = assistant.name;
    const delivery = await deliver(ctx, (ctx) => conclude(ctx, { message, outcome, modelName, direct }));
    const { runId, status } = outcome;
    const steps = [...outcome.steps, ...(outcome.last ? [outcome.last.step] : [])];
    tellEnd(ctx, { message, runId, outcome: status, steps, startedAt });
    return delivery;
  } catch (error) {
    if (error instanceof ModelTrouble && DOWN.has(error.kind)) waits.add(message.held.id);
    else waits.forget(message.held.id);
    if (!(error instanceof ModelTrouble && error.permanent)) throw error;
    return apologise(ctx, { message, reason: error.message, isLasting: true, startedAt });
  }
}

/** The model is down: for nobody, and for everybody at once when it is back. A model that is too busy is no such case. */
const DOWN: ReadonlySet<TroubleKind> = new Set(['unreachable', 'server']);

/** Ends a message that could not be answered: says why, and shows what was saved before it failed, and what was not. */
export async function apologise(
  ctx: WithAgent,
  {
    message,
    reason,
    isLasting = false,
    startedAt = ctx.clock.monotonic(),
  }: {
    message: IncomingMessage;
    reason: string;
    /** Sending it again would not help. */
    isLasting?: boolean;
    /** When the attempt began that has failed, by the clock that only grows. */
    startedAt?: number;
  },
): Promise<Row<'outbox'> | undefined> {
  ctx.agent.waits.forget(message.held.id);
  const earlier = await findRun(ctx, message.held.id);
  const runId = earlier?.run.id;
  const steps = earlier?.steps ?? [];
  const direct = await placeForPrivate(ctx, { runId, steps });
  const delivery = await deliver(ctx, async (ctx) => {
    if (runId) {
      await continueRun(ctx, { runId, position: 0, steps: [], ending: { status: 'failed', reason } });
      await recordCorrectedRuns(ctx, { byRunId: runId });
    }
    const isShared = ctx.actor.audience === 'shared';
    const text = ({ changes }: RunEffects) => {
      const besides = describeOtherWrites(steps, { changes, isShared });
      return apologyFor({ reason, isLasting, done: [...(changes.length > 0 ? [BELOW] : []), ...besides] });
    };
    const end = { status: 'failed', error: reason } as const;
    // A message that is repeated is answered besides.
    const key = `failed:${message.held.id}:${message.held.fence}`;
    return reply(ctx, { message, key, text, runId, steps, direct, end });
  });
  tellEnd(ctx, { message, runId, outcome: 'failed', steps, startedAt });
  return delivery;
}

/** Tells how a message has ended: what it took, and no word of it. */
function tellEnd(
  ctx: WithAgent,
  {
    message,
    runId,
    outcome,
    steps,
    startedAt,
  }: {
    message: IncomingMessage;
    runId: string | undefined;
    outcome: 'done' | 'stopped' | 'failed';
    steps: readonly Step[];
    startedAt: number;
  },
): void {
  const said = steps.filter((step) => step.kind === 'model');
  const sum = (side: 'inputTokens' | 'outputTokens') => said.reduce((total, step) => total + step[side], 0);
  tell(ctx, {
    what: 'message',
    member: ctx.actor.memberId,
    run: runId,
    outcome,
    ms: Math.round(ctx.clock.monotonic() - startedAt),
    waitedMs: ctx.clock.now().getTime() - message.at.getTime(),
    steps: steps.length,
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
  });
}

const KEPT = 'Your message is kept: an admin can have me try it again (“npm run retry”), or you say it anew.';
const BELOW = 'Saved, as you see below';

/** The apology asks nobody to repeat what was done: a second “undo that” takes back something else. */
function apologyFor({
  reason,
  isLasting,
  done,
}: {
  reason: string;
  isLasting: boolean;
  done: readonly string[];
}): string {
  if (done.length > 0)
    return `${done.join('; ')}; only my answer failed: ${reason}. Please do not send it again.`;
  const what = `Sorry, I could not finish this: ${reason}.`;
  return `${what} Nothing was saved.${isLasting ? '' : ` ${KEPT}`}`;
}

/** What a run that was stopped had done before, in sentences. */
function doneBeforeStop({ isBelow, besides }: { isBelow: boolean; besides: readonly string[] }): string[] {
  if (!isBelow && besides.length === 0) return ['Nothing was saved.'];
  return [
    ...(isBelow ? ['What I had saved before is below.'] : []),
    ...(besides.length > 0 ? [`${isBelow ? 'Also done' : 'Done before'}: ${besides.join('; ')}.`] : []),
  ];
}

/** The actor's direct messages, when a channel must not read what this run has saved, or was to save. */
async function placeForPrivate(
  ctx: WithAgent,
  { runId, steps }: { runId: string | undefined; steps: readonly Step[] },
): Promise<string | undefined> {
  if (ctx.actor.audience === 'direct' || !runId) return undefined;
  const wasToBePrivate = listRefusedWrites(steps).some(
    ({ call }) => fieldsOf(call.input).is_private === true,
  );
  const isPrivate = wasToBePrivate || (await holdPrivate(ctx, await listChanges(ctx, { runId })));
  return isPrivate ? ctx.agent.directChannel(ctx.actor.slackUserId) : undefined;
}

async function deliver(
  ctx: WithAgent,
  work: (ctx: Writing<WithAgent>) => Promise<Deliveries>,
): Promise<Row<'outbox'> | undefined> {
  const { reply: said, alone } = await transact(ctx, work);
  if (alone) await ctx.agent.send(alone);
  return said;
}

async function conclude(
  ctx: Writing<Context>,
  {
    message,
    outcome,
    modelName,
    direct,
  }: { message: IncomingMessage; outcome: RunOutcome; modelName: string; direct: string | undefined },
): Promise<Deliveries> {
  const { runId, started, status, text, last, reason, learned, tookBack } = outcome;
  const steps = last ? [last.step] : [];
  const ending = { status, reason };
  if (started) await continueRun(ctx, { runId, position: last?.position ?? 0, steps, ending });
  else {
    const { held, threadKey } = message;
    await startRun(ctx, { id: runId, inboxId: held.id, threadKey, model: modelName, steps, ending });
  }
  if (tookBack) await recordCorrectedRuns(ctx, { byRunId: runId });
  const isShared = ctx.actor.audience === 'shared';
  const textOf = ({ changes }: RunEffects) => {
    if (status === 'done') return text;
    const besides = describeOtherWrites(outcome.steps, { changes, isShared });
    return [text, ...doneBeforeStop({ isBelow: changes.length > 0, besides })].join(' ');
  };
  if (status === 'done') await recordExposures(ctx, { runId, shown: learned });
  return reply(ctx, {
    message,
    text: textOf,
    runId,
    steps: outcome.steps,
    isAnswer: status === 'done',
    direct,
    end: { status: 'done' },
  });
}
