import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createHttpClient } from '../emulator/server/http-client.ts';
import { createWorkspace } from '../emulator/workspace.ts';
import { startTestWorkspace } from '../testing/test-workspace.ts';
import { answerPage } from './page-api.ts';
import { startPlayground } from './server.ts';

const MODEL = { name: 'none', offline: true };
let slack: Awaited<ReturnType<typeof startTestWorkspace>>;
let playground: Awaited<ReturnType<typeof startPlayground>>;
const client = createHttpClient(systemClock);

beforeAll(async () => {
  slack = await startTestWorkspace();
  const { workspace } = slack;
  playground = await startPlayground({ workspace, port: 0, model: MODEL, storeLabel: 'Stored nowhere' });
});

afterAll(async () => {
  client.close();
  await playground.close();
  await slack.close();
});

function send(path: string, headers: Record<string, string> = {}, body?: string) {
  const url = `http://127.0.0.1:${new URL(playground.url).port}${path}`;
  const sent = body === undefined ? { method: 'GET' } : { method: 'POST', body };
  return client.send({ url, headers, ...sent });
}

const statusOf = async (...request: Parameters<typeof send>) => (await send(...request)).status;

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

test('what is posted while Rapport starts is shown at once, and delivered when Rapport is up', async () => {
  slack.reset();
  const { workspace, endpoint } = slack;
  const starting = await createWorkspace({
    users: workspace.users(),
    channels: workspace.channels(),
    isAppStarting: true,
  });
  const page = { workspace: starting, port: 0, model: MODEL, storeLabel: 'Stored nowhere' };
  const post = (text: string) =>
    answerPage(page, {
      method: 'POST',
      path: '/api/post',
      query: {},
      body: { as: 'U0ANA', channel: 'D0ANA', text },
    });
  const posted = [post('Met Ana'), post('Met Bo')];
  expect((await starting.messages('D0ANA')).map(({ text }) => text)).toEqual(['Met Ana', 'Met Bo']);
  starting.connect(endpoint.url);
  expect((await Promise.all(posted)).map(({ body }) => body.delivered)).toEqual([true, true]);
  expect(
    slack
      .events()
      .map(({ text }) => text)
      .toSorted(),
  ).toEqual(['Met Ana', 'Met Bo']);
  await starting.close();
});

test('a file goes to those who see its conversation, byte by byte, and to nobody else', async () => {
  const file = Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0x00, 0xff, 0x0a]);
  await slack.web.filesUploadV2({ channel_id: 'C0DEAL', filename: 'deal "1".csv', file });
  const [posted] = await slack.workspace.files('C0DEAL');
  const from = (as: string, channel = 'C0DEAL') =>
    send(`/api/file?${new URLSearchParams({ as, channel, id: posted?.id ?? '' })}`);
  const answer = await from('U0ANA');
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual(file);
  expect(answer.headers['content-disposition']).toBe(
    `attachment; filename="deal _1_.csv"; filename*=UTF-8''deal%20%221%22.csv`,
  );
  expect((await from('U0BO')).status).toBe(404);
  expect((await from('U0BO', 'C0SALES')).status).toBe(404);
  expect((await from('U0ANA', 'C0SALES')).status).toBe(404);
});

test('a member sleeps until nine o’clock where they are, and their night’s work is done in its time', async () => {
  const { workspace } = slack;
  const nightly = new Date(workspace.now().getTime() + 3_600_000);
  const told: number[] = [];
  await workspace.keepTime({
    moveTo: async () => void told.push(workspace.now().getTime()),
    nextDue: async () => (told.some((instant) => instant >= nightly.getTime()) ? undefined : nightly),
    nextNight: async () => nightly,
  });
  const json = { 'content-type': 'application/json' };
  expect(await statusOf('/api/sleep', json, JSON.stringify({ as: 'U0BO' }))).toBe(200);
  expect(workspace.now().toISOString().slice(11, 15)).toBe('00:0');
  const [, early, late] = told;
  expect(early).toBeLessThan(nightly.getTime() + 5_000);
  expect(late).toBeGreaterThan(nightly.getTime());
  expect(await statusOf('/api/sleep', json, '{}')).toBe(422);
});
