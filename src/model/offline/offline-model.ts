import type {
  LanguageModelV3CallOptions as CallOptions,
  LanguageModelV3Content as Content,
  LanguageModelV3GenerateResult as GenerateResult,
  LanguageModelV3,
  LanguageModelV3StreamPart as StreamPart,
  LanguageModelV3StreamResult as StreamResult,
} from '@ai-sdk/provider';
import { inForm } from './form.ts';

import { isForObserver, observe } from './observer/observe.ts';
import { perform } from './perform.ts';
import { plan } from './plan.ts';
import { instructionsOf, readPrompt, type Turn } from './read-prompt.ts';
import { SORRY } from './replies.ts';
import { play, type Script, type Step } from './script.ts';

/**
 * A language model without a network: rules that turn plain English sentences into the tool calls a real model would
 * make. The same prompt always gives the same answer.
 */
export function createOfflineModel(): LanguageModelV3 {
  setImmediate(warmUp);
  return {
    specificationVersion: 'v3',
    provider: 'rapport',
    modelId: 'offline',
    supportedUrls: {},
    doGenerate: async (options) => generate(options),
    doStream: async (options) => stream(generate(options)),
  };
}

/** The first sentence compiles the patterns and fills the dictionaries; nobody should have to wait for that. */
function warmUp(): void {
  const sentence =
    'Met Ana Lopes at Acme about the renewal yesterday, she wants pricing by Friday. Keep it short, please';
  const said = (text: string) => ({ role: 'user' as const, content: [{ type: 'text' as const, text }] });
  generate({ prompt: [said('{}'), said(sentence)] });
}

function generate(options: CallOptions): GenerateResult {
  const turn = readPrompt(options);
  const step = isForObserver(instructionsOf(options)) ? decide(turn, observe(turn)) : finish(turn);
  const content = contentOf(step);
  return {
    content,
    finishReason: { unified: step.type === 'calls' ? 'tool-calls' : 'stop', raw: undefined },
    usage: estimateUsage(options, content),
    warnings: [],
  };
}

/** The next step of the agent, in the form that the person likes. */
function finish(turn: Turn): Step {
  const { text, scene } = turn;
  const made = plan(text, scene);
  const step = decide(turn, perform(made, scene));
  return step.type === 'reply' ? { ...step, text: inForm(step.text, made, turn) } : step;
}

function decide({ outcomes, tools }: Turn, script: Script<string>): Step {
  const step = play(script, outcomes);
  const isPossible = step.type === 'reply' || step.calls.every(({ tool }) => tools.has(tool));
  return isPossible ? step : { type: 'reply', text: SORRY };
}

function contentOf(step: Step): Content[] {
  if (step.type === 'reply') return [{ type: 'text', text: step.text }];
  return step.calls.map(({ tool, input }, at) => ({
    type: 'tool-call',
    toolCallId: `offline-${step.position + at + 1}`,
    toolName: tool,
    input: JSON.stringify(input),
  }));
}

/** There is no tokenizer; four characters for a token is the usual rule of thumb for English. */
const CHARACTERS_PER_TOKEN = 4;

function estimateUsage({ prompt }: CallOptions, content: Content[]): GenerateResult['usage'] {
  const tokens = (value: unknown) => Math.ceil(JSON.stringify(value).length / CHARACTERS_PER_TOKEN);
  const total = tokens(prompt.map(({ content: part }) => part));
  const written = tokens(content);
  return {
    inputTokens: { total, noCache: total, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: written, text: written, reasoning: undefined },
  };
}

function stream({ content, finishReason, usage }: GenerateResult): StreamResult {
  const parts: StreamPart[] = [
    { type: 'stream-start', warnings: [] },
    ...content.flatMap(partsOf),
    { type: 'finish', finishReason, usage },
  ];
  const start = (controller: ReadableStreamDefaultController<StreamPart>) => {
    for (const part of parts) controller.enqueue(part);
    controller.close();
  };
  return { stream: new ReadableStream<StreamPart>({ start }) };
}

function partsOf(content: Content): StreamPart[] {
  if (content.type === 'tool-call') return [content];
  if (content.type !== 'text') return [];
  const id = 'text';
  return [
    { type: 'text-start', id },
    { type: 'text-delta', id, delta: content.text },
    { type: 'text-end', id },
  ];
}
