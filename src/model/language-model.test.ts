import type { LanguageModelV3 } from '@ai-sdk/provider';
import type { ModelMessage } from 'ai';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Step } from '../agent-steps.ts';
import { systemClock } from '../clock.ts';
import { isOpenAI, openCompatible, openModel, openResponses } from './language-model.ts';
import { nextStep } from './next-step.ts';
import { promptOf } from './prompt.ts';

type Body = { messages: Message[]; input: Item[]; tools: Item[] };
type Message = { role: string; content: unknown; tool_calls?: Item[]; tool_call_id?: string } & Item;
type Item = Record<string, unknown>;
type Asked = { url: string; headers: Headers; body: Body };

/** A server that gives these answers, one after another, and remembers what it was asked. */
function serverOf(...answers: (object | { status: number; body: object })[]) {
  const asked: Asked[] = [];
  const send: typeof fetch = async (url, init) => {
    const said = JSON.parse(String(init?.body)) as Body;
    asked.push({ url: String(url), headers: new Headers(init?.headers), body: said });
    const next = answers.shift() ?? {};
    const { status, body } = 'status' in next && 'body' in next ? next : { status: 200, body: next };
    return Response.json(body, { status: status as number });
  };
  return { asked, send };
}

const Log = z.strictObject({ summary: z.string().regex(/a/).optional() });
const tools = {
  log_interaction: { description: 'Logs.', input: Log },
  find: { description: 'Finds.', input: z.strictObject({ query: z.string() }) },
};
const opening: ModelMessage[] = [
  { role: 'system', content: 'You are Rapport.' },
  { role: 'user', content: 'Learned.' },
  { role: 'user', content: 'Context.' },
  { role: 'user', content: 'met Ana' },
];

const step = (model: LanguageModelV3, steps: Step[] = []) =>
  nextStep(
    { model, name: 'x', timeoutMs: 5_000 },
    {
      prompt: promptOf(opening, { steps }),
      tools,
      position: steps.length,
      signal: new AbortController().signal,
      clock: systemClock,
    },
  );

/** A run's steps after the model has called and every call has a result. */
function withResults(
  { wroteCall: _, raw: __, ...model }: Awaited<ReturnType<typeof step>>,
  before: Step[] = [],
) {
  const results = model.calls.map(
    ({ id, name }): Step => ({ kind: 'tool', callId: id, name, effect: 'read', output: { ok: name } }),
  );
  return [...before, model, ...results];
}

const chat = (message: object, finish_reason = 'tool_calls') => ({
  id: 'c',
  choices: [{ index: 0, finish_reason, message: { role: 'assistant', content: null, ...message } }],
  usage: { prompt_tokens: 10, completion_tokens: 5 },
});
const call = (id: string, name: string, args: unknown, more: object = {}) => ({
  id,
  type: 'function',
  function: { name, arguments: JSON.stringify(args) },
  ...more,
});
const TWO_CALLS = {
  tool_calls: [call('call_0', 'find', { query: 'a' }), call('call_0', 'find', { query: 'b' })],
};
const openModelAt = (send: typeof fetch, baseUrl = 'http://server/v1') =>
  openCompatible({ apiKey: 'key', model: 'm', baseUrl, send });

