import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Tables } from '../store/schema.ts';
import { calls } from '../testing/agent-scripts.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import type { ModelRequest } from '../testing/model-script.ts';
import { proposes } from '../testing/observer-scripts.ts';
import { fixedClock } from '../testing/team.ts';

const HOUR_MS = 3_600_000;
const WISH = 'From now on answer in bullet points, SECRETWISH please';

let harness: Harness;
/** Tuesday 24 November 2026, 10:00 in Lisbon, where Marta is. */
let clock: ReturnType<typeof fixedClock>;
beforeEach(async () => {
  clock = fixedClock();
  harness = await startHarness({ clock });
});
afterEach(() => harness.close());

const observer = proposes({ slot: 'format', value: 'bullets' }, WISH);
const isNight = ({ messages }: ModelRequest) => String(messages[0]?.content).includes('observer');
const everything = async () => {
  const names = Object.keys(harness.store.tables) as (keyof Tables)[];
  return JSON.stringify(await Promise.all(names.map((name) => harness.rows(name))));
};
const home = async (words: string) => {
  await harness.workspace.openHome('U0MARTA', 'home');
  await until(`“${words}” in the Home tab`, async () =>
    JSON.stringify(harness.workspace.homeView('U0MARTA'))?.includes(words) ? true : undefined,
  );
  return JSON.stringify(harness.workspace.homeView('U0MARTA'));
};
/** Nobody is told of a night before it is over: time passes until then. */
const told = async () => {
  clock.advance(1_000);
  return (await harness.rows('outbox')).find(({ dedupeKey }) => dedupeKey.startsWith('dream:'));
};

/** Marta says something, is asked on the next morning whether it holds, and says yes. */
async function learn(): Promise<string> {
  harness.model.script((request) => (isNight(request) ? observer(request) : { text: 'I see.' }));
  const { ts } = await harness.say({ as: 'U0MARTA', text: WISH });
  await harness.settled();
  clock.advance(60_000);
  await until('a night to come', async () => (await harness.rows('dreamRuns')).length > 0 || undefined);
  clock.advance(23 * HOUR_MS);
  await until('the news of the morning', told);
  await harness.settled();
  const [wish] = await harness.rows('observations');
  const direct = harness.workspace.directChannel('U0MARTA');
  const asked = (await harness.workspace.messages(direct)).find(({ text }) =>
    text.includes('Shall I answer'),
  );
  await harness.workspace.click({
    as: 'U0MARTA',
    channel: direct,
    messageTs: asked?.ts ?? '',
    actionId: 'observation_approve',
    value: wish?.id ?? '',
  });
  return ts;
}

test('a deleted message takes along what was learned from it, wherever it stood', async () => {
  const ts = await learn();
  expect(await home('SECRETWISH')).toContain('Prefers answers as bullet points.');
  expect(JSON.stringify(await told())).toContain('SECRETWISH');
  await harness.workspace.remove({ as: 'U0MARTA', channel: 'D0MARTA', ts });
  await harness.settled();

  expect(await everything()).not.toContain('SECRETWISH');
  expect(await harness.rows('observations')).toEqual([]);
  expect(await told()).toMatchObject({
    document: {
      cards: [
        {
          title: 'Shall I answer you in bullet points from now on?',
          text: 'What this comes from is deleted.',
        },
      ],
    },
  });
  expect(await home('Nothing yet.')).not.toContain('SECRETWISH');
  harness.model.script(calls({ name: 'explain_observation', input: {} }));
  const { reply } = await harness.say({ as: 'U0MARTA', text: 'what have you learned about me?' });
  expect(reply.text).toContain('"observations":[]');
  const prompt = JSON.stringify(harness.model.requests.at(-1)?.messages);
  expect(prompt).not.toMatch(/SECRETWISH|Prefers answers as bullet points/);
});
