import type { LanguageModelV3Prompt } from '@ai-sdk/provider';
import type { ModelMessage } from 'ai';
import type { ModelCall, ModelStep, Step } from '../agent-steps.ts';
import type { Clock } from '../clock.ts';
import { conflict, invalid, RapportError } from '../errors.ts';
import { ModelTrouble } from './model-trouble.ts';
import { type Answered, type Assistant, type Declared, nextStep } from './next-step.ts';
import { buildsOn } from './permitted-calls.ts';
import { type Aside, promptOf } from './prompt.ts';
import { readArguments } from './tool-arguments.ts';

/** Calls of one step that are carried out; the model is told to repeat the rest. */
export const CALLS_AT_ONCE = 8;

/** How the reason begins that a call is held back for, which says nothing about the call itself. */
export const NOT_CARRIED_OUT = 'Not carried out';

/** Stands for an empty answer: Mistral refuses a user behind a tool, and everybody an empty message. */
const NO_WORDS = '…';

type LoopTool = Declared & { readonly effect?: 'read' | 'write' | 'show' | 'card' };
type LoopTools<Tool extends LoopTool> = Readonly<Record<string, Tool>>;

/** Where the steps of a run are kept, and how its calls are carried out. */
export type StepJournal<Tool extends LoopTool> = {
  /** Steps so far, oldest first. Model steps are added here by the loop, tool steps by the journal. */
  steps: Step[];
  /** Carries a call out, with its arguments in form, and adds its step. Throws `RapportError` when it is refused. */
  perform(tool: Tool, call: ModelCall): Promise<void>;
  /** Adds the step of a call that was refused, or not carried out. */
  refuse(call: ModelCall, error: RapportError): Promise<void>;
};

/** What somebody says of the model's answer: it is to try again for this reason, or this is the text that counts. */
export type Verdict = { ask: string } | { text: string };

export type LoopOptions<Tool extends LoopTool> = {
  assistant: Assistant;
  clock: Pick<Clock, 'setTimeout'>;
  signal: AbortSignal;
  /** What the run starts from. */
  opening: readonly ModelMessage[];
  tools: LoopTools<Tool>;
  journal: StepJournal<Tool>;
  /** Which limit is reached, in words; asked before every step. */
  limit(): string | undefined;
  /** Hears of every step of the model, with what it was asked. */
  onStep?(step: ModelStep, prompt: LanguageModelV3Prompt): void;
  /** Nobody waits for an answer: no words and no calls are an end, too. */
  mayBeSilent?: boolean;
  /** Judges an answer. It is asked for another one at most once, whose text then comes from here. */
  review?(text: string, steps: readonly Step[]): Verdict;
};

/** How a run ended: at a limit; or with an answer, which is not in the journal yet. */
export type LoopEnd = { stopped: string } | { stopped?: undefined; text: string; last: ModelStep };

/**
 * Lets a model work until it has nothing more to do: asks, carries out its calls, asks again. A run that was
 * interrupted goes on after its last step. Throws `ModelTrouble` when the model fails.
 */
export async function runLoop<Tool extends LoopTool>(options: LoopOptions<Tool>): Promise<LoopEnd> {
  const { assistant, clock, signal, opening, tools, journal, limit, onStep, review } = options;
  const asides: (Aside & { reason: 'mend' | 'review' })[] = [];
  const unwritten = { inputTokens: 0, outputTokens: 0 };
  while (true) {
    await catchUp(journal, tools);
    const stopped = limit();
    if (stopped) return { stopped };
    const position = journal.steps.length;
    const prompt = promptOf(opening, { steps: journal.steps, asides });
    const answered = await nextStep(assistant, { prompt, tools, position, signal, clock });
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
    const verdict = review?.(step.text, journal.steps) ?? { text: step.text };
    if ('text' in verdict) return { text: verdict.text, last: { ...paid, text: verdict.text } };
    if (asides.some(({ reason }) => reason === 'review')) return { text: step.text, last: paid };
    again(verdict.ask, 'review');
  }
}

/** Why an answer without calls is none, what the model is asked then, and what it means when that does not help. */
function faultOf(
  { text, wroteCall }: Answered,
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
      const tool = permit(call, { index, earlier: earlierCalls(step, journal.steps.slice(at + 1)), tools });
      await journal.perform(tool, { ...call, input: readArguments(tool.input, call.input) });
    } catch (error) {
      if (!(error instanceof RapportError)) throw error;
      await journal.refuse(call, error);
    }
  }
}

type Earlier = { call: ModelCall; wasRefused: boolean };

function earlierCalls({ calls }: ModelStep, results: readonly Step[]): Earlier[] {
  return calls.slice(0, results.length).map((call, index) => {
    const result = results[index];
    return { call, wasRefused: result?.kind === 'tool' && result.effect === 'refused' };
  });
}

/** The tool that a call means. Throws why the call is not carried out, in words for the model. */
function permit<Tool extends LoopTool>(
  call: ModelCall,
  { index, earlier, tools }: { index: number; earlier: readonly Earlier[]; tools: LoopTools<Tool> },
): Tool {
  if (index >= CALLS_AT_ONCE)
    throw conflict(`${NOT_CARRIED_OUT}: at most ${CALLS_AT_ONCE} calls at once. Call it again.`);
  const tool = Object.hasOwn(tools, call.name) ? tools[call.name] : undefined;
  if (!tool) {
    const names = Object.keys(tools).join(', ');
    throw new RapportError('not_found', `There is no tool “${call.name}”. There are: ${names}.`);
  }
  if (call.problem) throw invalid(call.problem);
  const isWriting = (name: string) => Object.hasOwn(tools, name) && isWrite(tools[name]);
  const broken = earlier.find(
    (each) =>
      each.wasRefused && isWriting(each.call.name) && isWriting(call.name) && buildsOn(call, each.call),
  );
  if (broken)
    throw conflict(
      `${NOT_CARRIED_OUT}, because ${broken.call.name} before it was refused. Mend that first, then call this again.`,
    );
  return tool;
}

const isWrite = (tool: LoopTool | undefined) => tool?.effect === 'write' || tool?.effect === 'card';
