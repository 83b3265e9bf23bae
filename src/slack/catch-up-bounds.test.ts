import { afterEach, beforeEach, expect, test } from 'vitest';
import { type System, transact } from '../context.ts';
import { enqueueIn, findLastSeen, type InboxEntry } from '../conversation/inbox.ts';
import { createWorkspace } from '../emulator/workspace.ts';
import type { Workspace } from '../emulator/workspace-types.ts';
import { createLog } from '../log.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { PEOPLE } from '../testing/harness.ts';
import { catchUp } from './catch-up.ts';
import { createClient } from './client.ts';
import { SLACK_POLICY } from './policy.ts';

const { againMs, callsAtOnce, pauseMs, tries, threads: mostThreads } = SLACK_POLICY.catchUp;
const INSTALLATION = { botUserId: 'U0RAPPORT', teamId: 'T0RAPPORT' };

let workspace: Workspace;
let desk: AppDesk;
let pauses: number[];
let ctx: System;
beforeEach(async () => {
  desk = await openAppDesk({ reports: 'none' });
  pauses = [];
  const sleep = async (ms: number) => void pauses.push(ms);
  ctx = { ...desk.app, clock: { ...desk.clock, sleep } };
});
afterEach(async () => {
  await workspace.close();
  await desk.close();
});

/** So many seconds ago, as Slack writes it. */
const ago = (seconds: number) => (desk.clock.now().getTime() / 1_000 - seconds).toFixed(6);

async function startWorkspace(channels: string[]): Promise<void> {
  workspace = await createWorkspace({ users: PEOPLE, channels: channels.map((id) => ({ id, name: id })) });
}

/** A message that was taken in some time ago. */
function seen(channel: string, ts: string, thread = ts): Promise<unknown> {
  const entry: InboxEntry = {
    kind: 'message',
    eventId: null,
    dedupeKey: `${channel}:${ts}`,
    clientMsgId: null,
    threadKey: `${channel}:${thread}`,
    channel,
    messageTs: ts,
    ts,
    payload: {},
    status: 'pending',
  };
  return transact(ctx, (ctx) => enqueueIn(ctx, entry));
}

const run = () =>
  catchUp(ctx, {
    client: createClient(workspace, { ...ctx, log: createLog('silent') }),
    installation: INSTALLATION,
    enqueue: async () => 'new',
    signal: new AbortController().signal,
  });

test('reads each conversation once, the newest first, and pauses between calls after the first ones', async () => {
  const channels = Array.from({ length: callsAtOnce + 5 }, (_, number) => `C0ROOM${number}`);
  await startWorkspace(channels);
  for (const [number, channel] of channels.entries()) await seen(channel, ago(60 * (number + 1)));
  await run();
  const read = workspace.calls('conversations.history').map(({ body }) => body.channel);
  expect(read).toEqual(channels);
  expect(pauses).toEqual(Array(5).fill(pauseMs));
});

test('reads no conversation that is older than a week, and of old threads no more than it may', async () => {
  await startWorkspace(['C0OLD', 'C0BUSY']);
  await seen('C0OLD', ago(8 * 86_400));
  const started = 3 * 86_400;
  for (let number = 0; number < mostThreads + 20; number += 1)
    await seen('C0BUSY', ago(1_000 + number), ago(started + number));
  await run();
  const history = workspace.calls('conversations.history').map(({ body }) => body.channel);
  expect(history).toEqual(['C0BUSY']);
  const threads = workspace.calls('conversations.replies').map(({ body }) => body.ts);
  expect(threads.length).toBe(mostThreads);
  // The threads in which somebody has just written come first.
  expect(threads[0]).toBe(ago(started));
});

test('of many threads looks at those in which somebody has written last, and at each channel all the same', async () => {
  await startWorkspace([]);
  await seen('C0QUIET', ago(500));
  for (let number = 0; number < 3; number += 1) await seen('C0BUSY', ago(100 + number));
  const { channels, threads } = await findLastSeen(ctx, { since: ago(86_400), mostThreads: 2 });
  expect(new Map(channels.map(({ channel, ts }) => [channel, ts]))).toEqual(
    new Map([
      ['C0QUIET', ago(500)],
      ['C0BUSY', ago(100)],
    ]),
  );
  expect(threads.map(({ ts }) => ts)).toEqual([ago(100), ago(101)]);
});

test('a conversation that could not be read is read after the others, a few times at most', async () => {
  await startWorkspace(['C0FAILS', 'C0WORKS']);
  await seen('C0FAILS', ago(60));
  await seen('C0WORKS', ago(120));
  let left = 2;
  workspace.fault(({ method, body }) => {
    if (method !== 'conversations.info' || body.channel !== 'C0FAILS' || left === 0) return undefined;
    left -= 1;
    return { status: 200, body: { ok: false, error: 'internal_error' } };
  });
  const read = () => workspace.calls('conversations.history').map(({ body }) => body.channel);
  await run();
  expect(read()).toEqual(['C0WORKS', 'C0FAILS']);
  expect(pauses).toEqual([againMs, 2 * againMs]);
  left = Number.POSITIVE_INFINITY;
  const asked = () =>
    workspace.calls('conversations.info').filter(({ body }) => body.channel === 'C0FAILS').length;
  const before = asked();
  await run();
  expect(asked() - before).toBe(tries);
});
