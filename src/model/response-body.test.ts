import { expect, test } from 'vitest';
import { openCompatible, openResponses } from './language-model.ts';
import { modelTrouble } from './model-trouble.ts';
import { readingWholeBody } from './response-body.ts';

/** A server whose body never ends, and how much of it was read. */
function endlessServer(status: number) {
  const sent = { bytes: 0, isClosed: false };
  const send: typeof fetch = async () =>
    new Response(
      new ReadableStream({
        pull: (controller) => {
          sent.bytes += 100_000;
          controller.enqueue(new Uint8Array(100_000).fill(32));
        },
        cancel: () => {
          sent.isClosed = true;
        },
      }),
      { status },
    );
  return { sent, send };
}

const at = { apiKey: 'key', model: 'm', baseUrl: 'http://server/v1' };
const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi.' }] }];

test.each([
  ['Chat Completions', openCompatible, 200],
  ['Chat Completions', openCompatible, 400],
  ['the Responses API', openResponses, 200],
  ['the Responses API', openResponses, 500],
])('a body of %s that does not end is read no further than any answer goes', async (_, open, status) => {
  const { sent, send } = endlessServer(status);
  const thrown = await open({ ...at, send })
    .doGenerate({ prompt })
    .then(undefined, (error: unknown) => error);
  expect(modelTrouble(thrown)).toMatchObject({
    kind: 'unusable',
    message: expect.stringContaining('too long to be read'),
  });
  expect(sent.bytes).toBeLessThan(5_000_000);
  expect(sent.isClosed).toBe(true);
});

test('a body comes through as it is, also in pieces of characters and without any', async () => {
  const bytes = new TextEncoder().encode('Müller 😀');
  const inPieces: typeof fetch = async () =>
    new Response(
      new ReadableStream({
        start: (controller) => {
          for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
          controller.close();
        },
      }),
      { status: 418, headers: { 'content-length': '99', 'retry-after': '3' } },
    );
  const response = await readingWholeBody(inPieces)('http://server');
  expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([
    418,
    '3',
    'Müller 😀',
  ]);
  expect(response.headers.get('content-length')).toBeNull();
  const empty = await readingWholeBody(async () => new Response(null, { status: 204 }))('http://server');
  expect([empty.status, await empty.text()]).toEqual([204, '']);
});
