import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NightDesk, openNightDesk } from '../testing/night-desk.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { findLatestInstant, findNextDue, findNextNight } from './due-times.ts';

let desk: NightDesk;
beforeAll(async () => {
  desk = await openNightDesk(await temporarySqlite());
});
afterAll(() => desk.close());

const teams = async (status: string) =>
  (await desk.nights()).filter((night) => night.scope === 'team' && night.status === status);

test('where nobody is known, nothing is due and no night is ahead', async () => {
  expect(await findNextDue(desk.system)).toBe(undefined);
  expect(await findNextNight(desk.system)).toBe(undefined);
});

test('the next night is the team’s, also where a member’s begins before it', async () => {
  await desk.member('Kenji', { timeZone: 'Asia/Tokyo' });
  for (const name of ['Marta', 'Elin']) await desk.member(name, { timeZone: 'Europe/Stockholm' });
  await desk.work();
  const [team] = await teams('pending');
  const own = (await desk.nights()).filter(({ scope }) => scope !== 'team');
  const first = Math.min(...own.map(({ dueAt }) => dueAt.getTime()));
  expect(team?.scheduledAt.getTime()).toBeGreaterThan(first);
  expect(await findNextNight(desk.system)).toEqual(team?.scheduledAt);
  expect((await findNextDue(desk.system))?.getTime()).toBe(first);
});

test('when a night is over, the next one is ahead, and time goes on from where it ended', async () => {
  const before = await findNextNight(desk.system);
  await desk.pass(24);
  const [over] = await teams('done');
  expect(over?.scheduledAt).toEqual(before);
  expect((await findNextNight(desk.system))?.getTime()).toBeGreaterThan(before?.getTime() ?? Infinity);
  const ends = (await desk.nights()).flatMap(({ finishedAt }) => (finishedAt ? [finishedAt.getTime()] : []));
  expect((await findLatestInstant(desk.system))?.getTime()).toBe(Math.max(...ends));
});
