import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpClient } from './http.ts';
import { startPlayground } from './server.ts';
import { startTestWorkspace } from './test-workspace.ts';

let slack: Awaited<ReturnType<typeof startTestWorkspace>>;
let playground: Awaited<ReturnType<typeof startPlayground>>;
const client = createHttpClient();

beforeAll(async () => {
  slack = await startTestWorkspace();
  const { workspace } = slack;
  const model = { name: 'none', offline: true };
  playground = await startPlayground({ workspace, port: 0, model, storeLabel: 'Stored nowhere' });
});

afterAll(async () => {
  client.close();
  await playground.close();
  await slack.close();
});

async function statusOf(path: string, headers: Record<string, string>, body?: string): Promise<number> {
  const url = `http://127.0.0.1:${new URL(playground.url).port}${path}`;
  const sent = body === undefined ? { method: 'GET' } : { method: 'POST', body };
  return (await client.send({ url, headers, ...sent })).status;
}

test('this computer may read the page and its state', async () => {
  expect(await statusOf('/', {})).toBe(200);
  expect(await statusOf('/api/state', {})).toBe(200);
});

test('another site may neither read nor write', async () => {
  expect(await statusOf('/api/state', { host: 'rebound.example' })).toBe(403);
  const forged = { origin: 'https://evil.example', 'content-type': 'application/json' };
  expect(await statusOf('/api/post', forged, '{}')).toBe(403);
  expect(await statusOf('/api/post', { 'content-type': 'text/plain' }, '{}')).toBe(403);
});
