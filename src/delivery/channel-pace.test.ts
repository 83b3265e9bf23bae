import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Clock } from '../clock.ts';
import { createSystem, type System } from '../context.ts';
import { createLog } from '../log.ts';
import type { Store } from '../store/store.ts';
import { DIALECTS } from '../testing/stores.ts';
import { fixedClock } from '../testing/team.ts';
import { createPace } from './channel-pace.ts';

const START = new Date('2026-03-02T09:00:00Z').getTime();
let store: Store;
let ms = 0;

/** One process of several on a database. */
function openProcess(ahead = 0) {
  const clock: Clock = {
    ...fixedClock(new Date(START)),
    now: () => new Date(START + ms + ahead),
    monotonic: () => ms,
  };
  const ctx: System = createSystem({ store, clock, log: createLog('silent') });
  return createPace(ctx, { everyMs: 1_000 });
}

beforeAll(async () => {
  store = await DIALECTS.postgres();
});
beforeEach(() => {
  ms += 3_600_000;
});
afterAll(() => store.close());

test('two processes write once a second to one channel, and to others meanwhile', async () => {
  const [one, other] = [openProcess(), openProcess()];
  expect(await one.take('C1')).toBe(0);
  expect(await other.take('C1')).toBe(1_000);
  expect(other.resting()).toEqual(new Set(['C1']));
  expect(await other.take('C2')).toBe(0);
  ms += 999;
  expect(await other.take('C1')).toBe(1);
  ms += 1;
  expect(other.waitFor('C1')).toBe(0);
  expect(await other.take('C1')).toBe(0);
  expect(await one.take('C1')).toBe(1_000);
});

test('of many that ask at once for one channel one may write', async () => {
  const processes = Array.from({ length: 6 }, () => openProcess());
  const waits = await Promise.all(processes.map((pace) => pace.take('C3')));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(1);
});

test('a pause that Slack asks one process for is kept by the other, and never shortened', async () => {
  const [one, other] = [openProcess(), openProcess()];
  await one.pause(30_000);
  expect(await other.take('C4')).toBe(30_000);
  expect(other.resting()).toBeUndefined();
  await other.pause(1_000);
  ms += 29_999;
  expect(await openProcess().take('C4')).toBe(1);
  ms += 1;
  expect(await other.take('C4')).toBe(0);
});

test('a process whose clock is an hour ahead does not stop a channel for an hour', async () => {
  expect(await openProcess(3_600_000).take('C5')).toBe(0);
  expect(await openProcess().take('C5')).toBe(0);
});

test('a pause that a process asked for whose clock is an hour ahead stops nothing', async () => {
  await openProcess(3_600_000).pause(30_000);
  expect(await openProcess().take('C6')).toBe(0);
  const other = openProcess();
  await other.pause(5_000);
  expect(await openProcess().take('C7')).toBe(5_000);
});