describe('OpenAI itself', () => {
  const thought = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'SECRET' };
  const called = {
    type: 'function_call',
    id: 'fc_1',
    call_id: 'call_abc',
    name: 'find',
    arguments: '{"query":"Ana"}',
    status: 'completed',
  };
  const response = (...output: object[]) => ({
    id: 'resp_1',
    created_at: 1,
    model: 'gpt-5',
    output,
    usage: { input_tokens: 10, output_tokens: 5 },
  });
  const open = (send: typeof fetch, model = 'gpt-5') =>
    openResponses({ apiKey: 'key', model, baseUrl: 'https://api.openai.com/v1', send });

  test('is asked to store nothing, to be strict with no function, and for its reasoning in encrypted form', async () => {
    const { asked, send } = serverOf(response(thought, called));
    await step(open(send));
    const { url, body } = asked[0] as Asked;
    expect(url).toBe('https://api.openai.com/v1/responses');
    expect(body).toMatchObject({ store: false, include: ['reasoning.encrypted_content'] });
    expect(body.tools).toHaveLength(2);
    for (const tool of body.tools) expect(tool).toMatchObject({ type: 'function', strict: false });
    expect(JSON.stringify(body)).not.toMatch(/pattern|\$schema/);
  });

  test('is not asked for reasoning where the model has none: it would refuse', async () => {
    const { asked, send } = serverOf(response(called));
    await step(open(send, 'gpt-4.1'));
    expect(asked[0]?.body).toMatchObject({ store: false });
    expect(asked[0]?.body).not.toHaveProperty('include');
  });

  test('gets its reasoning back with the call, and no reference to what it did not store', async () => {
    const { asked, send } = serverOf(response(thought, called), response(called));
    const model = open(send);
    const steps = withResults(await step(model));
    await step(model, JSON.parse(JSON.stringify(steps)));
    const input = asked[1]?.body.input ?? [];
    expect(input.map(({ type, role }) => type ?? role)).toEqual([
      'developer',
      'user',
      'reasoning',
      'function_call',
      'function_call_output',
    ]);
    expect(input[2]).toMatchObject({ id: 'rs_1', encrypted_content: 'SECRET' });
    const id = steps[0]?.kind === 'model' && steps[0].calls[0]?.id;
    expect(input[3]).toMatchObject({ call_id: id, name: 'find', arguments: '{"query":"Ana"}' });
    expect(input[3]).not.toHaveProperty('id');
    expect(input[4]).toMatchObject({ call_id: id });
    expect(JSON.stringify(input)).not.toContain('item_reference');
  });

  test.each([
    ['https://api.openai.com/v1', true],
    ['https://eu.api.openai.com/v1/', true],
    ['https://api.openai.com.example/v1', false],
    ['https://x.openai.azure.com/openai/v1', false],
  ])('is meant by %s: %s', (address, isMeant) => {
    expect(isOpenAI(address)).toBe(isMeant);
  });

  test('is spoken to by another library than every other address', async () => {
    const base = { kind: 'openai', apiKey: 'k', model: 'm' } as const;
    expect((await openModel(base)).provider).toBe('openai.responses');
    expect((await openModel({ ...base, baseUrl: 'https://api.openai.com/v1' })).provider).toBe(
      'openai.responses',
    );
    expect((await openModel({ ...base, baseUrl: 'http://localhost:1/v1' })).provider).toBe('compatible.chat');
  });
});

