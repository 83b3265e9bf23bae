import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { openScheduleDesk, type ScheduleDesk } from '../testing/schedule-desk.ts';
import { DIALECTS } from '../testing/stores.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Every test begins on Tuesday 24 November 2026 at 10:00 UTC; the schedules are due at 09:00 UTC. */
describe.each(Object.entries(DIALECTS))('after a downtime on %s', (_, open) => {
  let desk: ScheduleDesk;
  let ana: Context;
  beforeEach(async () => {
    desk = await openScheduleDesk(await open());
    ana = await desk.member('ana', { timeZone: 'UTC' });
  });
  afterEach(() => desk.close());

  const texts = () => desk.got(ana).map(({ title, text }) => ({ title, text }));
  const nextOf = async (id: string) => (await desk.row(id)).scheduledAt.toISOString();

  test('of nothing, a report is sent as it is', async () => {
    const { id } = await desk.schedule(ana);
    await desk.pass(23 * HOUR);
    expect(texts()).toEqual([{ title: 'Title of calls', text: '' }]);
    expect(await desk.row(id)).toMatchObject({
      scheduledAt: new Date('2026-11-26T09:00Z'),
      lastScheduledAt: new Date('2026-11-25T09:00Z'),
    });
  });

  test('of a minute, one report is sent without a word about it', async () => {
    await desk.schedule(ana);
    await desk.pass(23 * HOUR + MINUTE);
    expect(texts()).toEqual([{ title: 'Title of calls', text: '' }]);
    await desk.pass(HOUR);
    expect(texts()).toEqual([]);
  });

  test('of 23 hours and 59 minutes since the last time, that time is made up for, and the message says so', async () => {
    const { id } = await desk.schedule(ana, { cadence: { every: 'week', on: ['wednesday'], at: '09:00' } });
    await desk.pass(23 * HOUR + DAY - MINUTE);
    expect(texts()).toEqual([
      {
        title: 'Title of calls',
        text: 'This was due Wed 25 Nov 2026, 09:00 and could not be sent then.',
      },
    ]);
    expect(await nextOf(id)).toBe('2026-12-02T09:00:00.000Z');
    await desk.pass(DAY);
    expect(texts()).toEqual([]);
  });

  test('of exactly 24 hours since the last time, that time is still made up for', async () => {
    await desk.schedule(ana, { cadence: { every: 'week', on: ['wednesday'], at: '09:00' } });
    await desk.pass(23 * HOUR + DAY);
    expect(texts()[0]?.text).toMatch(/^This was due/);
  });

  test('of 24 hours and a minute since the last time, that time is skipped, said once, and it goes on', async () => {
    const { id } = await desk.schedule(ana, { cadence: { every: 'week', on: ['wednesday'], at: '09:00' } });
    await desk.pass(23 * HOUR + DAY + MINUTE);
    const [skipped, ...more] = texts();
    expect(more).toEqual([]);
    expect(skipped?.text).toBe(
      'It was due Wed 25 Nov 2026, 09:00. I could not send it then, and I make up for no more than a day, so I have skipped it. It goes on; next: Wed 2 Dec 2026, 09:00.',
    );
    expect(await nextOf(id)).toBe('2026-12-02T09:00:00.000Z');
    await desk.pass(6 * DAY - MINUTE);
    expect(texts()).toEqual([{ title: 'Title of calls', text: '' }]);
  });

  test('in which a daily report was due twice, the last time is made up for and the other is told', async () => {
    await desk.schedule(ana);
    await desk.pass(23 * HOUR + DAY + HOUR);
    expect(texts()).toEqual([
      {
        title: 'Title of calls',
        text: 'This was due Thu 26 Nov 2026, 09:00 and could not be sent then. One before this was skipped.',
      },
    ]);
  });

  test('that ends just after the next time, what was skipped before it is told all the same', async () => {
    await desk.schedule(ana);
    await desk.pass(23 * HOUR + 3 * DAY + MINUTE);
    expect(texts()).toEqual([{ title: 'Title of calls', text: '3 before this were skipped.' }]);
  });

  test('of 400 days, one message says what was left out, and each goes on', async () => {
    const daily = await desk.schedule(ana);
    const weekly = await desk.schedule(ana, { cadence: { every: 'week', on: ['friday'], at: '17:00' } });
    const monthly = await desk.schedule(ana, { cadence: { every: 'month', on: 1, at: '09:00' } });
    // Wednesday 29 December 2027, 10:00.
    await desk.pass(400 * DAY);
    const said = texts().map(({ text }) => text);
    expect(said).toHaveLength(3);
    expect(said).toContain(
      'This was due Wed 29 Dec 2027, 09:00 and could not be sent then. 399 before this were skipped.',
    );
    expect(
      said.filter((text) => /^It was due 57 times, the last time Fri 24 Dec 2027, 17:00\./.test(text)),
    ).toHaveLength(1);
    expect(
      said.filter((text) => /^It was due 13 times, the last time Wed 1 Dec 2027, 09:00\./.test(text)),
    ).toHaveLength(1);
    expect(await nextOf(daily.id)).toBe('2027-12-30T09:00:00.000Z');
    expect(await nextOf(weekly.id)).toBe('2027-12-31T17:00:00.000Z');
    expect(await nextOf(monthly.id)).toBe('2028-01-01T09:00:00.000Z');
    await desk.pass(23 * HOUR);
    expect(texts()).toEqual([{ title: 'Title of calls', text: '' }]);
  });

  test('with nothing to send now, what was skipped is told', async () => {
    await desk.schedule(ana, { condition: { only: 'with_rows' } });
    desk.answer(() => []);
    await desk.pass(23 * HOUR + 2 * DAY + HOUR);
    expect(texts().map(({ text }) => text)).toEqual([
      '2 times were skipped, because I could not run then. I have run it once now, and there was nothing to send.',
    ]);
  });

  test('of Slack, which cannot say who they are, the report comes when it can', async () => {
    await desk.schedule(ana);
    const known = await desk.firing.recipientOf(ana.actor.memberId);
    desk.is(ana, new Error('Slack is down.'));
    await desk.pass(23 * HOUR);
    for (let minutes = 0; minutes < 10 * 60; minutes += 5) await desk.pass(5 * MINUTE);
    expect(texts()).toEqual([]);
    desk.is(ana, known);
    await desk.pass(5 * MINUTE);
    expect(texts()[0]?.text).toMatch(/This was due Wed 25 Nov 2026, 09:00 and could not be sent then\.$/);
  });
});
