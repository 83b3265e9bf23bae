import type { LanguageModelV3, LanguageModelV3CallOptions } from '@ai-sdk/provider';
import { answer } from './answer.ts';
import { observe } from './observer.ts';
import { play, readPrompt } from './prompt.ts';
import { SORRY } from './replies.ts';

/**
 * A stand-in for a language model, for the demo: it keeps the person's words, links what is certain and asks for the
 * rest. It needs no network, and the same prompt always gives the same answer.
 */
export const createDemoModel = (): LanguageModelV3 => ({
  specificationVersion: 'v3',
  provider: 'rapport',
  modelId: 'demo',
  supportedUrls: {},
  doGenerate: async (options) => generate(options),
  doStream: async () => {
    throw new Error('The demo model does not stream.');
  },
});

type GenerateResult = Awaited<ReturnType<LanguageModelV3['doGenerate']>>;

function generate(options: LanguageModelV3CallOptions): GenerateResult {
  const turn = readPrompt(options);
  const isNight = String(options.prompt[0]?.content).startsWith("You are Rapport's observer");
  const step = play(isNight ? observe(turn) : answer(turn), turn.outcomes);
  const isPossible = step.type === 'calls' && step.calls.every(({ tool }) => turn.tools.has(tool));
  const content: GenerateResult['content'] = isPossible
    ? step.calls.map(({ tool, input }, at) => {
        const toolCallId = `demo-${step.position + at + 1}`;
        return { type: 'tool-call', toolCallId, toolName: tool, input: JSON.stringify(input) };
      })
    : [{ type: 'text', text: step.type === 'reply' ? step.text : SORRY }];
  const finishReason = { unified: isPossible ? ('tool-calls' as const) : ('stop' as const), raw: undefined };
  // There is no tokenizer; four characters for a token is the usual rule of thumb for English.
  const [read, written] = [options.prompt, content].map((each) => Math.ceil(JSON.stringify(each).length / 4));
  const inputTokens = { total: read, noCache: read, cacheRead: undefined, cacheWrite: undefined };
  const outputTokens = { total: written, text: written, reasoning: undefined };
  return { content, finishReason, usage: { inputTokens, outputTokens }, warnings: [] };
}
