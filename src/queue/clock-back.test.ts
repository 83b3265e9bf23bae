import { afterEach, expect, test } from 'vitest';
import { openQueueDesk, type QueueDesk } from '../testing/queue-desk.ts';

const HOUR = 3_600_000;
let desk: QueueDesk;
afterEach(async () => {
  for (const one of desk.begun.values()) await one.end().catch(() => undefined);
  await desk.queue.stop();
  await desk.close();
});

/** Lets time pass, second by second, as the queue looks. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    desk.clock.advance(1_000);
    await desk.clock.still();
  }
}

async function start(): Promise<void> {
  desk.queue.start();
  await desk.clock.still();
}

/** How far a clock is set back by whoever corrects it. */
const MOVES = [HOUR, 24 * HOUR];

test.each(MOVES)(
  'a row that waits when the clock is moved back by %i ms is taken within seconds',
  async (ms) => {
    desk = await openQueueDesk();
    await start();
    await desk.add('one');
    desk.clock.moveBack(ms);
    await pass(5);
    expect([...desk.begun.keys()]).toEqual(['one']);
  },
);

test.each(MOVES)(
  'a row that failed before the clock was moved back by %i ms is tried again soon',
  async (ms) => {
    desk = await openQueueDesk();
    await start();
    await desk.add('one');
    await pass(1);
    desk.begun.get('one')?.fail(new Error('The line is dead.'));
    await desk.clock.still();
    expect(await desk.row('one')).toMatchObject({ attempts: 1 });
    desk.begun.clear();
    desk.clock.moveBack(ms);
    await pass(5);
    expect([...desk.begun.keys()]).toEqual(['one']);
  },
);

test('a row of which the clock was ahead before the process came is taken at its start', async () => {
  desk = await openQueueDesk();
  await desk.add('one');
  desk.clock.moveBack(24 * HOUR);
  await start();
  expect([...desk.begun.keys()]).toEqual(['one']);
});

test('a row that a process which is gone has held is taken over a lease after the clock was moved back', async () => {
  desk = await openQueueDesk();
  await desk.add('one');
  desk.another().nudge();
  await desk.clock.still();
  expect(await desk.row('one')).toMatchObject({ fence: 1 });
  desk.begun.clear();
  desk.clock.moveBack(24 * HOUR);
  await start();
  await pass(59);
  expect([...desk.begun.keys()]).toEqual([]);
  await pass(2);
  expect([...desk.begun.keys()]).toEqual(['one']);
});

test('a wait that the policy allows is kept', async () => {
  desk = await openQueueDesk({ longestWaitMs: HOUR }, { judge: () => ({ kind: 'asked', waitMs: HOUR }) });
  await start();
  await desk.add('one');
  await pass(1);
  desk.begun.get('one')?.fail(new Error('Come back later.'));
  await desk.clock.still();
  desk.begun.clear();
  const other = desk.another();
  other.start();
  await pass(10);
  expect([...desk.begun.keys()]).toEqual([]);
  await other.stop();
});
