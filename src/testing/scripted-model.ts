import {
  APICallError,
  type LanguageModelV3CallOptions as CallOptions,
  type LanguageModelV3Content as Content,
  type LanguageModelV3,
  type LanguageModelV3Message as Message,
} from '@ai-sdk/provider';
import type { ModelRequest, Script } from './model-script.ts';

const NO_USAGE = {
  inputTokens: { total: 0, noCache: 0, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 0, text: 0, reasoning: undefined },
};

/** A language model in this process that answers with text and calls, or refuses, as a script tells it. */
export function scriptedModel(script: Script): LanguageModelV3 {
  return {
    specificationVersion: 'v3',
    provider: 'rapport',
    modelId: 'scripted',
    supportedUrls: {},
    doGenerate: async (options) => {
      const answer = await script(readRequest(options));
      if ('status' in answer) {
        const { status: statusCode, body: responseBody = '' } = answer;
        const message = `The model refuses with ${statusCode}.`;
        throw new APICallError({ message, url: '', requestBodyValues: {}, statusCode, responseBody });
      }
      if (!('text' in answer) && !('calls' in answer))
        throw new Error('Only text and calls are scripted here.');
      const calls = 'calls' in answer ? answer.calls : [];
      const content: Content[] = [
        ...(answer.text ? [{ type: 'text' as const, text: answer.text }] : []),
        ...calls.map(({ name, input, id }, at) => ({
          type: 'tool-call' as const,
          toolCallId: id ?? `call-${at}`,
          toolName: name,
          input: JSON.stringify(input),
        })),
      ];
      const finishReason = {
        unified: calls.length > 0 ? ('tool-calls' as const) : ('stop' as const),
        raw: undefined,
      };
      return { content, finishReason, usage: NO_USAGE, warnings: [] };
    },
    doStream: async () => {
      throw new Error('Nothing is streamed here.');
    },
  };
}

function readRequest({ prompt, tools = [] }: CallOptions): ModelRequest {
  const said = prompt.filter(({ role }) => role === 'user').flatMap(textsOf);
  const results = prompt.flatMap((message) => (message.role === 'tool' ? message.content : []));
  return {
    said: said.at(-1) ?? '',
    results: results.flatMap((part) =>
      part.type === 'tool-result' && 'value' in part.output ? [part.output.value] : [],
    ),
    messages: prompt.map((message) => ({
      role: message.role,
      content:
        message.role === 'user' ? textsOf(message).map((text) => ({ text })) : textsOf(message).join('\n'),
    })),
    tools: tools.flatMap((tool) =>
      tool.type === 'function' ? [{ name: tool.name, parameters: { ...tool.inputSchema } }] : [],
    ),
  };
}

function textsOf({ content }: Message): string[] {
  if (typeof content === 'string') return [content];
  return content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
}
