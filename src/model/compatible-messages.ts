import type {
  JSONObject,
  LanguageModelV3,
  LanguageModelV3GenerateResult,
  LanguageModelV3Message,
  LanguageModelV3Prompt,
  SharedV3ProviderMetadata,
} from '@ai-sdk/provider';
import { isRecord } from './json-text.ts';

/** The key under which the library puts fields into a message or a call unchanged. */
const UNCHANGED = 'openaiCompatible';

/** Fields of an answer that servers want back with it: DeepSeek, Groq, OpenRouter, LiteLLM, Gemini. */
const OF_MESSAGE = [
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'thinking_blocks',
  'extra_content',
] as const;
const OF_CALL = ['extra_content'] as const;

/**
 * A Chat Completions model that keeps the fields of an answer that the server wants back, under the names they came with:
 * servers that call it `reasoning` refuse `reasoning_content`, and the other way round.
 */
export function keepProviderFields(model: LanguageModelV3): LanguageModelV3 {
  return { ...model, doGenerate: async (options) => keepExtras(await model.doGenerate(options)) };
}

function keepExtras(result: LanguageModelV3GenerateResult): LanguageModelV3GenerateResult {
  const message = messageOf(result.response?.body);
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls : [];
  let at = 0;
  const content = result.content
    .filter(({ type }) => type !== 'reasoning')
    .map((part) => {
      if (part.type !== 'tool-call') return part;
      const extras = extrasOf(calls[at++], OF_CALL);
      return { ...part, providerMetadata: extras };
    });
  return { ...result, content, providerMetadata: extrasOf(message, OF_MESSAGE) };
}

function messageOf(body: unknown): { [key: string]: unknown } {
  const [choice] = isRecord(body) && Array.isArray(body.choices) ? body.choices : [];
  return isRecord(choice) && isRecord(choice.message) ? choice.message : {};
}

function extrasOf(from: unknown, names: readonly string[]): SharedV3ProviderMetadata | undefined {
  if (!isRecord(from)) return undefined;
  const kept = names.flatMap((name) => (from[name] == null ? [] : [[name, from[name]] as const]));
  return kept.length > 0 ? { [UNCHANGED]: Object.fromEntries(kept) as JSONObject } : undefined;
}

/**
 * A history in which every message of the assistant makes one call, with its result behind it: templates of Llama 3
 * refuse two. A message that came with reasoning or signatures stays whole: Gemini and DeepSeek want them on every
 * message that calls, and they came only once.
 */
export function oneCallEach(prompt: LanguageModelV3Prompt): LanguageModelV3Prompt {
  return prompt.flatMap((message, at) => {
    if (message.role === 'tool') return wasSplit(callerOf(prompt, at)) ? [] : [message];
    if (!wasSplit(message)) return [message];
    return split(message, prompt.slice(at + 1));
  });
}

type Caller = Extract<LanguageModelV3Message, { role: 'assistant' }>;

const callerOf = (prompt: LanguageModelV3Prompt, at: number) =>
  prompt.slice(0, at).findLast(({ role }) => role === 'assistant');

function wasSplit(message: LanguageModelV3Message | undefined): message is Caller {
  if (message?.role !== 'assistant') return false;
  const calls = message.content.filter(({ type }) => type === 'tool-call');
  return calls.length > 1 && !isSigned(message);
}

const isSigned = ({ providerOptions, content }: Caller) =>
  providerOptions?.[UNCHANGED] !== undefined ||
  content.some((part) => part.providerOptions?.[UNCHANGED] !== undefined);

function split(message: Caller, behind: LanguageModelV3Prompt): LanguageModelV3Prompt {
  const said = message.content.filter(({ type }) => type !== 'tool-call');
  const results = behind.flatMap((each) => (each.role === 'tool' ? each.content : []));
  return message.content
    .filter((part) => part.type === 'tool-call')
    .flatMap((call, at): LanguageModelV3Prompt => {
      const result = results.find(
        (each) => each.type === 'tool-result' && each.toolCallId === call.toolCallId,
      );
      return [
        { role: 'assistant', content: at === 0 ? [...said, call] : [call] },
        ...(result ? [{ role: 'tool' as const, content: [result] }] : []),
      ];
    });
}
