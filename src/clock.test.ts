import { expect, test } from 'vitest';
import { readTimeOfDay, systemClock, timeLimit } from './clock.ts';
import { fixedClock } from './testing/team.ts';

test('a clock that is moved does what has become due, in the order of its time', async () => {
  const clock = fixedClock();
  const done: string[] = [];
  clock.setTimeout(() => done.push('late'), 200);
  clock.setTimeout(() => done.push('early'), 100);
  clock.setTimeout(() => done.push('never'), 150).clear();
  const again = clock.setInterval(() => done.push('again'), 120);
  clock.advance(99);
  expect(done).toEqual([]);
  clock.advance(1_000);
  expect(done).toEqual(['early', 'again', 'late']);
  clock.advance(120);
  again.clear();
  clock.advance(120);
  expect(done).toEqual(['early', 'again', 'late', 'again']);
  expect(clock.monotonic()).toBe(1_339);
});

test('what is due at once comes without the clock being moved', async () => {
  const clock = fixedClock();
  await clock.sleep(0);
  await clock.turn();
  await clock.moment();
});

test('a sleep ends when its time has come, or when it is not wanted any more', async () => {
  const moved = fixedClock();
  for (const clock of [moved, systemClock]) {
    const stop = new AbortController();
    const sleeping = clock.sleep(60_000, { signal: stop.signal });
    stop.abort(new Error('We are stopping.'));
    await expect(sleeping).rejects.toThrow('We are stopping.');
    await expect(clock.sleep(60_000, { signal: stop.signal })).rejects.toThrow('We are stopping.');
    const waking = clock.sleep(1, { signal: new AbortController().signal });
    moved.advance(1);
    await waking;
  }
});

test('a time limit is a signal that says how long there was, unless it is cleared', () => {
  const clock = fixedClock();
  const [kept, cleared] = [timeLimit(clock, 1_000), timeLimit(clock, 1_000)];
  cleared.clear();
  clock.advance(1_000);
  expect(cleared.signal.aborted).toBe(false);
  expect(kept.signal.reason).toMatchObject({
    name: 'TimeoutError',
    message: 'Not done within 1000 ms.',
  });
});

test('the clock of the computer waits, repeats, and only grows', async () => {
  const before = systemClock.monotonic();
  let count = 0;
  await new Promise<void>((resolve) => {
    const timer = systemClock.setInterval(() => {
      count += 1;
      if (count < 2) return;
      timer.clear();
      resolve();
    }, 1);
  });
  await systemClock.turn();
  await systemClock.moment();
  expect(systemClock.monotonic()).toBeGreaterThan(before);
});

test('what is no time of day is found to be none at once, however long it is', () => {
  const started = performance.now();
  const said = `9${' '.repeat(20_000)}x`;
  expect(readTimeOfDay(said)).toBe(said);
  expect(performance.now() - started).toBeLessThan(500);
  expect(
    ['9 h', '9 Uhr', '17 pm', '12 am', '17 am', '9   o’clock', "9 o'clock am"].map(readTimeOfDay),
  ).toEqual([...['09:00', '09:00', '17:00', '00:00', '17 am', '9   o’clock', '09:00']]);
});
