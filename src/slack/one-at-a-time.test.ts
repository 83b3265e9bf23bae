import { expect, test } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

test('what is asked for again and again while it runs is run once more, and never beside itself', async () => {
  let running = 0;
  let most = 0;
  const ends: (() => void)[] = [];
  const work = oneAtATime(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((end) => ends.push(end));
    running -= 1;
  });
  const turn = () => new Promise((next) => setImmediate(next));
  for (let call = 0; call < 6; call += 1) work();
  expect(ends.length).toBe(1);
  ends[0]?.();
  await turn();
  expect(ends.length).toBe(2);
  ends[1]?.();
  await turn();
  expect([ends.length, most]).toEqual([2, 1]);
  work();
  expect(ends.length).toBe(3);
});
