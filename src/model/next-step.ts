import type {
  JSONObject,
  LanguageModelV3,
  LanguageModelV3Content,
  LanguageModelV3FunctionTool,
  LanguageModelV3GenerateResult,
  LanguageModelV3Message,
  LanguageModelV3Prompt,
} from '@ai-sdk/provider';
import type { z } from 'zod';
import type { ModelCall, ModelStep } from '../agent-steps.ts';
import type { Clock } from '../clock.ts';
import type { AssistantConfig } from '../config.ts';
import { withDeadline } from '../deadline.ts';
import type { RapportError } from '../errors.ts';
import { storable } from '../text.ts';
import { type Called, tellCall } from './called.ts';
import { isRecord, isTooDeep, parseJson, unquoted } from './json-text.ts';
import { ModelTrouble, modelTrouble } from './model-trouble.ts';
import { askWithRoom } from './output-tokens.ts';
import { portableSchema } from './portable-schema.ts';
import { callId } from './prompt.ts';
import { meantTool } from './tool-names.ts';
import { readVisible, type VisibleText } from './visible-text.ts';

/** A tool as the model sees it. */
export type Declared = { readonly description: string; readonly input: z.ZodType };
export type DeclaredTools = Readonly<Record<string, Declared>>;

/** A language model as agents use it. */
export type Assistant = AssistantConfig & {
  model: LanguageModelV3;
  name: string;
  /** Is told of every call. */
  called?(call: Called): void;
};

const BOUNDS = {
  /** Calls that are looked at at all; how many are carried out is the loop's to say. */
  calls: 40,
  /** Longest text, in characters. */
  text: 8_000,
  /** As much of a text is looked at, in characters: thoughts may stand before what is said. */
  raw: 100_000,
  /** Longest JSON of one tool call that is looked at, in characters. */
  input: 20_000,
} as const;

const CUT_OFF = {
  length: '_(My answer was cut off here: it became too long.)_',
  filter: '_(My answer was cut off here by the filter of my language model’s provider.)_',
} as const;

type StepRequest = {
  prompt: LanguageModelV3Prompt;
  tools: DeclaredTools;
  /** The place of the step in its run. */
  position: number;
  signal: AbortSignal;
  clock: Pick<Clock, 'setTimeout' | 'monotonic'>;
};

type Result = LanguageModelV3GenerateResult;
type ReadText = (content: readonly LanguageModelV3Content[]) => VisibleText;

/** A step of the model. `raw`: its text as it came. `wroteCall`: whether it wrote a tool call as text instead of calling it. */
export type ModelAnswer = ModelStep & Pick<VisibleText, 'wroteCall'> & { raw: string };

/**
 * Asks the model for its next step. Whatever comes back is brought into bounds: unknown tools and arguments that cannot
 * be read are kept as calls, so that the model is told about them; nothing is carried out here. Throws `ModelTrouble`.
 */
export async function nextStep(
  { model, timeoutMs, called }: Assistant,
  asked: StepRequest,
): Promise<ModelAnswer> {
  const { prompt, tools, signal, clock } = asked;
  const ask = (maxOutputTokens: number) => {
    const generate = () =>
      withDeadline(
        async (abortSignal) =>
          model.doGenerate({ prompt, tools: declarations(tools), maxOutputTokens, abortSignal }),
        { ms: timeoutMs, signal, clock },
      );
    return tellCall(generate, { clock, signal, called });
  };
  try {
    const isGiven = givenIn(prompt);
    const read: ReadText = (content) => readVisible(rawOf(content), { tools: Object.keys(tools), isGiven });
    const answers = await askWithRoom(model, { ask, usedUp: (result) => usedUp(result, read) });
    return readStep(answers, { ...asked, read });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw modelTrouble(error);
  }
}

/** Whether the tokens ran out before anything was said, or in the middle of a call. */
function usedUp({ finishReason, content }: Result, read: ReadText): boolean {
  if (finishReason.unified !== 'length') return false;
  const calls = content.filter((part) => part.type === 'tool-call');
  if (calls.length > 0) return calls.some(({ input }) => !isRecord(parseJson(input)));
  return !read(content).text;
}

