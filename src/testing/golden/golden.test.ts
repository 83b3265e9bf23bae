import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluateThread } from './evaluate.ts';
import { type GoldenApp, startGoldenApp } from './golden-app.ts';
import { recordedModel } from './recorded-model.ts';
import { loadCases, loadGoldenThreads } from './thread-file.ts';

const threads = loadGoldenThreads();

let app: GoldenApp;
beforeAll(async () => {
  app = await startGoldenApp();
});
afterAll(() => app.close());

test('there are at least sixty golden threads', () => {
  expect(threads.length).toBeGreaterThanOrEqual(62);
});

test('every case of a first hour has one thread, in its words, which says what is then on record and in the chat', () => {
  const cases = loadCases();
  expect(threads.flatMap((thread) => thread.case ?? []).toSorted()).toEqual(
    cases.map(({ id }) => id).toSorted(),
  );
  for (const { id, say } of cases) {
    const { messages, expect: atEnd } = threads.find((thread) => thread.case === id) ?? {};
    // People in a channel mention us first; threads leave that to whoever plays them.
    const words = say?.replace(/^@Rapport /, '');
    if (words)
      expect(
        messages?.map(({ text }) => text),
        id,
      ).toContain(words);
    const all = [atEnd, ...(messages ?? []).map((message) => message.expect)];
    const isRead = all.some((each) => each?.reply?.says.length || each?.card?.says.length);
    const isCounted = all.some((each) => each?.rows || each?.counts || each?.unchanged.length);
    expect({ id, isRead, isCounted }).toEqual({ id, isRead: true, isCounted: true });
  }
});

test.each(threads.map((thread) => [thread.name, thread] as const))(
  '%s ends as it should, through the real app, with the calls that a good model makes',
  async (_, thread) => {
    const { failures } = await evaluateThread(app, thread, recordedModel(thread));
    expect(failures).toEqual([]);
  },
);
