import { expect, test } from 'vitest';
import { playSchedules, type SimulationOptions } from '../testing/schedule-simulation.ts';
import { judgeSchedules } from '../testing/schedule-verdict.ts';
import { seedOr } from '../testing/settings.ts';

const SEED = seedOr(1);
const TWO_MONTHS: SimulationOptions = {
  seed: SEED,
  days: 40,
  members: 13,
  deaths: 0.005,
  longOutages: [
    [20, 25],
    [30, 49],
  ],
};

test(`schedules are kept through two months of deaths and faults, the same way twice (seed ${SEED})`, async () => {
  const history = await playSchedules(TWO_MONTHS);
  const { problems, unexpected, sent, skipped } = judgeSchedules(history);
  expect(problems).toEqual([]);
  expect(unexpected).toEqual([]);
  expect(sent).toBeGreaterThan(200);
  expect(skipped).toBeGreaterThan(5);
  expect(history.lives).toBeGreaterThan(10);
  process.stdout.write(`seed ${SEED}: ${history.events} events, hash ${history.hash}\n`);
  const again = await playSchedules(TWO_MONTHS);
  expect({ events: again.events, hash: again.hash }).toEqual({ events: history.events, hash: history.hash });
});

test('another seed gives another history', async () => {
  const short = { ...TWO_MONTHS, days: 10, longOutages: [] };
  const [one, other] = [await playSchedules(short), await playSchedules({ ...short, seed: SEED + 1 })];
  expect(one.hash).not.toBe(other.hash);
});