/** The step that the last of these answers is; all of them were paid for. */
function readStep(
  answers: readonly [Result, ...Result[]],
  { tools, position, read }: StepRequest & { read: ReadText },
): ModelAnswer {
  const { content, finishReason, providerMetadata } = answers.at(-1) ?? answers[0];
  if (isTooDeep([content, providerMetadata]))
    throw new ModelTrouble('my language model gave an answer I could not use', { kind: 'unusable' });
  const names = Object.keys(tools);
  const { text, wroteCall } = read(content);
  const given = content.filter((part) => part.type === 'tool-call').slice(0, BOUNDS.calls);
  const calls = given.map(({ toolName, input }, at) =>
    readCall(toolName, input, { names, id: callId(position, at) }),
  );
  if (!text && calls.length === 0) {
    if (finishReason.unified === 'content-filter')
      throw new ModelTrouble('the provider of my language model does not let it answer this', {
        kind: 'filtered',
      });
    if (finishReason.unified === 'length')
      throw new ModelTrouble('my language model used up its answer before it said anything', {
        kind: 'unusable',
        isLasting: true,
      });
  }
  const tokens = (side: 'inputTokens' | 'outputTokens') =>
    answers.reduce((sum, { usage }) => sum + (usage?.[side].total ?? 0), 0);
  const message = { role: 'assistant', content: partsOf(content, calls), providerOptions: providerMetadata };
  return storable({
    kind: 'model' as const,
    text: text ? withEnding(text.slice(0, BOUNDS.text), finishReason) : '',
    calls,
    inputTokens: tokens('inputTokens'),
    outputTokens: tokens('outputTokens'),
    ...(calls.length > 0 ? { messages: [message] } : {}),
    wroteCall: wroteCall && calls.length === 0,
    raw: rawOf(content).slice(0, BOUNDS.text),
  });
}

/** A text with a word on why it ends, where it was cut. A refusal of the model is a whole sentence and was not cut. */
function withEnding(text: string, { unified, raw }: Result['finishReason']): string {
  if (unified === 'length') return `${text}\n\n${CUT_OFF.length}`;
  return unified === 'content-filter' && raw !== 'stop' && raw !== undefined
    ? `${text}\n\n${CUT_OFF.filter}`
    : text;
}

const rawOf = (content: readonly LanguageModelV3Content[]) =>
  content
    .flatMap((part) => (part.type === 'text' ? [part.text] : []))
    .join('\n')
    .slice(0, BOUNDS.raw);

/** Whether words stand in the messages of people and tools: customers' words come from there alone. */
function givenIn(prompt: LanguageModelV3Prompt): (words: string) => boolean {
  const known = new Map<string, boolean>();
  let given: string | undefined;
  return (words) => {
    given ??= unquoted(JSON.stringify(prompt.filter(({ role }) => role === 'user' || role === 'tool')));
    const isGiven = known.get(words) ?? given.includes(unquoted(words));
    known.set(words, isGiven);
    return isGiven;
  };
}

/** A tool call of the model, with the reason why its arguments cannot be read, if they cannot. */
function readCall(
  toolName: string,
  input: string,
  { names, id }: { names: readonly string[]; id: string },
): ModelCall {
  const name = meantTool(toolName, names) ?? toolName.replace(/[^\w-]/g, '_').slice(0, 64);
  if (input.length > BOUNDS.input) {
    const problem = `The arguments are too long: ${input.length} characters, and at most ${BOUNDS.input} are read.`;
    return { id, name, input: {}, problem };
  }
  const read = input.trim() === '' ? {} : parseJson(input);
  if (typeof read === 'string' && !isRecord(parseJson(read))) {
    const problem =
      'The arguments are no JSON, or nested too deeply. Send one JSON object with the fields of the tool, and nothing else.';
    return { id, name, input: {}, problem };
  }
  return { id, name, input: read };
}

/** The answer as it goes back to the provider: what it gave, with the ids and names that its calls have here. */
function partsOf(content: readonly LanguageModelV3Content[], calls: readonly ModelCall[]) {
  let at = 0;
  return content.flatMap((part): Exclude<LanguageModelV3Message['content'], string>[number][] => {
    const options =
      'providerMetadata' in part && part.providerMetadata ? { providerOptions: part.providerMetadata } : {};
    if (part.type === 'text')
      return part.text ? [{ type: 'text', text: part.text.slice(0, BOUNDS.raw), ...options }] : [];
    if (part.type === 'reasoning') return [{ type: 'reasoning', text: part.text, ...options }];
    if (part.type !== 'tool-call') return [];
    const call = calls[at++];
    if (!call) return [];
    const input = isRecord(call.input) ? call.input : {};
    return [{ type: 'tool-call', toolCallId: call.id, toolName: call.name, input, ...options }];
  });
}

const functionTools = new WeakMap<Declared, LanguageModelV3FunctionTool>();

function declarations(tools: DeclaredTools): LanguageModelV3FunctionTool[] {
  return Object.entries(tools).map(([name, each]) => {
    const known = functionTools.get(each);
    if (known) return known;
    const inputSchema = portableSchema(each.input) as unknown as JSONObject;
    const made = { type: 'function' as const, name, description: each.description, inputSchema };
    functionTools.set(each, made);
    return made;
  });
}

/** A tool's result as the model is shown it: at most `max` characters of JSON, its beginning where it is longer. */
export function boundOutput(output: unknown, max: number): unknown {
  const json = JSON.stringify(output ?? null);
  if (json.length <= max) return storable(JSON.parse(json));
  return storable({ cut_off: true, beginning: json.slice(0, max) });
}

/** An error as the model is shown it. */
export function errorOutput({ code, message, candidates, more }: RapportError): {
  error: Pick<RapportError, 'code' | 'message' | 'candidates' | 'more'>;
} {
  return { error: { code, message, candidates, ...(more === undefined ? {} : { more }) } };
}
