import { afterEach, expect, test } from 'vitest';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { fixedClock } from '../testing/team.ts';
import { VERSION } from '../version.ts';

let harness: Harness;
afterEach(() => harness.close());

const probe = async () => {
  const response = await fetch(`http://127.0.0.1:${harness.app.port}/readyz`);
  return { status: response.status, text: await response.text() };
};

const ADDRESS = 'connect ECONNREFUSED db.internal:5432 (user rapport)';

test.each([
  ['does not answer', 'ping'],
  ['cannot be written to', 'transaction'],
] as const)(
  'a database that %s: not ready, in general words; the log says why, once, and when it is over',
  async (words, method) => {
    const store = await temporarySqlite();
    let isBroken = false;
    const broken = {
      ...store,
      [method]: (...given: never[]) =>
        isBroken
          ? Promise.reject(new Error(ADDRESS))
          : (store[method] as (...all: never[]) => unknown)(...given),
    };
    harness = await startHarness({ store: broken, clock: fixedClock() });
    expect(await probe()).toEqual({ status: 200, text: `ready\nversion ${VERSION}\n` });
    isBroken = true;
    for (let times = 0; times < 3; times += 1)
      expect(await probe()).toEqual({
        status: 503,
        text: `not ready: the database ${words}\nversion ${VERSION}\n`,
      });
    isBroken = false;
    expect((await probe()).status).toBe(200);
    const said = harness.logged.filter((line) => line.includes('the database cannot be used'));
    expect(said).toEqual([
      expect.stringContaining(ADDRESS),
      expect.stringContaining('over: the database cannot be used'),
    ]);
  },
);

test('a model that is down is degraded, not unready, until it answers again', async () => {
  const clock = fixedClock(new Date());
  harness = await startHarness({ clock, script: () => ({ status: 500 }) });
  const channel = harness.workspace.directChannel('U0MARTA');
  await harness.workspace.post({ as: 'U0MARTA', channel, text: 'met ANA' });
  const state = (words: string) =>
    until(words, async () => ((await probe()).text.startsWith(words) ? true : undefined));
  await state('degraded: the language model does not answer\n');
  expect((await probe()).status).toBe(200);
  harness.model.script(logsMeeting);
  clock.advance(60_000);
  await state('ready\n');
});
