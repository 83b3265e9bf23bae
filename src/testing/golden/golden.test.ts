import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluateThread } from './evaluate.ts';
import { type GoldenApp, startGoldenApp } from './golden-app.ts';
import { recordedModel } from './recorded-model.ts';
import { loadGoldenThreads } from './thread-file.ts';

const threads = loadGoldenThreads();

let app: GoldenApp;
beforeAll(async () => {
  app = await startGoldenApp();
});
afterAll(() => app.close());

test('there are at least sixty golden threads', () => {
  expect(threads.length).toBeGreaterThanOrEqual(62);
});

test.each(threads.map((thread) => [thread.name, thread] as const))(
  '%s ends as it should, through the real app, with the calls that a good model makes',
  async (_, thread) => {
    const { failures } = await evaluateThread(app, thread, recordedModel(thread));
    expect(failures).toEqual([]);
  },
);
