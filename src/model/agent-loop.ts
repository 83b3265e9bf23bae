import type { LanguageModelV3Prompt } from '@ai-sdk/provider';
import type { ModelMessage } from 'ai';
import type { ModelCall, ModelStep, Step } from '../agent-steps.ts';
import type { Clock } from '../clock.ts';
import { RapportError } from '../errors.ts';
import { ModelTrouble } from './model-trouble.ts';
import { type Assistant, type ModelAnswer, nextStep } from './next-step.ts';
import { earlierCalls, type LoopTool, type LoopTools, permitCall } from './permitted-calls.ts';
import { type Aside, promptOf } from './prompt.ts';
import { unlessStopped } from './stop-watch.ts';
import { readArguments } from './tool-arguments.ts';
import { listUnread } from './unread-arguments.ts';

/** Stands for an empty answer: Mistral refuses a user behind a tool, and everybody an empty message. */
const NO_WORDS = '…';

/** A call with its arguments in form. `notRead`: fields of it that the tool does not have. */
export type ReadCall = ModelCall & { notRead: readonly string[] };

/** Where the steps of a run are kept, and how its calls are carried out. */
export type StepJournal<Tool extends LoopTool> = {
  /** Steps so far, oldest first. Model steps are added here by the loop, tool steps by the journal. */
  steps: Step[];
  /** Carries a call out, with its arguments in form, and adds its step. Throws `RapportError` when it is refused. */
  perform(tool: Tool, call: ReadCall): Promise<void>;
  /** Adds the step of a call that was refused, or not carried out. */
  refuse(call: ModelCall, error: RapportError): Promise<void>;
};

/** What a review says of an answer: the model is to try again for this reason (`ask`), or this is the text that counts. */
export type Verdict = { ask: string } | { text: string };

export type LoopOptions<Tool extends LoopTool> = {
  assistant: Assistant;
  clock: Pick<Clock, 'setTimeout' | 'monotonic'>;
  signal: AbortSignal;
  /** What the run starts from. */
  opening: readonly ModelMessage[];
  tools: LoopTools<Tool>;
  journal: StepJournal<Tool>;
  /** The limit that is reached, in words, or undefined; called before every step. */
  limit(): string | undefined;
  /**
   * Whether somebody has asked to stop; looked at before each step of the model, while it thinks, before its calls are
   * carried out, and before its answer counts.
   */
  isStopWished?(): Promise<boolean>;
  /** Called with every step of the model, and the prompt it answered. */
  onStep?(step: ModelStep, prompt: LanguageModelV3Prompt): void;
  /** True where nobody waits for an answer: a step without words and calls ends the run, too. */
  mayBeSilent?: boolean;
  /** Judges an answer. The model is asked for another answer at most once. */
  review?(text: string, steps: readonly Step[]): Verdict;
};

/** What `stopped` says of a run that somebody has stopped. */
export const STOPPED_BY_WISH = 'somebody asked to stop';

/** How a run ended: at a limit or by a wish (`stopped` says which), or with an answer, which is not in the journal yet. */
export type LoopEnd = { stopped: string } | { stopped?: undefined; text: string; last: ModelStep };

/**
 * Lets a model work until it has nothing more to do: asks, carries out its calls, asks again. A run that was
 * interrupted goes on after its last step. Throws `ModelTrouble` when the model fails.
 */
export async function runLoop<Tool extends LoopTool>(options: LoopOptions<Tool>): Promise<LoopEnd> {
  const { assistant, clock, signal, opening, tools, journal, limit, isStopWished, onStep, review } = options;
  const asides: (Aside & { reason: 'mend' | 'review' })[] = [];
  const unwritten = { inputTokens: 0, outputTokens: 0 };
  while (true) {
    if (await isStopWished?.()) return { stopped: STOPPED_BY_WISH };
    await catchUp(journal, tools);
    const stopped = limit();
    if (stopped) return { stopped };
    const position = journal.steps.length;
    const prompt = promptOf(opening, { steps: journal.steps, asides });
    const ask = (signal: AbortSignal) => nextStep(assistant, { prompt, tools, position, signal, clock });
    const answered = isStopWished
      ? await unlessStopped({ clock, signal, isStopWished }, ask)
      : await ask(signal);
    if (!answered) return { stopped: STOPPED_BY_WISH };
    const { wroteCall, raw, ...step } = answered;
    onStep?.(step, prompt);
    const again = (ask: string, reason: 'mend' | 'review') => {
      asides.push({ after: position, said: raw || NO_WORDS, ask, reason });
      unwritten.inputTokens += step.inputTokens;
      unwritten.outputTokens += step.outputTokens;
    };
    const paid = {
      ...step,
      inputTokens: step.inputTokens + unwritten.inputTokens,
      outputTokens: step.outputTokens + unwritten.outputTokens,
    };
    if (step.calls.length > 0) {
      journal.steps.push(paid);
      Object.assign(unwritten, { inputTokens: 0, outputTokens: 0 });
      continue;
    }
    const fault = faultOf(answered, options);
    if (fault) {
      if (asides.some(({ reason }) => reason === 'mend')) throw fault.trouble;
      again(fault.ask, 'mend');
      continue;
    }
    if (await isStopWished?.()) return { stopped: STOPPED_BY_WISH };
    const verdict = review?.(step.text, journal.steps) ?? { text: step.text };
    if ('text' in verdict) {
      const isCut = verdict.text !== step.text;
      return { text: verdict.text, last: { ...paid, text: verdict.text, ...(isCut ? { isCut } : {}) } };
    }
    if (asides.some(({ reason }) => reason === 'review')) return { text: step.text, last: paid };
    again(verdict.ask, 'review');
  }
}

/** What is wrong with an answer without calls: what the model is asked then, and the trouble when that does not help. */
function faultOf(
  { text, wroteCall }: ModelAnswer,
  { mayBeSilent = false }: Pick<LoopOptions<LoopTool>, 'mayBeSilent'>,
): { ask: string; trouble: ModelTrouble } | undefined {
  if (wroteCall) {
    const sentence =
      'my language model writes down what it should do instead of doing it; an admin can check that its server knows tools';
    return {
      ask: 'You wrote a tool call as text: nothing was carried out. Call the tool itself, do not write it.',
      trouble: new ModelTrouble(sentence, { kind: 'unusable', isLasting: true }),
    };
  }
  if (text || mayBeSilent) return undefined;
  return {
    ask: 'Your answer had no words that the person can read. Answer the person now, in a sentence or two, or call a tool.',
    trouble: new ModelTrouble('my language model gave an empty answer', { kind: 'unusable' }),
  };
}

/** Carries out every call of the last model step that has no result yet. */
async function catchUp<Tool extends LoopTool>(
  journal: StepJournal<Tool>,
  tools: LoopTools<Tool>,
): Promise<void> {
  const at = journal.steps.findLastIndex(({ kind }) => kind === 'model');
  const step = journal.steps[at];
  if (step?.kind !== 'model') return;
  const answered = journal.steps.length - at - 1;
  for (const [index, call] of step.calls.entries()) {
    if (index < answered) continue;
    try {
      const tool = permitCall(call, {
        index,
        earlier: earlierCalls(step, journal.steps.slice(at + 1)),
        tools,
      });
      const notRead = listUnread(tool.input, call.input);
      await journal.perform(tool, { ...call, input: readArguments(tool.input, call.input), notRead });
    } catch (error) {
      if (!(error instanceof RapportError)) throw error;
      await journal.refuse(call, error);
    }
  }
}
