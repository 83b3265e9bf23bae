import { afterEach, describe, expect, test } from 'vitest';
import type { Script } from '../model-script.ts';
import { type ModelServer, startModelServer } from '../model-server.ts';
import { PROVIDERS } from './all.ts';
import type { Provider, Wire } from './provider.ts';
import {
  type Asking,
  askingAt,
  chatBody,
  OPENING,
  responsesBody,
  STEP,
  UNION,
  withProperty,
} from './request-bodies.ts';

let server: ModelServer | undefined;
afterEach(() => server?.close());

async function start(provider: Provider, script: Script = () => ({ text: 'Fine.' })): Promise<Asking> {
  server = await startModelServer(script, { provider });
  return askingAt(server, provider);
}

type Refused = [who: keyof typeof PROVIDERS, what: string, body: Wire, status: number, words: RegExp];

const REFUSED: Refused[] = [
  [
    'openai-responses',
    'a union',
    responsesBody([], { parameters: withProperty(UNION) }),
    400,
    /Invalid schema for function 'log_interaction': In context=\('properties', 'when'\), 'oneOf' is not permitted\./,
  ],
  [
    'openai-chat',
    'a union',
    chatBody(OPENING, { parameters: withProperty(UNION) }),
    400,
    /'oneOf' is not permitted.*invalid_function_parameters/,
  ],
  [
    'openai-responses',
    'a strict schema with optional fields',
    responsesBody([], { tool: { strict: true } }),
    400,
    /including every key in properties\. Missing 'company'/,
  ],
  [
    'openai-responses',
    'reasoning that is only named',
    responsesBody([{ type: 'item_reference', id: 'rs_1' }]),
    404,
    /Item with id 'rs_1' not found\. Items are not persisted when `store` is set to false/,
  ],
  [
    'openai-responses',
    'a call without its output',
    responsesBody([{ type: 'function_call', call_id: 'call_1', name: 'x', arguments: '{}' }]),
    400,
    /No tool output found for function call call_1/,
  ],
  [
    'openai-chat',
    'max_tokens',
    chatBody(OPENING, { more: { max_tokens: 5 } }),
    400,
    /Use 'max_completion_tokens'/,
  ],
  ['azure', 'max_tokens', chatBody(OPENING, { more: { max_tokens: 5 } }), 400, /Use 'max_completion_tokens'/],
  [
    'gemini',
    'a field it does not know',
    chatBody(OPENING, { more: { store: false } }),
    400,
    /^\[\{"error":\{"code":400,"message":"Invalid JSON payload received\. Unknown name \\"store\\": Cannot find field\./,
  ],
  [
    'gemini',
    'a constant',
    chatBody(OPENING, { parameters: withProperty({ anyOf: [{ const: 'week' }] }) }),
    400,
    /Unknown name \\"const\\" at 'tools\[0\]\.function_declarations\[0\]\.parameters\.properties\[4\]\.value\.any_of\[0\]'/,
  ],
  [
    'gemini',
    'two types for one property',
    chatBody(OPENING, { parameters: withProperty({ type: ['string', 'null'] }) }),
    400,
    /Proto field is not repeating, cannot start list/,
  ],
  [
    'gemini',
    'the format of a day',
    chatBody(OPENING, { parameters: withProperty({ type: 'string', format: 'date' }) }),
    400,
    /only 'enum' and 'date-time' are supported for STRING type/,
  ],
  [
    'gemini',
    'a call without its signature',
    chatBody([...OPENING, ...STEP]),
    400,
    /missing a thought_signature/,
  ],
  [
    'mistral',
    'a field it does not know',
    chatBody(OPENING, { more: { store: false } }),
    422,
    /"extra_forbidden","loc":\["body","store"\],"msg":"Extra inputs are not permitted","input":false/,
  ],
  [
    'mistral',
    'two user messages behind each other',
    chatBody([...OPENING, { role: 'user', text: 'Context' }]),
    400,
    /Unexpected role 'user' after role 'user'.*"3230"/,
  ],
  [
    'mistral',
    'a user message behind a result',
    chatBody([...OPENING, ...STEP, { role: 'user', text: 'Go on' }]),
    400,
    /Unexpected role 'user' after role 'tool'/,
  ],
  [
    'mistral',
    'call ids of other lengths',
    chatBody([
      ...OPENING,
      { role: 'assistant', calls: ['call_0'] },
      { role: 'tool', call: 'call_0', text: '{}' },
    ]),
    400,
    /Tool call id was call_0 but must be a-z, A-Z, 0-9, with a length of 9\..*"3280"/,
  ],
  [
    'llama-server',
    'a pattern',
    chatBody(OPENING, { parameters: withProperty({ type: 'string', pattern: '^\\d{4}$' }) }),
    400,
    /Failed to initialize samplers: failed to parse grammar/,
  ],
  [
    'llama-server',
    'more than its context holds',
    chatBody([...OPENING.slice(0, 1), { role: 'user', text: 'word '.repeat(20_000) }]),
    400,
    /request \(\d+ tokens\) exceeds the available context size \(24576 tokens\).*exceed_context_size_error.*"n_ctx":24576/,
  ],
  [
    'llama-server (gemma)',
    'two user messages behind each other',
    chatBody([...OPENING, { role: 'user', text: 'Context' }]),
    500,
    /Conversation roles must alternate user\/assistant/,
  ],
  [
    'llama-server (mistral-nemo)',
    'two user messages behind each other',
    chatBody([...OPENING, { role: 'user', text: 'Context' }]),
    500,
    /conversation roles must alternate user and assistant roles except for tool calls/,
  ],
  [
    'llama-server (llama-3)',
    'two calls in one message',
    chatBody([
      ...OPENING,
      { role: 'assistant', calls: ['abc123DEF', 'abc123DEG'] },
      { role: 'tool', call: 'abc123DEF', text: '{}' },
      { role: 'tool', call: 'abc123DEG', text: '{}' },
    ]),
    500,
    /only supports single tool-calls at once/,
  ],
  [
    'llama-server (seed-oss)',
    'a union',
    chatBody(OPENING, { parameters: withProperty({ anyOf: [{ type: 'string' }, { type: 'number' }] }) }),
    500,
    /union/,
  ],
  [
    'ollama',
    'an answer without words or calls in the history',
    chatBody([...OPENING, { role: 'assistant' }]),
    400,
    /invalid message content type: <nil>/,
  ],
  [
    'deepseek-thinking',
    'a list of parts',
    chatBody([{ role: 'user', text: [{ type: 'text', text: 'Met Acme' }] as unknown as string }]),
    400,
    /messages\[0\]: invalid type: sequence, expected a string/,
  ],
  [
    'deepseek-thinking',
    'a step without its thoughts',
    chatBody([...OPENING, ...STEP]),
    400,
    /Missing `reasoning_content` field in the assistant message at message index 2/,
  ],
];

describe('what a provider refuses', () => {
  test.each(REFUSED)('%s: %s', async (who, _, body, status, words) => {
    const ask = await start(PROVIDERS[who]());
    const answer = await ask(body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toMatch(words);
    expect(server?.requests).toEqual([]);
    expect(server?.refused).toEqual([answer.body]);
  });
});

test('azure (deployment): a key in the usual header, and no version of the API', async () => {
  const provider = PROVIDERS['azure (deployment)']();
  server = await startModelServer(() => ({ text: 'Fine.' }), { provider });
  const { origin, pathname, search } = new URL(server.baseUrl);
  const ask = async (query: string, headers: Record<string, string>) => {
    const body = JSON.stringify(chatBody(OPENING));
    const address = `${origin}${pathname}/chat/completions${query}`;
    const response = await fetch(address, { method: 'POST', headers, body });
    return [response.status, await response.text()];
  };
  expect(await ask(search, { 'api-key': 'key' })).toMatchObject([200, expect.any(String)]);
  expect(await ask(search, { authorization: 'Bearer key' })).toMatchObject([
    401,
    expect.stringContaining('Access denied due to missing subscription key'),
  ]);
  expect(await ask('', { 'api-key': 'key' })).toMatchObject([
    404,
    expect.stringContaining('Resource not found'),
  ]);
});
