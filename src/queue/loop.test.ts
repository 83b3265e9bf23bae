import { expect, test } from 'vitest';
import type { System } from '../context.ts';
import { createLog } from '../log.ts';
import { fixedClock, silentLog } from '../testing/team.ts';
import { createLoop } from './loop.ts';

/** A loop over a list of numbers; work on a number is over when a test says so. */
function openLoop({ atOnce = 2, items = [] as number[] } = {}) {
  const clock = fixedClock();
  const ctx = { clock, log: silentLog } as Partial<System> as System;
  const under = new Map<number, () => void>();
  const loop = createLoop<number>(ctx, {
    what: 'numbers',
    take: async (room) => items.splice(0, room),
    work: (item) => new Promise((resolve) => under.set(item, resolve)),
    atOnce,
    everyMs: 1_000,
  });
  const end = (item: number) => {
    under.get(item)?.();
    under.delete(item);
  };
  /** Whether it says that it is idle, once nothing can go on. */
  async function isIdle(): Promise<boolean> {
    let idle = false;
    void loop.drain().then(() => {
      idle = true;
    });
    await clock.still();
    return idle;
  }
  return { clock, loop, items, under, end, isIdle };
}

test('a loop without work is idle', async () => {
  const { loop, isIdle } = openLoop();
  expect(await isIdle()).toBe(true);
  loop.nudge();
  expect(await isIdle()).toBe(true);
});

test('it is idle when all that was there is done, what came to be free hands included', async () => {
  const { loop, isIdle, end, under } = openLoop({ items: [1, 2, 3] });
  loop.nudge();
  expect(await isIdle()).toBe(false);
  expect([...under.keys()]).toEqual([1, 2]);
  end(1);
  expect(await isIdle()).toBe(false);
  expect([...under.keys()]).toEqual([2, 3]);
  end(2);
  expect(await isIdle()).toBe(false);
  end(3);
  expect(await isIdle()).toBe(true);
});

test('whoever takes items hears whether a nudge has told of one, or it is only time to look', async () => {
  const clock = fixedClock();
  const ctx = { clock, log: silentLog } as Partial<System> as System;
  const told: boolean[] = [];
  const loop = createLoop<number>(ctx, {
    what: 'numbers',
    take: async (_, { isTold }) => {
      told.push(isTold);
      return [];
    },
    work: async () => undefined,
    atOnce: 2,
    everyMs: 1_000,
  });
  loop.start();
  await clock.still();
  loop.nudge();
  await clock.still();
  clock.advance(1_000);
  await clock.still();
  expect(told).toEqual([false, true, false]);
  await loop.stop();
});

test('it looks when it is nudged, and every so often on its own clock', async () => {
  const { clock, loop, items, under, end, isIdle } = openLoop();
  loop.start();
  expect(await isIdle()).toBe(true);
  items.push(1);
  clock.advance(999);
  expect(await isIdle()).toBe(true);
  clock.advance(1);
  expect(await isIdle()).toBe(false);
  expect([...under.keys()]).toEqual([1]);
  end(1);
  await loop.drain();
  await loop.stop();
  items.push(2);
  clock.advance(10_000);
  loop.nudge();
  expect(await isIdle()).toBe(true);
  expect(items).toEqual([2]);
});

test('a look that fails leaves it idle, and the next one works; the log tells the first failure, and the end', async () => {
  let fails = true;
  const logged: string[] = [];
  const log = createLog('info', { write: (line) => logged.push(line) });
  const ctx = { clock: fixedClock(), log } as Partial<System> as System;
  const done: number[] = [];
  const loop = createLoop<number>(ctx, {
    what: 'numbers',
    take: async () => {
      if (fails) throw new Error('The disk is full.');
      return done.length === 0 ? [1] : [];
    },
    work: async (item) => void done.push(item),
    atOnce: 1,
    everyMs: 1_000,
  });
  for (let times = 0; times < 3; times += 1) {
    loop.nudge();
    await loop.drain();
  }
  expect(done).toEqual([]);
  fails = false;
  loop.nudge();
  await loop.drain();
  expect(done).toEqual([1]);
  expect(logged).toEqual([
    expect.stringContaining('"msg":"numbers not read"'),
    expect.stringContaining('"msg":"over: numbers not read"'),
  ]);
});
