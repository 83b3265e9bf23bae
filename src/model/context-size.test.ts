import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { type ModelServer, startModelServer } from '../testing/model-server.ts';
import { lenientProvider } from '../testing/providers/lenient.ts';
import { fixedClock } from '../testing/team.ts';
import { type ContextSize, readContextSize } from './context-size.ts';

let server: ModelServer | undefined;
afterEach(() => server?.close());

/** What is read of a server that answers these addresses, and no others. */
async function readFrom(
  answers: Record<string, unknown>,
  model = 'qwen3:8b',
): Promise<ContextSize | undefined> {
  const about = (method: string, path: string) => answers[`${method} ${path}`];
  server = await startModelServer(() => ({ text: 'Fine.' }), { provider: { ...lenientProvider(), about } });
  return readContextSize({ apiKey: 'none', model, baseUrl: `${server.baseUrl}/` }, { clock: systemClock });
}

const SHOWN = { parameters: 'top_k 20', model_info: { 'qwen3.context_length': 40_960 } };
const running = (name: string, length: number) => ({ models: [{ name, context_length: length }] });

test.each<[string, Record<string, unknown>, Partial<ContextSize>]>([
  [
    'llama-server, for one of its slots',
    { 'GET /props': { default_generation_settings: { n_ctx: 8_192 }, total_slots: 4 } },
    { tokens: 8_192, server: 'llama-server' },
  ],
  ['Ollama, where nobody says how much', { 'POST /api/show': SHOWN }, { tokens: 4_096, server: 'Ollama' }],
  [
    'Ollama, as the model is set',
    { 'POST /api/show': { ...SHOWN, parameters: 'num_ctx                        32768\ntop_k 20' } },
    { tokens: 32_768 },
  ],
  [
    'Ollama, as the model is loaded, whatever is set',
    { 'POST /api/show': SHOWN, 'GET /api/ps': running('qwen3:8b', 24_576) },
    { tokens: 24_576 },
  ],
  [
    'Ollama, while it has loaded another model',
    { 'POST /api/show': SHOWN, 'GET /api/ps': running('gemma3:4b', 24_576) },
    { tokens: 4_096 },
  ],
  [
    'LM Studio, as the model is loaded',
    {
      'GET /api/v0/models': {
        data: [
          { id: 'other', state: 'not-loaded', max_context_length: 131_072 },
          { id: 'qwen3:8b', state: 'loaded', max_context_length: 131_072, loaded_context_length: 4_096 },
        ],
      },
    },
    { tokens: 4_096, server: 'LM Studio' },
  ],
  [
    'vLLM',
    { 'GET /v1/models': { object: 'list', data: [{ id: 'qwen3:8b', max_model_len: 32_768 }] } },
    { tokens: 32_768, enlarge: expect.stringContaining('--max-model-len') },
  ],
])('the context is read of %s', async (_, answers, size) => {
  expect(await readFrom(answers)).toMatchObject(size);
});

test('a name without a tag is the latest one of Ollama', async () => {
  const answers = { 'POST /api/show': SHOWN, 'GET /api/ps': running('qwen3:latest', 24_576) };
  expect(await readFrom(answers, 'qwen3')).toMatchObject({ tokens: 24_576 });
});

test.each<[string, Record<string, unknown>]>([
  ['says nothing of itself', {}],
  [
    'answers every address with an error',
    { 'GET /props': { error: 'Unexpected endpoint' }, 'POST /api/show': {} },
  ],
  ['lists models without their context', { 'GET /v1/models': { data: [{ id: 'qwen3:8b', meta: null }] } }],
])('nothing is read of a server that %s', async (_, answers) => {
  expect(await readFrom(answers)).toBeUndefined();
});

test('a server that is away or never answers holds nobody up', async () => {
  const gone = { apiKey: 'none', model: 'x', baseUrl: 'http://127.0.0.1:9/v1' };
  expect(await readContextSize(gone, { clock: systemClock })).toBeUndefined();
  const clock = fixedClock();
  const silent = await startSilentServer();
  const asked = readContextSize({ ...gone, baseUrl: silent.baseUrl }, { clock });
  await silent.asked;
  clock.advance(3_000);
  expect(await asked).toBeUndefined();
  await silent.close();
});

/** All that is looked at. */
const ADDRESSES = 5;

/** A server that takes every request and answers none. */
async function startSilentServer() {
  let count = 0;
  let wasAsked = () => {};
  const asked = new Promise<void>((resolve) => {
    wasAsked = resolve;
  });
  const http = createServer(() => {
    count += 1;
    if (count === ADDRESSES) wasAsked();
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    asked,
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
