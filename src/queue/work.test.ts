import { expect, test } from 'vitest';
import { POLICY } from '../testing/queue-desk.ts';
import { nextAttempt } from './work.ts';

const patient = { ...POLICY, afterLastWait: 'wait again' } as const;

test('waits grow with each failed attempt, and after the last of them the row is given up', () => {
  const waits = [0, 1, 2].map((attempts) => nextAttempt(POLICY, { attempts, trouble: { kind: 'failed' } }));
  expect(waits).toEqual([
    { attempts: 1, waitMs: 1_000 },
    { attempts: 2, waitMs: 5_000 },
    { attempts: 3, waitMs: undefined },
  ]);
});

test('where a policy never gives up, the last wait is taken again and again', () => {
  const waits = [1, 2, 100].map(
    (attempts) => nextAttempt(patient, { attempts, trouble: { kind: 'failed' } }).waitMs,
  );
  expect(waits).toEqual([5_000, 5_000, 5_000]);
});

test('waits that an error brings go before those of the policy', () => {
  const trouble = { kind: 'failed', waitsMs: [7] } as const;
  expect(nextAttempt(POLICY, { attempts: 0, trouble }).waitMs).toBe(7);
  expect(nextAttempt(POLICY, { attempts: 1, trouble }).waitMs).toBeUndefined();
  expect(
    nextAttempt(POLICY, { attempts: 0, trouble: { kind: 'failed', waitsMs: [] } }).waitMs,
  ).toBeUndefined();
});

test('a wait that is asked for counts as no attempt', () => {
  const next = nextAttempt(POLICY, { attempts: 2, trouble: { kind: 'asked', waitMs: 30 } });
  expect(next).toEqual({ attempts: 2, waitMs: 30 });
});

test('a row is given up at once when no further attempt would work', () => {
  expect(nextAttempt(patient, { attempts: 0, trouble: { kind: 'final' } })).toEqual({
    attempts: 1,
    waitMs: undefined,
  });
});