describe('any other server', () => {
  test('is sent nothing that only OpenAI knows, and one user message with the parts of all', async () => {
    const { asked, send } = serverOf(chat({ content: 'Hi.' }, 'stop'));
    await step(openModelAt(send));
    const { url, headers, body } = asked[0] as Asked;
    expect(url).toBe('http://server/v1/chat/completions');
    expect(headers.get('authorization')).toBe('Bearer key');
    expect(Object.keys(body).toSorted()).toEqual(['max_tokens', 'messages', 'model', 'tools']);
    expect(body.messages).toEqual([
      { role: 'system', content: 'You are Rapport.' },
      { role: 'user', content: ['Learned.', 'Context.', 'met Ana'].map((text) => ({ type: 'text', text })) },
    ]);
    for (const tool of body.tools)
      expect(Object.keys(tool.function as object).toSorted()).toEqual(['description', 'name', 'parameters']);
  });

  test('sees every call under an id of nine letters and digits, one in each message, with its result behind it', async () => {
    const { asked, send } = serverOf(chat(TWO_CALLS), chat(TWO_CALLS), chat({ content: 'Done.' }, 'stop'));
    const model = openModelAt(send);
    const first = withResults(await step(model));
    const second = withResults(await step(model, first), first);
    await step(model, second);
    const history = asked[2]?.body.messages.slice(2) ?? [];
    expect(history.map(({ role }) => role)).toEqual(Array(4).fill(['assistant', 'tool']).flat());
    const ids = history.flatMap(({ tool_calls: calls = [] }) => calls.map(({ id }) => id));
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]{9}$/);
    expect(history.flatMap(({ tool_call_id: id }) => (id ? [id] : []))).toEqual(ids);
    expect(history.filter(({ role }) => role === 'tool').map(({ content }) => content)).toEqual(
      Array(4).fill('{"ok":"find"}'),
    );
  });

  test.each(['reasoning_content', 'reasoning'])(
    'gets back its %s under that name, and the calls in one message',
    async (name) => {
      const { asked, send } = serverOf(
        chat({ [name]: 'Hm.', ...TWO_CALLS }),
        chat({ content: 'Done.' }, 'stop'),
      );
      const model = openModelAt(send);
      await step(model, JSON.parse(JSON.stringify(withResults(await step(model)))));
      const [caller, ...results] = asked[1]?.body.messages.slice(2) ?? [];
      expect(caller).toMatchObject({ [name]: 'Hm.', role: 'assistant' });
      expect(caller?.tool_calls).toHaveLength(2);
      expect(Object.keys(caller ?? {}).filter((key) => key.startsWith('reasoning'))).toEqual([name]);
      expect(results.map(({ role }) => role)).toEqual(['tool', 'tool']);
    },
  );

  test('gets back the signature on the call that it came with', async () => {
    const signed = { extra_content: { google: { thought_signature: 'SIGNED' } } };
    const { asked, send } = serverOf(
      chat({ tool_calls: [call('a', 'find', { query: 'a' }, signed), call('b', 'find', { query: 'b' })] }),
      chat({ content: 'Done.' }, 'stop'),
    );
    const model = openModelAt(send);
    await step(model, withResults(await step(model)));
    const [caller] = asked[1]?.body.messages.slice(2) ?? [];
    expect(caller?.tool_calls?.map(({ extra_content: extra }) => extra)).toEqual([
      signed.extra_content,
      undefined,
    ]);
  });

  test('is sent steps that were written down before, put together anew', async () => {
    const { asked, send } = serverOf(chat({ content: 'Done.' }, 'stop'));
    const old: Step[] = [
      {
        kind: 'model',
        text: 'Wait.',
        calls: [{ id: 'call_x', name: 'find', input: { query: 'a' } }],
        inputTokens: 1,
        outputTokens: 1,
      },
      { kind: 'tool', callId: 'call_x', name: 'find', effect: 'read', output: {} },
    ];
    await step(openModelAt(send), old);
    const [caller, result] = asked[0]?.body.messages.slice(2) ?? [];
    expect(caller).toMatchObject({ content: 'Wait.', tool_calls: [{ id: result?.tool_call_id }] });
    expect(result?.tool_call_id).toMatch(/^[a-z0-9]{9}$/);
  });

  test('that wants max_completion_tokens is asked again with that name, and from then on at once', async () => {
    const refusal = {
      status: 400,
      body: {
        error: {
          message: "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
          code: 'unsupported_parameter',
        },
      },
    };
    const { asked, send } = serverOf(
      refusal,
      chat({ content: 'Hi.' }, 'stop'),
      chat({ content: 'Hi.' }, 'stop'),
    );
    const model = openModelAt(send);
    expect((await step(model)).text).toBe('Hi.');
    await step(model);
    expect(asked.map(({ body }) => ['max_tokens' in body, 'max_completion_tokens' in body])).toEqual([
      [true, false],
      [false, true],
      [false, true],
    ]);
  });

  test('that takes no list of parts is asked again with one text', async () => {
    const refusal = {
      status: 422,
      body: { detail: 'messages[1]: invalid type: sequence, expected a string' },
    };
    const { asked, send } = serverOf(refusal, chat({ content: 'Hi.' }, 'stop'));
    await step(openModelAt(send));
    expect(asked[1]?.body.messages[1]).toEqual({ role: 'user', content: 'Learned.\n\nContext.\n\nmet Ana' });
  });

  test.each([
    ['http://host:11434', 'http://host:11434/v1/chat/completions'],
    ['http://host:8080/v1/', 'http://host:8080/v1/chat/completions'],
    ['https://host/v1/chat/completions', 'https://host/v1/chat/completions'],
    ['https://host/api/openai', 'https://host/api/openai/chat/completions'],
  ])('at %s is found at %s', async (baseUrl, url) => {
    const { asked, send } = serverOf(chat({ content: 'Hi.' }, 'stop'));
    await step(openModelAt(send, baseUrl));
    expect(asked[0]?.url).toBe(url);
  });

  test('of Azure gets the key and the version of its API as Azure wants them', async () => {
    const { asked, send } = serverOf(chat({ content: 'Hi.' }, 'stop'));
    await step(
      openModelAt(send, 'https://x.openai.azure.com/openai/deployments/mine?api-version=2024-10-21'),
    );
    const { url, headers } = asked[0] as Asked;
    expect(url).toBe(
      'https://x.openai.azure.com/openai/deployments/mine/chat/completions?api-version=2024-10-21',
    );
    expect(headers.get('api-key')).toBe('key');
    expect(headers.get('authorization')).toBeNull();
  });
});
