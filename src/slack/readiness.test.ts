import { statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { openSqlite } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import { DIALECTS, temporarySqlite } from '../testing/stores.ts';
import { createTeam, type FixedClock, fixedClock } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { VERSION } from '../version.ts';
import { SLACK_POLICY } from './policy.ts';
import { createReadiness } from './readiness.ts';

let harness: Harness | undefined;
afterEach(async () => {
  await harness?.close();
  harness = undefined;
});

const probe = async () => {
  const response = await fetch(`http://127.0.0.1:${harness?.app.port}/readyz`);
  return { status: response.status, text: await response.text() };
};

/** Until the database is asked anew. */
const pass = (clock: FixedClock) => clock.advance(SLACK_POLICY.readiness.freshForMs);
const notReady = (words: string) => ({
  status: 503,
  text: `not ready: the database ${words}\nversion ${VERSION}\n`,
});

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
    const clock = fixedClock();
    harness = await startHarness({ store: broken, clock });
    expect(await probe()).toEqual({ status: 200, text: `ready\nversion ${VERSION}\n` });
    isBroken = true;
    expect((await probe()).status).toBe(200);
    for (let times = 0; times < 3; times += 1) {
      pass(clock);
      expect(await probe()).toEqual(notReady(words));
    }
    isBroken = false;
    pass(clock);
    expect((await probe()).status).toBe(200);
    const said = harness?.logged.filter((line) => line.includes('the database cannot be used'));
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

test('a database that has gone silent is not ready within seconds, and is asked once while nothing comes', async () => {
  const store = await temporarySqlite();
  const clock = fixedClock();
  let pings = 0;
  let answer: (() => void) | undefined;
  const ping = () => {
    pings += 1;
    return new Promise<void>((resolve) => {
      answer = resolve;
    });
  };
  harness = await startHarness({ store: { ...store, ping }, clock });
  for (let times = 0; times < 2; times += 1) {
    const ticks = setInterval(() => clock.advance(SLACK_POLICY.readiness.answerWithinMs), 20);
    expect(await probe().finally(() => clearInterval(ticks))).toEqual(notReady('does not answer'));
  }
  expect(pings).toBe(1);
  answer?.();
  expect((await probe()).status).toBe(200);
});

/** The answer for a store that nobody else uses. */
const readinessOf = (store: Store) =>
  createReadiness(createTeam(store).system, { slackTrouble: () => undefined, degraded: () => [] });

test('who asks has something written, which a full disk would refuse, and nothing is left of it', async () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'test.db');
  const store = openSqlite({ path });
  await store.migrate();
  const written = () => statSync(`${path}-wal`).size;
  const before = written();
  expect(await readinessOf(store)()).toEqual({ state: 'ready', why: [] });
  expect(written()).toBeGreaterThan(before);
  expect(await store.read.select().from(store.tables.channelPaces)).toEqual([]);
  await store.close();
  folder.remove();
});

test('a server that only reads, as a standby does, is not ready', async () => {
  const store = await DIALECTS.postgres();
  const setReadOnly = (onOff: 'on' | 'off') =>
    store.read
      .select({ set: sql`set_config('default_transaction_read_only', ${onOff}, false)` })
      .from(sql`(values (1)) as one`);
  await setReadOnly('on');
  try {
    const why = ['the database cannot be written to'];
    expect(await readinessOf(store)()).toEqual({ state: 'not ready', why });
  } finally {
    await setReadOnly('off');
    await store.close();
  }
});
