import { generateText, jsonSchema, type ModelMessage, type ToolSet, tool } from 'ai';
import { z } from 'zod';
import type { RapportError } from '../errors.ts';
import type { ModelStep, Step } from '../step.ts';
import { storable } from '../text.ts';

type LanguageModel = Parameters<typeof generateText>[0]['model'];

/** A tool as the model sees it. */
type Declared = { readonly description: string; readonly input: z.ZodType };
type Tools = Readonly<Record<string, Declared>>;

/** A language model as agents use it. */
export type Assistant = {
  model: LanguageModel;
  name: string;
  /** How long one call may take, in milliseconds. */
  timeoutMs: number;
};

const MAX_OUTPUT_TOKENS = 2_000;
const MAX_CALLS = 8;
const MAX_TEXT = 8_000;
/** Longest JSON of one tool call that is looked at, in characters. */
const MAX_INPUT = 20_000;

/**
 * Asks the model for its next step. Whatever comes back is brought into bounds: unknown tools and broken inputs are
 * kept as calls, so that the model is told about them; nothing is executed here.
 */
export async function nextStep(
  { model, timeoutMs }: Assistant,
  {
    messages,
    tools,
    signal,
    mayBeSilent = false,
  }: {
    messages: ModelMessage[];
    tools: Tools;
    signal: AbortSignal;
    /** Nobody waits for an answer: no words and no calls are an end, too. */
    mayBeSilent?: boolean;
  },
): Promise<ModelStep> {
  const result = await generateText({
    model,
    messages,
    allowSystemInMessages: true,
    tools: declarations(tools),
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    maxRetries: 1,
    abortSignal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    providerOptions: { openai: { store: false } },
  });
  const text = result.text.trim().slice(0, MAX_TEXT);
  if (!text && result.toolCalls.length === 0 && !mayBeSilent)
    throw new Error('The language model gave an empty answer.');
  return storable({
    kind: 'model' as const,
    text,
    calls: result.toolCalls.slice(0, MAX_CALLS).map(({ toolCallId, toolName, input }) => ({
      id: toolCallId.slice(0, 64),
      name: toolName.replace(/[^\w-]/g, '_').slice(0, 64),
      input: bounded(input),
    })),
    inputTokens: result.usage.inputTokens ?? 0,
    outputTokens: result.usage.outputTokens ?? 0,
  });
}

function bounded(input: unknown): unknown {
  const size = JSON.stringify(input)?.length ?? 0;
  return size <= MAX_INPUT ? input : { too_long: `${size} characters; at most ${MAX_INPUT} are read` };
}

const declared = new WeakMap<object, ToolSet[string]>();

/** The tools as the model sees them. They have no `execute`: calls come back to the run, which writes them down. */
function declarations(tools: Tools): ToolSet {
  const entries = Object.entries(tools).map(([name, each]) => {
    const known = declared.get(each);
    if (known) return [name, known] as const;
    const schema = z.toJSONSchema(each.input, { io: 'input' }) as Parameters<typeof jsonSchema>[0];
    const made = tool({ description: each.description, inputSchema: jsonSchema(schema) });
    declared.set(each, made);
    return [name, made] as const;
  });
  return Object.fromEntries(entries);
}

/** Steps already taken, as messages the model continues from. */
export function stepMessages(steps: readonly Step[]): ModelMessage[] {
  return steps.map((step) => {
    if (step.kind === 'tool') {
      const { callId, name, output } = step;
      const json = output as Parameters<typeof JSON.stringify>[0];
      return {
        role: 'tool',
        content: [
          { type: 'tool-result', toolCallId: callId, toolName: name, output: { type: 'json', value: json } },
        ],
      };
    }
    const calls = step.calls.map(({ id, name, input }) => ({
      type: 'tool-call' as const,
      toolCallId: id,
      toolName: name,
      input,
    }));
    return { role: 'assistant', content: step.text ? [{ type: 'text', text: step.text }, ...calls] : calls };
  });
}

/** A tool's result as the model is shown it: at most `max` characters of JSON, its beginning where it is longer. */
export function boundOutput(output: unknown, max: number): unknown {
  const json = JSON.stringify(output ?? null);
  if (json.length <= max) return storable(JSON.parse(json));
  return storable({ cut_off: true, beginning: json.slice(0, max) });
}

/** An error as the model is shown it. */
export function errorOutput({ code, message, candidates }: RapportError) {
  return { error: { code, message, candidates } };
}
