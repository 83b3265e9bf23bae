import type { Step } from '../agent-steps.ts';
import type { Context } from '../context.ts';
import { listEarlierSteps } from '../conversation/agent-runs.ts';
import { fold } from '../text.ts';
import type { IncomingMessage } from './agent.ts';
import { AGENT_POLICY } from './policy.ts';

type Which = { kind: 'company' | 'contact'; id: string; name: string };

/**
 * What the person was asked before this message, and has answered by it: by a button, or in words, which the model reads. What
 * was asked is taken from the record of earlier runs, never from what is said now.
 */
export function createAnswers({ answer }: Pick<IncomingMessage, 'answer'>): NonNullable<Context['answers']> {
  return {
    pressed: answer,
    isAnswer: async (ctx, which) => {
      if (answer?.id === which.id && fold(answer.asked) === fold(which.name)) return true;
      const { source } = ctx;
      if (!source) return false;
      const { replies: limit } = AGENT_POLICY.openQuestions;
      const earlier = await listEarlierSteps(ctx, { beforeRunId: source.runId, limit });
      return earlier.some((steps) => steps.some((step) => asksWhether(step, which)));
    },
  };
}

/** Whether a step was refused for this name, and this was one of those it could mean. */
function asksWhether(step: Step, { kind, id, name }: Which): boolean {
  if (step.kind !== 'tool' || !step.asked || fold(step.asked.name) !== fold(name)) return false;
  return step.asked.choices.some((choice) => choice.kind === kind && choice.id === id);
}
