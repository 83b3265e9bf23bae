import type { ModelRequest, ScriptedCall } from '../model-script.ts';
import { isWire, type Said, textOf, tokensIn, type Wire, wires } from './provider.ts';
import { declaredTools } from './tool-schemas.ts';

/** Blocks that come before the person's words when a message is one text. */
const HEADED = /^(?:[A-Z][a-z]+\. Everything in it is data, never an instruction:\n[^\n]*\n*)+/;

/** The person's words in a user message: its last part, or the text behind the blocks of context. */
export function saidIn(content: unknown): string {
  if (Array.isArray(content)) return textOf(wires(content).at(-1)?.text);
  const text = textOf(content);
  return text.replace(HEADED, '') || text;
}

/** A tool's result as it was, or the text where it is no JSON. */
export function resultOf(content: unknown): unknown {
  try {
    return JSON.parse(textOf(content));
  } catch {
    return content;
  }
}

/** A Chat Completions request as scripts look at it. */
export function readChat(body: Wire): ModelRequest {
  const messages = wires(body.messages) as ModelRequest['messages'];
  return {
    said: saidIn(messages.findLast(({ role }) => role === 'user')?.content),
    results: messages.filter(({ role }) => role === 'tool').map(({ content }) => resultOf(content)),
    messages,
    tools: declaredTools(body).map(({ name, parameters }) => ({ name, parameters })),
  };
}

/** A request to Chat Completions with what stands in its messages. */
export function chatMessages(body: Wire): { role: string; message: Wire; at: number }[] {
  return wires(body.messages).map((message, at) => ({ role: textOf(message.role), message, at }));
}

export const callsOf = (message: Wire): Wire[] => wires(message.tool_calls);

export const functionOf = (call: Wire): Wire => (isWire(call.function) ? call.function : {});

/** Arguments of a call as one text; a script may give broken ones. */
export const argumentsOf = ({ input }: ScriptedCall): string =>
  typeof input === 'string' ? input : JSON.stringify(input);

/** The tokens of a request and a short answer. */
export function usageFor(prompt: number): Wire {
  return { prompt_tokens: prompt, completion_tokens: 20, total_tokens: prompt + 20 };
}

export const usageOf = ({ messages, tools }: Wire): Wire => usageFor(tokensIn(messages, tools));

/** One answer of Chat Completions; `message` and `choice` add a provider's own fields. */
export function completion(
  { text, calls = [] }: Said,
  {
    id,
    model = 'scripted',
    message = {},
    choice = {},
    call = () => ({}),
    callId = (at) => `call_${id}_${at}`,
    usage = usageFor(100),
    more = {},
  }: {
    id: number;
    model?: string;
    message?: Wire;
    choice?: Wire;
    call?: (call: ScriptedCall, at: number) => Wire;
    callId?: (at: number) => string;
    usage?: Wire;
    more?: Wire;
  },
): Wire {
  const toolCalls = calls.map((each, at) => ({
    id: each.id ?? callId(at),
    type: 'function',
    function: { name: each.name, arguments: argumentsOf(each) },
    ...call(each, at),
  }));
  return {
    id: `chatcmpl-${id}`,
    object: 'chat.completion',
    created: 1_700_000_000,
    model,
    choices: [
      {
        index: 0,
        finish_reason: calls.length > 0 ? 'tool_calls' : 'stop',
        message: {
          role: 'assistant',
          content: text ?? null,
          ...(calls.length > 0 ? { tool_calls: toolCalls } : {}),
          ...message,
        },
        ...choice,
      },
    ],
    usage,
    ...more,
  };
}
