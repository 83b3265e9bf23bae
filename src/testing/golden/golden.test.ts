import { expect, test } from 'vitest';
import { createOfflineModel } from '../../model/offline/offline-model.ts';
import { evaluateThread, passRate, recordedPassRate } from './evaluate.ts';
import type { GoldenResult } from './golden.ts';
import { loadGoldenThreads } from './thread-file.ts';

const threads = loadGoldenThreads();

test('there are forty-seven golden threads', () => {
  expect(threads).toHaveLength(47);
});

test('the offline model passes as many of them as it did before, through the real app', {
  timeout: 300_000,
}, async () => {
  const model = createOfflineModel();
  const results: GoldenResult[] = [];
  for (const thread of threads) results.push(await evaluateThread(thread, model));
  const failed = results.filter(({ passed }) => !passed).map(({ name, failures }) => ({ name, failures }));
  expect(passRate(results), JSON.stringify(failed, null, 2)).toBeGreaterThanOrEqual(
    recordedPassRate('offline') ?? 1,
  );
});
