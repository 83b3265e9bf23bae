import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WaitingStatus } from '../app/chat.ts';
import { systemClock } from '../clock.ts';
import { createSystem } from '../context.ts';
import { createWorkspace } from '../emulator/workspace.ts';
import type { Workspace } from '../emulator/workspace-types.ts';
import type { Store } from '../store/store.ts';
import { PEOPLE, until } from '../testing/harness.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { fixedClock, silentLog } from '../testing/team.ts';
import { createClient } from './client.ts';
import { showWaiting } from './waiting-status.ts';

let workspace: Workspace;
let store: Store;
let waiting: WaitingStatus;
beforeAll(async () => {
  store = await temporarySqlite();
  workspace = await createWorkspace({ users: PEOPLE, channels: [{ id: 'C0SALES', name: 'sales' }] });
});
afterAll(async () => {
  await workspace.close();
  await store.close();
});
beforeEach(() => workspace.clearCalls());
afterEach(() => waiting.stop());

/** Waits for an answer in a place, with a clock and timers that are moved by hand. */
async function wait({
  channel,
  threadTs,
  waited = 0,
}: {
  channel: string;
  threadTs?: string;
  waited?: number;
}) {
  const clock = fixedClock(new Date('2026-11-24T10:00:00Z'));
  const since = clock.now();
  clock.advance(waited);
  const { ts } = await workspace.post({ as: 'U0MARTA', channel, text: 'hello', threadTs });
  const client = createClient(
    { botToken: workspace.botToken, apiUrl: workspace.apiUrl },
    { clock: systemClock, log: silentLog },
  );
  const message = { channel, threadTs: threadTs ?? null, ts, user: 'U0MARTA', title: 'Met Ana\nat Acme' };
  waiting = showWaiting(createSystem({ store, clock, log: silentLog }), { client, ...message, since });
  const status = () => workspace.status(channel, threadTs ?? ts);
  const shows = (words: string) => until(words, async () => status().includes(words) || undefined);
  const session = (wanted: string) =>
    until(`a session that is ${wanted}`, async () => {
      const shown = workspace.session(channel, threadTs ?? ts);
      return shown?.status === wanted ? shown : undefined;
    });
  // Of this thread: what a test before has taken away may still be on its way.
  const calls = (method = 'assistant.threads.setStatus') =>
    workspace.calls(method).filter(({ body }) => body.thread_ts === (threadTs ?? ts));
  return { advance: clock.advance, status, shows, session, calls };
}
const said = () =>
  workspace.ephemerals('U0MARTA').map(({ text, channel, threadTs }) => ({ text, channel, threadTs }));

const refuse = (refused: string) =>
  workspace.fault(({ method }) =>
    method === refused ? { status: 200, body: { ok: false, error: 'access_denied' } } : undefined,
  );

const PLACES = [
  ['a direct message', 'D0MARTA'],
  ['a channel', 'C0SALES'],
] as const;

describe.each(PLACES)('in %s', (_, channel) => {
  test('nothing is shown when the answer comes at once', async () => {
    const { advance, status, calls } = await wait({ channel });
    advance(300);
    waiting.stop();
    advance(60_000);
    expect(status()).toBe('');
    expect([...calls(), ...calls('agents.sessions.setStatus')]).toEqual([]);
  });

  test('a session shows that work goes on, with a title and a button to stop it, until the work is over', async () => {
    const { advance, session, calls } = await wait({ channel });
    advance(500);
    expect(await session('processing')).toMatchObject({ title: 'Met Ana at Acme' });
    advance(180_000);
    waiting.stop();
    await session('active');
    expect(calls('agents.sessions.setStatus')).toHaveLength(2);
    expect(calls()).toEqual([]);
  });
});

test('a session that begins behind the answer is ended', async () => {
  const { advance, session } = await wait({ channel: 'C0SALES' });
  advance(500);
  waiting.stop();
  await session('active');
});

describe.each(PLACES)('in %s where Slack keeps no session', (_, channel) => {
  let allow: () => void;
  beforeEach(() => {
    allow = refuse('agents.sessions.setStatus');
  });
  afterEach(() => allow());

  test('people see after 3 seconds that work goes on, and after 20 that it takes longer, also after two minutes', async () => {
    const { advance, shows, calls } = await wait({ channel });
    advance(500);
    await shows('is thinking');
    advance(2_500);
    await shows('is working on it');
    advance(17_000);
    await shows('takes longer than usual');
    const before = calls().length;
    advance(60_000);
    await until('the status again', async () => calls().length > before || undefined);
    expect(said()).toEqual([]);
  });

  test('what is shown is taken away by our answer, or when there is none', async () => {
    const { advance, shows, status } = await wait({ channel });
    advance(3_000);
    await shows('is working on it');
    waiting.stop();
    waiting.clear();
    await until('no status', async () => status() === '' || undefined);
  });

  test('somebody whose message has waited already sees so at once', async () => {
    const { advance, shows } = await wait({ channel, waited: 25_000 });
    advance(0);
    await shows('takes longer than usual');
  });
});

test('where Slack refuses a status, too, the person alone sees two lines, and Slack keeps none of them', async () => {
  const allow = [refuse('agents.sessions.setStatus'), refuse('assistant.threads.setStatus')];
  const { ts } = await workspace.post({ as: 'U0MARTA', channel: 'C0SALES', text: 'first' });
  const { advance, calls } = await wait({ channel: 'C0SALES', threadTs: ts });
  advance(3_000);
  await until('one line', async () => said().length === 1 || undefined);
  advance(17_000);
  await until('two lines', async () => said().length === 2 || undefined);
  const before = calls().length;
  advance(60_000);
  await until('another try', async () => calls().length > before || undefined);
  expect(said()).toEqual([
    { text: 'I am working on it…', channel: 'C0SALES', threadTs: ts },
    { text: 'I am still working on it; this takes longer than usual.', channel: 'C0SALES', threadTs: ts },
  ]);
  expect(
    (await workspace.messages('C0SALES', ts)).filter(({ user }) => user === workspace.botUserId),
  ).toEqual([]);
  for (const each of allow) each();
});
