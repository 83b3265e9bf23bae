import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { openScheduleDesk, type ScheduleDesk } from '../testing/schedule-desk.ts';
import { temporarySqlite } from '../testing/stores.ts';
import type { Admin } from './admin-alerts.ts';
import { sendStandingAlarms } from './standing-alarms.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let desk: ScheduleDesk;
let ada: Context;
let wrong: string | undefined;
let asked: number;
beforeEach(async () => {
  desk = await openScheduleDesk(await temporarySqlite());
  ada = await desk.member('ada', { timeZone: 'UTC', role: 'admin' });
  [wrong, asked] = [undefined, 0];
});
afterEach(() => desk.close());

/** Looks as a process does that was started just now, and gives what the admin gets. */
async function look(quiet?: Set<string>): Promise<(string | undefined)[]> {
  const adminsOf = async () => {
    asked += 1;
    return [{ actor: ada.actor, channel: 'D-ada' } satisfies Admin];
  };
  const trouble = { name: 'disk', title: 'Full', over: 'Room again', find: async () => wrong };
  await sendStandingAlarms(desk.system, { adminsOf, troubles: [trouble], ...(quiet ? { quiet } : {}) });
  await desk.work();
  return (await desk.got(ada)).map(({ title }) => title);
}

test('nobody is asked for while all is well', async () => {
  expect(await look()).toEqual([]);
  expect(asked).toBe(0);
});

test('a trouble is told once when it begins, and once when it is over, whoever is started meanwhile', async () => {
  wrong = 'No room.';
  expect(await look()).toEqual(['Full']);
  await desk.pass(2 * DAY);
  expect(await look()).toEqual([]);
  wrong = undefined;
  const quiet = new Set<string>();
  expect(await look(quiet)).toEqual(['Room again']);
  const before = asked;
  expect(await look(quiet)).toEqual([]);
  expect(asked).toBe(before);
  await desk.pass(DAY);
  wrong = 'No room.';
  expect(await look(quiet)).toEqual(['Full']);
});

test('one that comes and goes is told once a day, and one that lasts a week once more', async () => {
  wrong = 'No room.';
  expect(await look()).toEqual(['Full']);
  wrong = undefined;
  expect(await look()).toEqual(['Room again']);
  wrong = 'No room.';
  expect(await look()).toEqual([]);
  await desk.pass(DAY);
  expect(await look()).toEqual(['Full']);
  await desk.pass(6 * DAY);
  expect(await look()).toEqual([]);
  await desk.pass(DAY);
  expect(await look()).toEqual(['Full']);
});
