import { afterEach, describe, expect, test } from 'vitest';
import { type ModelServer, type Script, startModelServer } from '../model-server.ts';
import { PROVIDER_NAMES, PROVIDERS } from './all.ts';
import { llamaServer } from './llama-server.ts';
import { ollama } from './ollama.ts';
import type { Provider, Wire } from './provider.ts';
import { filledIn } from './schemas.ts';

let server: ModelServer | undefined;
afterEach(() => server?.close());

/** A tool as it is sent when everything is well. */
const PARAMETERS = {
  type: 'object',
  properties: {
    kind: { type: 'string', enum: ['call', 'meeting'] },
    summary: { type: 'string', description: 'In the words of the person.' },
    company: { type: 'object', properties: { name: { type: 'string' }, is_new: { type: 'boolean' } } },
    occurred_on: { type: 'string', description: 'YYYY-MM-DD' },
  },
  required: ['kind', 'summary'],
  additionalProperties: false,
};

type Turn = {
  role: 'system' | 'user' | 'assistant' | 'tool';
  text?: string;
  call?: string;
  calls?: string[];
};

const OPENING: Turn[] = [
  { role: 'system', text: 'You are Rapport.' },
  { role: 'user', text: 'Met Acme' },
];
const STEP: Turn[] = [
  { role: 'assistant', calls: ['abc123DEF'] },
  { role: 'tool', call: 'abc123DEF', text: '{"saved":"it"}' },
];

const wireCall = (id: string) => ({
  id,
  type: 'function',
  function: { name: 'log_interaction', arguments: '{"kind":"call","summary":"x"}' },
});

function chatBody(turns: Turn[], { parameters = PARAMETERS as Wire, more = {} as Wire } = {}): Wire {
  return {
    model: 'some-model',
    messages: turns.map(({ role, text, call, calls }) => ({
      role,
      ...(text === undefined ? {} : { content: text }),
      ...(call ? { tool_call_id: call } : {}),
      ...(calls ? { content: '', tool_calls: calls.map(wireCall) } : {}),
    })),
    tools: [{ type: 'function', function: { name: 'log_interaction', description: 'Logs.', parameters } }],
    ...more,
  };
}

const responsesBody = (
  input: Wire[],
  { parameters = PARAMETERS as Wire, tool = { strict: false } as Wire, more = {} as Wire } = {},
): Wire => ({
  model: 'gpt-5-mini',
  store: false,
  include: ['reasoning.encrypted_content'],
  input: [{ role: 'user', content: [{ type: 'input_text', text: 'Met Acme' }] }, ...input],
  tools: [{ type: 'function', name: 'log_interaction', parameters, ...tool }],
  ...more,
});

