import { expect, test } from 'vitest';
import { DeadlinePassed, withDeadline } from './deadline.ts';
import { fixedClock } from './testing/team.ts';

/** A clock that knows how many timers run. */
function watchedClock() {
  const clock = fixedClock();
  let count = 0;
  const setTimeout: typeof clock.setTimeout = (work, ms) => {
    count += 1;
    const timer = clock.setTimeout(work, ms);
    return {
      ...timer,
      clear: () => {
        count -= 1;
        timer.clear();
      },
    };
  };
  return { clock: { ...clock, setTimeout }, running: () => count };
}
const never = () => new Promise<never>(() => undefined);
const signal = new AbortController().signal;

test('work that ends in time gives its result, and its timer is cleared', async () => {
  const { clock, running } = watchedClock();
  expect(await withDeadline(async () => 'done', { ms: 10, signal, clock })).toBe('done');
  expect(running()).toBe(0);
});

test('work that does not end is left, and told so', async () => {
  const { clock } = watchedClock();
  let told: AbortSignal | undefined;
  const listening = (each: AbortSignal) => {
    told = each;
    return never();
  };
  const work = withDeadline(listening, { ms: 10, signal, clock });
  clock.advance(10);
  await expect(work).rejects.toThrow(DeadlinePassed);
  expect(told?.reason).toBeInstanceOf(DeadlinePassed);
});

test('a signal ends the work with its own reason, also one that was given before', async () => {
  const { clock, running } = watchedClock();
  const stopping = new AbortController();
  const work = withDeadline(never, { ms: 10, signal: stopping.signal, clock });
  stopping.abort(new Error('stopping'));
  await expect(work).rejects.toThrow('stopping');
  expect(running()).toBe(0);
  await expect(withDeadline(never, { ms: 10, signal: stopping.signal, clock })).rejects.toThrow('stopping');
});

test('work that fails fails with its own error', async () => {
  const { clock, running } = watchedClock();
  const failing = withDeadline(() => Promise.reject(new Error('broken')), { ms: 10, signal, clock });
  await expect(failing).rejects.toThrow('broken');
  expect(running()).toBe(0);
});
