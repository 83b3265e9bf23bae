import {
  APICallError,
  type LanguageModelV3,
  type LanguageModelV3CallOptions,
  type LanguageModelV3Content,
} from '@ai-sdk/provider';
import { z } from 'zod';
import type { Step } from '../agent-steps.ts';
import { systemClock } from '../clock.ts';
import { invalid } from '../errors.ts';
import { type LoopOptions, runLoop } from '../model/agent-loop.ts';
import { errorOutput } from '../model/next-step.ts';

type Said = {
  text?: string;
  calls?: [name: string, input: unknown][];
  finish?: 'stop' | 'length' | 'content-filter';
  raw?: string;
  /** The message with which the server refuses instead, with status 400. */
  refusal?: string;
};

const refusalOf = (message: string) =>
  new APICallError({ message, url: 'http://server', requestBodyValues: {}, statusCode: 400 });

/** A model that says these things, one after another, and remembers what it was asked. */
function modelOf(...said: Said[]) {
  const asked: LanguageModelV3CallOptions[] = [];
  const model = {
    specificationVersion: 'v3',
    provider: 'scripted',
    modelId: 'scripted',
    supportedUrls: {},
    doGenerate: async (options: LanguageModelV3CallOptions) => {
      asked.push(options);
      const { text, calls = [], finish = 'stop', raw = finish, refusal } = said.shift() ?? { text: 'End.' };
      if (refusal) throw refusalOf(refusal);
      const content: LanguageModelV3Content[] = [
        ...(text ? [{ type: 'text' as const, text }] : []),
        ...calls.map(([toolName, input]) => ({
          type: 'tool-call' as const,
          toolCallId: 'call_0',
          toolName,
          input: typeof input === 'string' ? input : JSON.stringify(input),
        })),
      ];
      const usage = { inputTokens: { total: 10 }, outputTokens: { total: 5 } };
      return { content, finishReason: { unified: finish, raw }, usage, warnings: [] };
    },
  } as unknown as LanguageModelV3;
  return { model, asked };
}

const Log = z.strictObject({
  summary: z.string(),
  company: z.strictObject({ name: z.string().optional() }).optional(),
});
const tools = {
  log_interaction: { description: 'Logs.', input: Log, effect: 'write' as const },
  change_interaction: {
    description: 'Changes.',
    input: z.strictObject({ id: z.string() }),
    effect: 'write' as const,
  },
  undo: {
    description: 'Undoes.',
    input: z.strictObject({ change_id: z.string().optional() }),
    effect: 'write' as const,
  },
  find: { description: 'Finds.', input: z.strictObject({ query: z.string() }), effect: 'read' as const },
};
type Tool = (typeof tools)[keyof typeof tools];

/** Runs a model against tools that refuse what is to be refused. */
export async function runScripted(
  said: Said[],
  more: Partial<LoopOptions<Tool>> & { refuse?: (name: string, input: unknown) => boolean } = {},
) {
  const { model, asked } = modelOf(...said);
  const steps: Step[] = more.journal?.steps ?? [];
  const performed: [string, unknown][] = [];
  const { refuse = () => false, ...options } = more;
  const end = await runLoop<Tool>({
    assistant: { model, name: 'scripted', timeoutMs: 1_000 },
    clock: systemClock,
    signal: new AbortController().signal,
    opening: [
      { role: 'system', content: 'System.' },
      { role: 'user', content: 'Said.' },
    ],
    tools,
    limit: () => undefined,
    ...options,
    journal: {
      steps,
      perform: async (tool, { id: callId, name, input }) => {
        if (refuse(name, input)) throw invalid('No.');
        performed.push([name, input]);
        steps.push({ kind: 'tool', callId, name, effect: tool.effect, output: { ok: true } });
      },
      refuse: async ({ id: callId, name }, error) => {
        steps.push({ kind: 'tool', callId, name, effect: 'refused', output: errorOutput(error) });
      },
    },
  });
  const told = steps.flatMap((step) =>
    step.kind === 'tool' && step.effect === 'refused' ? [JSON.stringify(step.output)] : [],
  );
  return { end, steps, asked, performed, told };
}
