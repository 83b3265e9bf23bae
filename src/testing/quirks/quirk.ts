import type { ModelAnswer, ModelRequest, Script } from '../model-script.ts';
import type { Wire } from '../providers/provider.ts';

/** One way in which a model or its server answers differently from what was asked of it. */
export type Quirk = {
  quirk: string;
  /** What the model answers to a message about a customer; `name` is that customer's. */
  script(name: string): Script;
  /** What the person is shown at last. */
  sees: RegExp;
  /** How many interactions are saved. */
  saves: number;
  /** Requests that reach the model at most; four identical ones are never a way out. */
  asks?: number;
  /** Sending it again will not help, and nobody is asked to. */
  isLasting?: boolean;
  /** The server is gone. */
  isDead?: boolean;
};

/** The call of a careful model. */
export const logged = (name: string, changed: object = {}) => ({
  kind: 'meeting',
  summary: `Met ${name}.`,
  company: { name },
  ...changed,
});
export const call = (input: unknown, tool = 'log_interaction') => ({ name: tool, input });

/** Calls once in this way, and says that it is saved. */
export const saves =
  (calls: (name: string) => { name: string; input: unknown; id?: string }[]): Quirk['script'] =>
  (name) =>
  ({ results }) =>
    results.length === 0 ? { calls: calls(name) } : { text: 'Saved.' };
export const savesWith = (changed: object) => saves((name) => [call(logged(name, changed))]);

/** Answers in this way first, and as it should when it is asked again. */
export const thenWell =
  (first: ModelAnswer | ((name: string) => ModelAnswer)): Quirk['script'] =>
  (name) => {
    let asked = 0;
    return (request) => {
      asked += 1;
      if (asked === 1) return typeof first === 'function' ? first(name) : first;
      return saves(() => [call(logged(name))])(name)(request);
    };
  };
export const always =
  (answer: ModelAnswer): Quirk['script'] =>
  () =>
  () =>
    answer;

/** An answer of Chat Completions with this message, whatever it is. */
export const raw = (message: Wire, { finish = 'stop' as unknown, more = {} as Wire } = {}): ModelAnswer => ({
  raw: JSON.stringify({
    id: 'chatcmpl-raw',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'scripted',
    choices: [{ index: 0, finish_reason: finish, message: { role: 'assistant', content: null, ...message } }],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
    ...more,
  }),
});

/** A call as it stands in the body, for servers that write it otherwise. */
export const rawCall = (name: string, toArguments: unknown): Wire => ({
  tool_calls: [{ id: 'call_1', type: 'function', function: { name, arguments: toArguments } }],
});
export const savesRaw =
  (message: (name: string) => Wire): Quirk['script'] =>
  (name) =>
  ({ results }: ModelRequest) =>
    results.length === 0 ? raw(message(name), { finish: 'tool_calls' }) : { text: 'Saved.' };

export const httpError = (
  status: number,
  message: string,
  more: Wire = {},
  headers?: Record<string, string>,
): ModelAnswer => ({
  status,
  body: JSON.stringify({
    error: { message, type: 'invalid_request_error', param: null, code: null, ...more },
  }),
  ...(headers ? { headers } : {}),
});

export const SAVED = /Saved\./;
export const writtenCall = (name: string) =>
  `<tool_call>\n${JSON.stringify({ name: 'log_interaction', arguments: logged(name) })}\n</tool_call>`;
