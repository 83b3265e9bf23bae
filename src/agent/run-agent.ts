import { isWrite, type ModelStep, type Step } from '../agent-steps.ts';
import { todayOf } from '../context.ts';
import { findRun } from '../conversation/agent-runs.ts';
import { crmOf } from '../crm-settings.ts';
import { tell } from '../happenings.ts';
import { newId } from '../ids.ts';
import { runLoop, STOPPED_BY_WISH } from '../model/agent-loop.ts';
import { CALLS_AT_ONCE } from '../model/permitted-calls.ts';
import { type LearnedItem, selectLearned } from '../observer/observations/recall.ts';
import { listMetricsFor } from '../reports/metrics/compile-question.ts';
import type { IncomingMessage, WithAgent } from './agent.ts';
import { createAnswerReview } from './answer-review.ts';
import { createAnswers } from './answered-names.ts';
import { buildContextWindow } from './context-window.ts';
import { createJournal } from './journal.ts';
import { AGENT_POLICY } from './policy.ts';
import { findStopper } from './stop-wishes.ts';
import { toolsFor } from './tools/all.ts';

const BUDGET = AGENT_POLICY.run;

/** Tools with which a person corrects what was saved before. */
const CORRECTING = new Set(['undo', 'change_interaction']);

export type RunOutcome = {
  runId: string;
  /** Whether the run row is written yet: a run that called no tool has left nothing so far. */
  started: boolean;
  status: 'done' | 'stopped';
  /** The answer, or why there is none. */
  text: string;
  /** The last model step, not written down yet, and its position. */
  last: { step: ModelStep; position: number } | undefined;
  reason?: string;
  /** All steps that are written down. */
  steps: readonly Step[];
  /** Observations that the model was told of. */
  learned: LearnedItem[];
  /** Whether the run has taken something back. */
  tookBack: boolean;
};

/**
 * Runs the agent on one message until it answers. Every tool call is one transaction with its step; a run that was
 * interrupted goes on after its last step. Throws when the model fails; the run can then be taken up again.
 */
export async function runAgent(
  ctx: WithAgent,
  { message, signal }: { message: IncomingMessage; signal: AbortSignal },
): Promise<RunOutcome> {
  const { assistant } = ctx.agent;
  const earlier = await findRun(ctx, message.held.id);
  const runId = earlier?.run.id ?? newId();
  const { channel, ts, threadTs, threadKey, text, at, mentioned = [], channels = [] } = message;
  const source = { channel, ts, threadTs, threadKey, text, at, runId, mentioned, channels };
  const here = { ...ctx, source, answers: createAnswers(message) };
  const journal = createJournal(here, { message, earlier, runId });
  const learned = await selectLearned(here);
  const window = await buildContextWindow(ctx, message, learned);
  const wallMs = Math.max(BUDGET.wallMs, BUDGET.answers * assistant.timeoutMs);
  const startedAt = ctx.clock.monotonic();

  let stopper: string | undefined;

  const end = await runLoop({
    assistant: {
      ...assistant,
      called: (call) => tell(ctx, { what: 'model call', by: 'agent', model: assistant.name, ...call }),
    },
    clock: ctx.clock,
    signal,
    opening: window,
    tools: toolsFor(ctx.actor, crmOf(ctx), listMetricsFor(ctx)),
    journal,
    limit: () => exhausted(journal.steps, { elapsedMs: ctx.clock.monotonic() - startedAt, wallMs }),
    isStopWished: async () => {
      const member = await findStopper(ctx, message);
      stopper = member?.id === ctx.actor.memberId ? 'you' : member?.name;
      return member !== undefined;
    },
    review: createAnswerReview({ window, today: todayOf(here) }),
  });
  const soFar = {
    runId,
    started: journal.started(),
    steps: journal.steps,
    learned,
    tookBack: journal.steps.some((step) => isWrite(step) && CORRECTING.has(step.name)),
  };
  if (end.stopped !== undefined)
    return {
      ...soFar,
      status: 'stopped',
      reason: end.stopped,
      text: whyStopped(end.stopped, stopper),
      last: undefined,
    };
  const last = { step: end.last, position: journal.steps.length };
  return { ...soFar, status: 'done', text: end.text, last };
}

/** The limit that a run has reached, in words; undefined while it may go on. */
function exhausted(
  steps: readonly Step[],
  { elapsedMs, wallMs }: { elapsedMs: number; wallMs: number },
): string | undefined {
  const said = steps.filter((step) => step.kind === 'model');
  const tokens = said.reduce((sum, step) => sum + step.inputTokens + step.outputTokens, 0);
  if (said.length >= BUDGET.modelSteps) return 'there was too much to do for one message';
  // Calls past the most at once were not carried out: the model has to make them again.
  const calls = said.reduce((sum, step) => sum + Math.min(step.calls.length, CALLS_AT_ONCE), 0);
  if (calls >= BUDGET.toolCalls) return 'there was too much to look up and to save for one message';
  if (tokens >= BUDGET.tokens) return 'there was too much to read for one message';
  if (elapsedMs >= wallMs) return `it took longer than ${wallMs / 1_000} seconds`;
  return undefined;
}

const whyStopped = (reason: string, stopper = 'you') =>
  reason === STOPPED_BY_WISH
    ? `Stopped, as ${stopper} asked.`
    : `I stopped before I was finished: ${reason}. Please say the rest in smaller pieces.`;
