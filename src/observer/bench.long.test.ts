import { expect, test } from 'vitest';
import { benchDreams } from '../../scripts/bench/dreams/dreams.ts';

test('nights of a small team find what there is, make up nothing, and give nothing away', {
  timeout: 600_000,
}, async () => {
  const goals = await benchDreams({ fast: true, seed: 1, report: () => undefined });
  expect(goals.filter(({ met }) => !met)).toEqual([]);
  expect(goals.length).toBeGreaterThan(20);
});
