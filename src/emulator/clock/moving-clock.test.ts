import { expect, test } from 'vitest';
import { fixedClock } from '../../testing/team.ts';
import { createMovingClock } from './moving-clock.ts';

test('what repeats is done at once when the clock is moved forward, and what is waited for once is not', () => {
  const base = fixedClock();
  const clock = createMovingClock(base);
  const done: string[] = [];
  const repeating = clock.setInterval(() => done.push('again'), 1_000);
  clock.setTimeout(() => done.push('once'), 2_000);
  clock.moveTo(3_600_000);
  expect(done).toEqual(['again']);
  clock.moveTo(60_000);
  expect(done).toEqual(['again']);
  base.advance(1_000);
  expect(done).toEqual(['again', 'again']);
  repeating.clear();
  clock.moveTo(7_200_000);
  base.advance(1_000);
  expect(done).toEqual(['again', 'again', 'once']);
});
