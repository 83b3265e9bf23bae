import { afterEach, describe, expect, test } from 'vitest';
import type { Script } from '../model-script.ts';
import { type ModelServer, startModelServer } from '../model-server.ts';
import { PROVIDER_NAMES, PROVIDERS } from './all.ts';
import { llamaServer } from './llama-server.ts';
import { ollama } from './ollama.ts';
import type { Provider, Wire } from './provider.ts';
import { type Asking, askingAt, chatBody, OPENING, responsesBody, withProperty } from './request-bodies.ts';
import { filledIn } from './tool-schemas.ts';

let server: ModelServer | undefined;
afterEach(() => server?.close());

async function start(provider: Provider, script: Script = () => ({ text: 'Fine.' })): Promise<Asking> {
  server = await startModelServer(script, { provider });
  return askingAt(server, provider);
}

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
    expect((await ask(responsesBody([reasoning]))).body.error.message).toContain(
      "of type 'reasoning' was provided without its required following item",
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
