import type { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestWorkspace } from '../testing/test-workspace.ts';
import type { Json, Workspace } from './workspace-types.ts';

const HOUR_MS = 3_600_000;
const SALES = { as: 'U0ANA', channel: 'C0SALES' };

let base = Date.parse('2026-11-22T16:04:00Z');
let setup: Awaited<ReturnType<typeof startTestWorkspace>>;
let workspace: Workspace;
let web: WebClient;

beforeAll(async () => {
  setup = await startTestWorkspace({ clock: { now: () => new Date(base) } });
  ({ workspace, web } = setup);
});
beforeEach(() => setup.reset());
afterAll(() => setup.close());

const secondsOf = (ts: unknown) => Math.floor(Number(ts));
const seconds = () => Math.floor(workspace.now().getTime() / 1000);

test('the clock goes on after a jump, jumps add up, and time never goes back', async () => {
  const start = workspace.now().getTime();
  await workspace.jump(HOUR_MS);
  await workspace.jump(HOUR_MS);
  base += 5_000;
  expect(workspace.now().getTime()).toBe(start + 2 * HOUR_MS + 5_000);
  expect(workspace.aheadMs()).toBe(2 * HOUR_MS);
  for (const ms of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
    await expect(workspace.jump(ms)).rejects.toThrow('Time goes forward only.');
  expect(workspace.aheadMs()).toBe(2 * HOUR_MS);
});

test('messages and events are dated by the workspace, requests by the computer', async () => {
  const before = await workspace.post({ ...SALES, text: 'before' });
  expect(secondsOf(before.ts)).toBe(seconds());
  await workspace.jump(HOUR_MS);
  const after = await workspace.post({ ...SALES, text: 'after' });
  const { ts: answered = '' } = await web.chat.postMessage({ channel: 'C0SALES', text: 'from the bot' });
  expect(secondsOf(after.ts) - secondsOf(before.ts)).toBe(3_600);
  const messages = await workspace.messages('C0SALES');
  expect(messages.map(({ ts }) => ts)).toEqual([before.ts, after.ts, answered]);
  expect([before.ts, after.ts, answered].sort()).toEqual([before.ts, after.ts, answered]);
  const received = setup.endpoint.received.at(-1);
  expect(received?.body).toMatchObject({
    event_time: seconds(),
    event: { ts: after.ts, event_ts: after.ts },
  });
  expect(Number(received?.headers['x-slack-request-timestamp'])).toBeGreaterThan(Date.now() / 1000 - 60);
});

test('what was posted before a jump can be answered, edited, marked and removed after it', async () => {
  const { ts } = await workspace.post({ ...SALES, text: 'a question' });
  const { ts: mine = '' } = await web.chat.postMessage({ channel: 'C0SALES', text: 'a card' });
  await workspace.jump(HOUR_MS);
  const reply = await workspace.post({ ...SALES, text: 'more', threadTs: ts });
  await workspace.react({ ...SALES, ts, name: 'eyes' });
  await workspace.edit({ ...SALES, ts, text: 'another question' });
  expect(setup.events().at(-1)).toMatchObject({
    subtype: 'message_changed',
    message: { ts, text: 'another question', edited: { user: 'U0ANA' } },
  });
  await web.chat.update({ channel: 'C0SALES', ts: mine, text: 'a newer card' });
  const [first, last] = await workspace.messages('C0SALES', ts);
  expect(first).toMatchObject({ ts, latest_reply: reply.ts, reactions: [{ name: 'eyes', count: 1 }] });
  expect(secondsOf(first?.edited?.ts)).toBe(seconds());
  expect(last).toMatchObject({ ts: reply.ts, thread_ts: ts });
  const edited = (await workspace.messages('C0SALES')).find((message) => message.ts === mine);
  expect(edited?.text).toBe('a newer card');
  await web.chat.delete({ channel: 'C0SALES', ts: mine });
  expect((await workspace.messages('C0SALES')).map((message) => message.ts)).not.toContain(mine);
});

test('timestamps of a workspace that is gone, and what an app writes, come back as they went', async () => {
  const thread_ts = '1700000000.000100';
  const metadata = { event_type: 'card', event_payload: { ts: thread_ts } };
  const { ts, message } = await web.chat.postMessage({
    channel: 'C0SALES',
    text: `about ${thread_ts}`,
    thread_ts,
    metadata,
  });
  expect(message).toMatchObject({ thread_ts, text: `about ${thread_ts}` });
  const kept = (await workspace.messages('C0SALES')).find((each) => each.ts === ts);
  expect(kept).toMatchObject({ thread_ts, metadata });
});

test('files are posted at the time of the workspace', async () => {
  await workspace.jump(HOUR_MS);
  await web.filesUploadV2({ channel_id: 'C0SALES', filename: 'rows.csv', content: 'a,b' });
  const [file] = await workspace.files('C0SALES');
  expect(secondsOf(file?.ts)).toBe(seconds());
});

test('a response URL ends half an hour later, also when that passes at once', async () => {
  const command = async () =>
    (await workspace.command({ ...SALES, command: '/report' })).payload as Json & { response_url: string };
  const respond = async ({ response_url: url }: { response_url: string }) => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ text: 'Done' }) })).status;
  };
  const old = await command();
  await workspace.jump(HOUR_MS);
  expect(await respond(old)).toBe(404);
  expect(await respond(await command())).toBe(200);
  expect(secondsOf(workspace.ephemerals('U0ANA').at(-1)?.ts)).toBe(seconds());
});

test('who keeps the time is told at once and after each jump, and does what is due in its time', async () => {
  const before = workspace.aheadMs();
  const inHours = (hours: number) => new Date(base + before + hours * HOUR_MS);
  const due = [inHours(3), inHours(20), inHours(90)];
  const told: number[] = [];
  await workspace.keepTime({
    moveTo: async (aheadMs) => {
      told.push((aheadMs - before) / HOUR_MS);
      if (due[0] && due[0] <= workspace.now()) setTimeout(() => due.shift(), 70);
    },
    nextDue: async () => due[0],
  });
  await workspace.jump(HOUR_MS);
  await workspace.jump(30 * HOUR_MS);
  expect(told).toEqual([0, 1, 3, 20, 31]);
});

test('a jump that somebody cannot follow says so', async () => {
  let isDeaf = false;
  const moveTo = async () => {
    if (isDeaf) throw new Error('The clock has stopped.');
  };
  await workspace.keepTime({ moveTo });
  isDeaf = true;
  await expect(workspace.jump(HOUR_MS)).rejects.toThrow('The clock has stopped.');
});
