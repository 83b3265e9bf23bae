import { expect, test } from 'vitest';
import { DeadlinePassed, type Timers, withDeadline } from './deadline.ts';

/** Timers that fire when they are told to. */
function manualTimers() {
  const waiting = new Set<() => void>();
  const timers: Timers = {
    setTimeout: (work) => {
      waiting.add(work);
      return { clear: () => waiting.delete(work) };
    },
  };
  const fire = () => {
    for (const work of [...waiting]) work();
  };
  return { timers, waiting, fire };
}
const never = () => new Promise<never>(() => undefined);
const signal = new AbortController().signal;

test('work that ends in time gives its result, and its timer is cleared', async () => {
  const { timers, waiting } = manualTimers();
  expect(await withDeadline(async () => 'done', { ms: 10, signal, timers })).toBe('done');
  expect(waiting.size).toBe(0);
});

test('work that does not end is left, and told so', async () => {
  const { timers, fire } = manualTimers();
  let told: AbortSignal | undefined;
  const listening = (each: AbortSignal) => {
    told = each;
    return never();
  };
  const work = withDeadline(listening, { ms: 10, signal, timers });
  fire();
  await expect(work).rejects.toThrow(DeadlinePassed);
  expect(told?.reason).toBeInstanceOf(DeadlinePassed);
});

test('a signal ends the work with its own reason, also one that was given before', async () => {
  const { timers, waiting } = manualTimers();
  const stopping = new AbortController();
  const work = withDeadline(never, { ms: 10, signal: stopping.signal, timers });
  stopping.abort(new Error('stopping'));
  await expect(work).rejects.toThrow('stopping');
  expect(waiting.size).toBe(0);
  await expect(withDeadline(never, { ms: 10, signal: stopping.signal, timers })).rejects.toThrow('stopping');
});

test('work that fails fails with its own error', async () => {
  const { timers, waiting } = manualTimers();
  const failing = withDeadline(() => Promise.reject(new Error('broken')), { ms: 10, signal, timers });
  await expect(failing).rejects.toThrow('broken');
  expect(waiting.size).toBe(0);
});
