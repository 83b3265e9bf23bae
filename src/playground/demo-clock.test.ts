import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dateIn } from '../clock.ts';
import { transact } from '../context.ts';
import { insertSchedule } from '../delivery/schedules.ts';
import { openSqlite } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { until } from '../testing/harness.ts';
import { createTeam, fixedClock } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { type Demo, startDemo } from './start.ts';

const DAY_MS = 86_400_000;
const AT_ONCE_MS = 60_000;

const folder = temporaryFolder();
const path = join(folder.path, 'demo.db');
let demo: Demo;

const start = () => {
  const { PATH, HOME } = process.env;
  return startDemo({ env: { PATH, HOME, MODEL: 'offline', DATABASE_URL: `file:${path}` }, port: 0 });
};

beforeAll(async () => {
  demo = await start();
}, 90_000);
afterAll(async () => {
  await demo?.close();
  folder.remove();
});

/** When Rapport, by its own clock, saved what it was told. */
async function tell(text: string): Promise<number> {
  const { workspace } = demo;
  const channel = workspace.directChannel('U0MARTA');
  const { ts } = await workspace.post({ as: 'U0MARTA', channel, text });
  await until('a reply', async () => (await workspace.messages(channel, ts))[1]);
  return withStore(async ({ read, tables }) => {
    const changes = await read.select({ at: tables.changes.createdAt }).from(tables.changes);
    return Math.max(...changes.map(({ at }) => at.getTime()));
  });
}

async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = openSqlite({ path });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

test('the app goes with the workspace when it jumps', async () => {
  expect(await tell('Met Ana Lopes at Acme')).toBeLessThan(Date.now() + AT_ONCE_MS);
  await demo.workspace.jump(DAY_MS);
  await demo.workspace.jump(DAY_MS);
  const saved = await tell('Called Ben Ito at Birch');
  expect(saved - Date.now()).toBeGreaterThan(2 * DAY_MS - AT_ONCE_MS);
  expect(saved - Date.now()).toBeLessThan(2 * DAY_MS + AT_ONCE_MS);
});

test('in a week that passes at once, what is scheduled for each working day comes on its day', async () => {
  const { workspace } = demo;
  await withStore(async (store) => {
    const members = await store.read.select().from(store.tables.members);
    const memberId = members.find(({ slackUserId }) => slackUserId === 'U0KENJI')?.id ?? '';
    await transact(createTeam(store, { clock: fixedClock(workspace.now()) }).system, (ctx) =>
      insertSchedule(ctx, {
        memberId,
        report: 'my-week',
        params: {},
        paramsInWords: '',
        cadence: { every: 'weekday', at: '09:00' },
        condition: null,
        timeZone: 'Asia/Tokyo',
        threadKey: null,
        offer: false,
      }),
    );
  });
  await workspace.jump(7 * DAY_MS);
  const posted = await until('five reports', async () => {
    const all = await workspace.messages(workspace.directChannel('U0KENJI'));
    // What is due on a day is told at the same hour.
    const messages = all.filter(({ blocks }) => JSON.stringify(blocks).includes('schedule_pause'));
    return messages.length >= 5 ? messages : undefined;
  });
  const instants = posted.map(({ ts }) => new Date(Number(ts) * 1_000));
  expect(new Set(instants.map((instant) => dateIn('Asia/Tokyo', instant))).size).toBe(5);
  // Nine o'clock in Tokyo.
  expect(instants.map((instant) => instant.toISOString().slice(11, 16))).toEqual(Array(5).fill('00:00'));
});

test('started again on the same data, both go on from where they were', async () => {
  const left = await tell('Met Ana Lopes at Acme again');
  await demo.close();
  demo = await start();
  const { workspace } = demo;
  expect(workspace.now().getTime()).toBeGreaterThan(left);
  expect(await tell('Called Ana Lopes at Acme')).toBeGreaterThan(left);
});
