import { expect, test } from 'vitest';
import { playPowerCuts } from '../testing/power-cut-simulation.ts';
import { seedOr } from '../testing/settings.ts';

const SEED = seedOr(1);

test(`a power cut takes nothing that was promised, and doubles nothing (seed ${SEED})`, async () => {
  const { problems, ...counts } = await playPowerCuts({ seed: SEED, cuts: 25 });
  process.stdout.write(`seed ${SEED}: ${JSON.stringify(counts)}\n`);
  expect(problems).toEqual([]);
});
