import { expect, test } from 'vitest';
import { playPowerCuts } from '../testing/power-cut-simulation.ts';
import { atScale, seedOr } from '../testing/settings.ts';

const SEED = seedOr(20_261_129);
const SERIES = atScale({ small: 2, full: 20 });

test.each(Array.from({ length: SERIES }, (_, at) => SEED + at))(
  'fifty power cuts take nothing that was promised, and double nothing (seed %i)',
  {
    timeout: 120_000,
  },
  async (seed) => {
    const { problems, ...counts } = await playPowerCuts({ seed, cuts: 50 });
    process.stdout.write(`seed ${seed}: ${JSON.stringify(counts)}\n`);
    expect(problems).toEqual([]);
    expect(counts.risky).toBeGreaterThan(5);
  },
);
