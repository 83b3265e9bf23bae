import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Context, transact } from '../context.ts';
import { MADE_UP } from '../testing/made-up-reports.ts';
import { openScheduleDesk, type ScheduleDesk } from '../testing/schedule-desk.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { type Admin, sendAdminAlerts } from './admin-alerts.ts';
import { endSchedules } from './recipient-changes.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Every test begins on Tuesday 24 November 2026 at 10:00 UTC. */
let desk: ScheduleDesk;
let ana: Context;
let asked: number;
let missing: string | undefined;
const admins: Context[] = [];
beforeEach(async () => {
  desk = await openScheduleDesk(await temporarySqlite());
  ana = await desk.member('ana', { timeZone: 'UTC', role: 'lead' });
  asked = 0;
  missing = undefined;
  admins.splice(0, admins.length, await desk.member('ada', { timeZone: 'UTC', role: 'admin' }));
});
afterEach(() => desk.close());

/** Looks, as is done every minute, and gives what this admin has got. */
async function look(admin = admins[0]) {
  await sendAdminAlerts(desk.system, {
    adminsOf: async () => {
      asked += 1;
      return admins.map(({ actor }): Admin => ({ actor, channel: `D-${actor.name}` }));
    },
    missingDigest: async () => missing,
  });
  await desk.work();
  return admin ? desk.got(admin) : [];
}

/** A schedule that Rapport pauses tomorrow at nine, which is when this ends. */
async function pauseOne(): Promise<void> {
  await desk.schedule(ana);
  desk.folder.write({ ...MADE_UP, roles: ['admin'] });
  await desk.folder.reports.catalog.refresh();
  await desk.pass(23 * HOUR);
}

/** Somebody leaves, with a schedule. */
async function leave(name: string): Promise<void> {
  const member = await desk.member(name, { timeZone: 'UTC' });
  await desk.schedule(member);
  const ended = { memberId: member.actor.memberId, reason: 'their account is deactivated' };
  await transact(desk.system, (ctx) => endSchedules(ctx, ended));
}

test('without anything to tell nobody is asked for, and nothing is sent', async () => {
  await desk.schedule(ana);
  await desk.pass(23 * HOUR);
  expect(await look()).toEqual([]);
  expect(asked).toBe(0);
});

test('tells what was paused, whose recipient has left, and what was not delivered', async () => {
  await pauseOne();
  desk.folder.write(MADE_UP);
  await desk.folder.reports.catalog.refresh();
  await leave('ben');
  const { outbox } = desk.system.store.tables;
  const at = desk.system.clock.now();
  const failed = { status: 'failed' as const, finishedAt: at, createdAt: at, dueAt: at };
  await transact(desk.system, (ctx) =>
    ctx.db
      .insert(outbox)
      .values({
        ...failed,
        id: 'x',
        dedupeKey: 'x',
        clientMsgId: 'x',
        channel: 'D-gone',
        document: { title: 'Calls', text: '' },
        lastError: 'channel_not_found',
      })
      .returning(),
  );
  const [digest, ...more] = await look();
  expect(more).toEqual([]);
  expect(digest).toMatchObject({
    title: 'What needs a look',
    facts: [
      { label: 'Not delivered', value: 'Calls to D-gone: channel_not_found (Wed 25 Nov 2026, 09:00)' },
      { label: 'Paused', value: 'calls for ana: “calls” is for admins.' },
      { label: 'Ended', value: 'calls for ben, every day at 09:00 UTC: their account is deactivated' },
    ],
    actions: [{ id: 'schedule_left' }],
  });
});

test('comes once a day at most, with what is new, and not before nine in the zone of each admin', async () => {
  const kay = await desk.member('kay', { timeZone: 'Asia/Kathmandu', role: 'admin' });
  const may = await desk.member('may', { timeZone: 'America/New_York', role: 'admin' });
  admins.push(kay, may);
  await leave('ben');
  // 10:00 in UTC: 15:45 in Kathmandu, 05:00 in New York.
  expect(await look()).toHaveLength(1);
  expect(desk.got(kay)).toHaveLength(1);
  expect(desk.got(may)).toHaveLength(0);
  desk.system.clock.advance(HOUR);
  await leave('cem');
  desk.system.clock.advance(3 * HOUR - 1);
  expect(await look(may)).toHaveLength(0);
  desk.system.clock.advance(1);
  const [late] = await look(may);
  expect(late?.facts).toHaveLength(2);
  expect(desk.got(kay)).toHaveLength(0);
  // 00:00 in UTC is another day there, but nobody is told at night.
  desk.system.clock.advance(10 * HOUR);
  expect(await look()).toEqual([]);
  desk.system.clock.advance(9 * HOUR);
  const [next] = await look();
  expect(next?.facts?.map(({ value }) => value)).toEqual([expect.stringContaining('calls for cem')]);
  for (let minutes = 0; minutes < 60; minutes += 1) {
    desk.system.clock.advance(60_000);
    expect(await look()).toEqual([]);
  }
});

test('does not tell of what is older than a week, nor again of what was told', async () => {
  await leave('ben');
  expect(await look()).toHaveLength(1);
  for (let day = 0; day < 9; day += 1) {
    desk.system.clock.advance(DAY);
    expect(await look()).toEqual([]);
  }
  const [first] = admins;
  admins.splice(0, 1, await desk.member('eve', { timeZone: 'UTC', role: 'admin' }));
  expect(first).toBeDefined();
  expect(await look()).toEqual([]);
});

test('says how many more there are when much was not delivered', async () => {
  const { outbox } = desk.system.store.tables;
  const at = desk.system.clock.now();
  for (let number = 0; number < 8; number += 1) {
    const id = `x${number}`;
    const row = {
      id,
      dedupeKey: id,
      clientMsgId: id,
      channel: 'D1',
      document: { text: '' },
      status: 'failed' as const,
    };
    await transact(desk.system, (ctx) =>
      ctx.db
        .insert(outbox)
        .values({ ...row, createdAt: at, dueAt: at, finishedAt: at, lastError: 'no' })
        .returning(),
    );
  }
  const [digest] = await look();
  expect(digest?.facts).toHaveLength(6);
  expect(digest?.facts?.at(-1)?.value).toBe('and 3 more');
});

test('an admin who was told by a clock that was days ahead is told of what fails after it was set right', async () => {
  await leave('ben');
  desk.system.clock.advance(3 * DAY);
  expect(await look()).toHaveLength(1);
  desk.system.clock.moveBack(3 * DAY);
  await leave('carl');
  expect(await look()).toHaveLength(1);
});

test('a digest that has not come is told in the morning, every day until one comes', async () => {
  missing = 'of Tue 24 Nov 2026: the night is not done';
  expect(await look()).toMatchObject([
    { title: 'What needs a look', facts: [{ label: 'No digest', value: missing }] },
  ]);
  expect(await look()).toEqual([]);
  await desk.pass(DAY);
  expect(await look()).toHaveLength(1);
  missing = undefined;
  await desk.pass(DAY);
  expect(await look()).toEqual([]);
});
