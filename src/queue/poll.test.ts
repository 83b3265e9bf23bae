import { expect, test } from 'vitest';
import type { System } from '../context.ts';
import { createLog } from '../log.ts';
import { fixedClock } from '../testing/team.ts';
import { joinJobs } from './job.ts';
import { createPoll } from './poll.ts';

function openPoll({ first }: { first?: 'at start' | 'after a wait' } = {}) {
  const clock = fixedClock();
  const logged: string[] = [];
  const log = createLog('info', { write: (line) => logged.push(line) });
  const ctx = { clock, log } as Partial<System> as System;
  const under: { end(): void; fail(): void }[] = [];
  const look = () =>
    new Promise<void>((resolve, reject) => {
      under.push({ end: resolve, fail: () => reject(new Error('The disk is full.')) });
    });
  const poll = createPoll(ctx, { everyMs: 1_000, look, failed: 'not looked', ...(first && { first }) });
  return { clock, poll, under, logged };
}

test('a poll looks at its start and every so often, and no more when it is stopped', async () => {
  const { clock, poll, under } = openPoll();
  poll.start();
  expect(under).toHaveLength(1);
  under[0]?.end();
  await poll.drain();
  clock.advance(999);
  expect(under).toHaveLength(1);
  clock.advance(1);
  expect(under).toHaveLength(2);
  under[1]?.end();
  await poll.stop();
  clock.advance(10_000);
  expect(under).toHaveLength(2);
});

test('a poll that is to wait first does not look at its start', () => {
  const { clock, poll, under } = openPoll({ first: 'after a wait' });
  poll.start();
  expect(under).toHaveLength(0);
  clock.advance(1_000);
  expect(under).toHaveLength(1);
});

test('it never looks twice at once, and looks again after one that failed', async () => {
  const { clock, poll, under } = openPoll();
  poll.start();
  clock.advance(5_000);
  expect(under).toHaveLength(1);
  under[0]?.fail();
  await poll.drain();
  clock.advance(1_000);
  expect(under).toHaveLength(2);
});

test('looks that fail one after another are logged once, and that it works again', async () => {
  const { clock, poll, under, logged } = openPoll();
  poll.start();
  for (let times = 0; times < 5; times += 1) {
    under.at(-1)?.fail();
    await poll.drain();
    clock.advance(1_000);
  }
  under.at(-1)?.end();
  await poll.drain();
  expect(logged).toEqual([
    expect.stringContaining('"msg":"not looked"'),
    expect.stringContaining('"msg":"over: not looked"'),
  ]);
});

test('jobs that are joined start together, and are drained and stopped when all are', async () => {
  const [one, other] = [openPoll(), openPoll()];
  const both = joinJobs([one.poll, other.poll]);
  both.start();
  let isDrained = false;
  const drained = both.drain().then(() => {
    isDrained = true;
  });
  one.under[0]?.end();
  await one.clock.still();
  expect(isDrained).toBe(false);
  other.under[0]?.end();
  await drained;
  await both.stop();
});