async function start(provider: Provider, script: Script = () => ({ text: 'Fine.' })): Promise<Asking> {
  server = await startModelServer(script, { provider });
  const { baseUrl } = server;
  const path = provider.speaks === 'responses' ? 'responses' : 'chat/completions';
  return async (body) => {
    const response = await fetch(`${baseUrl}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer key' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Answer };
  };
}
type Call = Wire & { id: string; call_id: string; arguments: string };
/** What tests look at in answers of all kinds. */
type Answer = {
  choices: [{ message: Wire & { content: string; tool_calls: [Call] } }];
  output: [Wire, Call];
  error: { message: string; code: string };
  usage: { prompt_tokens: number };
};
type Asking = (body: Wire) => Promise<{ status: number; body: Answer }>;

const withProperty = (property: Wire): Wire => ({
  ...PARAMETERS,
  properties: { ...PARAMETERS.properties, when: property },
});
const UNION = { oneOf: [{ type: 'object', properties: { every: { const: 'week' } } }] };

describe('every provider', () => {
  test.each(PROVIDER_NAMES)('%s takes a plain request, and reads what was said', async (name) => {
    const ask = await start(PROVIDERS[name](), () => ({ text: 'Fine.' }));
    const body = name === 'openai-responses' ? responsesBody([]) : chatBody(OPENING);
    expect(await ask(body)).toMatchObject({ status: 200 });
    expect(server?.requests.at(-1)).toMatchObject({ said: 'Met Acme', tools: [{ name: 'log_interaction' }] });
    expect(server?.refused).toEqual([]);
  });

  test.each(PROVIDER_NAMES)('%s says in its own words that a key is wrong', (name) => {
    const { badKey, tooBusy } = PROVIDERS[name]().troubles;
    expect([400, 401]).toContain(badKey.status);
    expect([429, 503]).toContain(tooBusy.status);
    expect(JSON.stringify(badKey.body)).toMatch(/key|unauthorized/i);
  });
});

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
    /request \(\d+ tokens\) exceeds the available context size \(16384 tokens\).*exceed_context_size_error.*"n_ctx":16384/,
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

const LOGS: Script = ({ results }) =>
  results.length > 0
    ? { text: 'Saved.' }
    : { calls: [{ name: 'log_interaction', input: { kind: 'call', summary: 'x' } }] };

describe('what a provider gives and wants back', () => {
  const again = (message: Wire, id: string) => ({
    ...chatBody(OPENING),
    messages: [
      ...(chatBody(OPENING).messages as Wire[]),
      message,
      { role: 'tool', tool_call_id: id, content: '{"saved":"it"}' },
    ],
  });

  test.each(['gemini', 'deepseek-thinking'] as const)('%s: a step as it was given is taken', async (who) => {
    const ask = await start(PROVIDERS[who](), LOGS);
    const first = await ask(chatBody(OPENING));
    const { message } = first.body.choices[0];
    const second = await ask(again(message, message.tool_calls[0].id));
    expect(second).toMatchObject({ status: 200, body: { choices: [{ message: { content: 'Saved.' } }] } });
    const { extra_content: _, ...unsigned } = message.tool_calls[0];
    const bare = { role: 'assistant', content: '', tool_calls: [unsigned] };
    expect((await ask(again(bare, unsigned.id))).status).toBe(400);
  });

  test('openai-responses: a call needs the reasoning that came with it, unchanged', async () => {
    const ask = await start(PROVIDERS['openai-responses'](), LOGS);
    const { body } = await ask(responsesBody([]));
    const [reasoning, call] = body.output;
    const output = { type: 'function_call_output', call_id: call.call_id, output: '{"saved":"it"}' };
    expect(await ask(responsesBody([reasoning, call, output]))).toMatchObject({ status: 200 });
    expect((await ask(responsesBody([call, output]))).body.error.message).toContain(
      "was provided without its required 'reasoning' item: 'rs_",
    );
    const other = { ...reasoning, encrypted_content: 'gAAAAABother' };
    expect((await ask(responsesBody([other, call, output]))).body.error.code).toBe(
      'invalid_encrypted_content',
    );
    const { encrypted_content: _, ...named } = reasoning;
    expect((await ask(responsesBody([named, call, output]))).status).toBe(404);
  });

  test('openai-responses: a function that is not said to be loose is filled in', async () => {
    const ask = await start(PROVIDERS['openai-responses'](), LOGS);
    const argumentsWith = async (tool: Wire) => {
      const { body } = await ask(responsesBody([], { tool }));
      return JSON.parse(body.output[1].arguments);
    };
    expect(await argumentsWith({ strict: false })).toEqual({ kind: 'call', summary: 'x' });
    expect(await argumentsWith({})).toEqual({
      kind: 'call',
      summary: 'x',
      company: { name: '', is_new: true },
      occurred_on: '',
    });
  });
});

describe('a context that is too small', () => {
  test('is cut by Ollama without a word: no tools, a short prompt, small talk', async () => {
    const ask = await start(ollama({ context: 4_096 }), LOGS);
    const { status, body } = await ask(chatBody([{ role: 'user', text: 'word '.repeat(10_000) }]));
    expect(status).toBe(200);
    expect(body.choices[0].message.content).toContain('How can I help you');
    expect(body.usage.prompt_tokens).toBe(4_096);
    expect(server?.requests.at(-1)?.tools).toEqual([]);
  });

  test('is reached twice as soon where the template prints tools indented', async () => {
    const body = chatBody(OPENING, {
      parameters: withProperty({ type: 'string', description: 'x'.repeat(20_000) }),
    });
    expect((await (await start(llamaServer({ context: 8_192 })))(body)).status).toBe(200);
    await server?.close();
    expect((await (await start(llamaServer({ context: 8_192, template: 'llama-3' })))(body)).status).toBe(
      400,
    );
  });

  test('can be asked for', async () => {
    await start(llamaServer({ context: 8_192 }));
    const origin = new URL(server?.baseUrl ?? '').origin;
    expect(await (await fetch(`${origin}/props`)).json()).toMatchObject({
      default_generation_settings: { n_ctx: 8_192 },
    });
    expect((await fetch(`${origin}/api/show`, { method: 'POST', body: '{}' })).status).toBe(404);
  });
});

test('what a strict schema makes a model write: nothing is left out, and ids are invented', () => {
  const schema = {
    type: 'object',
    properties: {
      change_id: { type: 'string' },
      contacts: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
      every: { type: 'string', enum: ['day', 'week'] },
    },
  };
  expect(filledIn(schema, {})).toEqual({
    change_id: '01JZZZZZZZZZZZZZZZZZZZZZZZ',
    contacts: [],
    every: 'day',
  });
});
