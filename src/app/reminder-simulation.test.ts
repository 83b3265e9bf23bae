import { expect, test } from 'vitest';
import { playReminders } from '../testing/reminder-simulation.ts';
import { seedOr } from '../testing/settings.ts';

const SEED = seedOr(1);

test(`weeks of reminders are told once each, through deaths, travel, leaving and changes of clocks (seed ${SEED})`, async () => {
  const { problems, ...counts } = await playReminders({ seed: SEED, days: 16, members: 5, deaths: 0.002 });
  expect(problems.slice(0, 10)).toEqual([]);
  expect(counts.mornings).toBeGreaterThan(20);
  expect(counts.timed).toBeGreaterThan(50);
  expect(counts.late).toBeGreaterThan(0);
  expect(counts.lives).toBeGreaterThan(5);
});
