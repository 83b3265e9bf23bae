import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Observer } from '../observer/night/observer.ts';
import { isModelled } from '../reports/metrics/metric.ts';
import { calls } from '../testing/agent-scripts.ts';
import { DIGEST, type KeptQuestionDesk, openKeptQuestionDesk } from '../testing/kept-question-desk.ts';
import type { Posted } from '../testing/memory-chat.ts';
import { workNights } from '../testing/night-desk.ts';
import { scriptedModel } from '../testing/scripted-model.ts';

const DAY_MS = 24 * 3_600_000;
const SAYS = '3 people asked for interactions by “city”, 3 times in 4 weeks: no metric has it.';

let desk: KeptQuestionDesk;
let observer: Observer;

beforeAll(async () => {
  desk = await openKeptQuestionDesk();
  observer = {
    assistant: { model: scriptedModel(() => ({ text: 'Nothing.' })), name: 'scripted', timeoutMs: 10_000 },
    nightlyAt: '03:00',
    budget: 5,
    channel: DIGEST,
    isModelled: (wish) => isModelled(wish, desk.app.reports.metrics.all()),
  };
  await workNights(desk.app, observer);
});
afterAll(() => desk.close());

async function ask(as: string): Promise<void> {
  const missing = [{ kind: 'dimension', name: 'City' }];
  const input = { metric: 'interactions', measures: ['meetings'], period: 'all', missing };
  desk.script(calls({ name: 'ask_metric', input }));
  await desk.say({ as, text: 'Acme in Porto has cancelled: how many meetings by city?' });
}

/** What the digests of the next days tell of numbers that are missing. */
async function sleep(days: number): Promise<{ on: Posted; text: string }[]> {
  const before = desk.chat.posted.length;
  for (let day = 0; day < days; day += 1) {
    desk.clock.advance(DAY_MS);
    await workNights(desk.app, observer);
    await desk.settle();
  }
  const digests = desk.chat.posted.slice(before).filter(({ channel }) => channel === DIGEST);
  return digests.flatMap((on) =>
    (on.document.cards ?? [])
      .filter(({ title }) => title?.startsWith('A number that is asked for'))
      .map(({ text }) => ({ on, text })),
  );
}

test('what three people ask for and no metric has stands in the digest, without their words, until a metric has it', async () => {
  for (const as of ['U0TOM', 'U0LEA']) await ask(as);
  expect(await sleep(1)).toEqual([]);
  await ask('U0MARTA');
  const told = await sleep(1);
  expect(told.map(({ text }) => text)).toEqual([SAYS]);
  expect(JSON.stringify(told[0]?.on.document)).not.toMatch(/Porto|cancelled|Marta/);
  // Nobody is told of it a second time.
  expect(await sleep(2)).toEqual([]);
  const statuses = async () =>
    (await desk.rows('observations'))
      .filter(({ kind }) => kind === 'missing_number')
      .map((row) => row.status);
  expect(await statuses()).toEqual(['active']);
  await desk.rewrite((text) =>
    text.replace(
      /^dimensions:\n/m,
      'dimensions:\n  city: { type: text, label: City, key: company_name, sort: company_sort_key }\n',
    ),
  );
  await sleep(2);
  expect(await statuses()).not.toContain('active');
});
