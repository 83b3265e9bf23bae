import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { transact } from '../context.ts';
import { ensureMember } from '../crm/members.ts';
import type { WithReports } from '../reports/reports.ts';
import { openScheduleDesk, type ScheduleDesk } from '../testing/schedule-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { endSchedules, moveSchedules } from './recipient-changes.ts';
import { listSchedules } from './schedule-lists.ts';
import { offerSchedule } from './schedule-offers.ts';
import {
  acceptSchedule,
  cancelSchedule,
  createSchedule,
  getSchedule,
  pauseSchedule,
  SCHEDULES,
} from './schedules.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DAILY = {
  report: 'calls',
  given: {},
  cadence: { every: 'day', at: '09:00' },
  condition: null,
} as const;

/** Every test begins on Tuesday 24 November 2026 at 10:00 UTC. */
describe.each(Object.entries(DIALECTS))('schedules on %s', (_, open) => {
  let desk: ScheduleDesk;
  let ana: WithReports;
  beforeEach(async () => {
    desk = await openScheduleDesk(await open());
    ana = await desk.member('ana', { timeZone: 'UTC' });
  });
  afterEach(() => desk.close());

  const dueAt = async (id: string) => (await desk.row(id)).scheduledAt.toISOString().slice(0, 16);
  const count = () => desk.got(ana).length;

  describe('of somebody who moves', () => {
    /** Slack says that she is in another zone now. */
    async function move(timeZone: string): Promise<void> {
      const { slackUserId, name } = ana.actor;
      const profile = { slackUserId, name, email: 'ana@example.com', locale: 'en-GB', timeZone };
      await ensureMember(desk.system, profile, moveSchedules);
    }

    test('are due at the same time of the day in the new zone', async () => {
      const { id } = await desk.schedule(ana);
      await move('America/New_York');
      expect(await dueAt(id)).toBe('2026-11-24T14:00');
      expect((await desk.row(id)).timeZone).toBe('America/New_York');
    });

    test('stay where they are when another zone was meant', async () => {
      const { id } = await desk.schedule(ana, {
        cadence: { every: 'day', at: '09:00', time_zone: 'Asia/Kathmandu' },
      });
      await move('America/New_York');
      expect(await dueAt(id)).toBe('2026-11-25T03:15');
      expect((await desk.row(id)).timeZone).toBe('Asia/Kathmandu');
    });

    test('come once on a day: one sent in the morning does not come again in the west', async () => {
      const { id } = await desk.schedule(ana);
      await desk.pass(23 * HOUR);
      expect(count()).toBe(1);
      await move('America/New_York');
      expect(await dueAt(id)).toBe('2026-11-26T14:00');
      await desk.pass(6 * HOUR);
      expect(count()).toBe(0);
    });

    test('that have just come due in the east are made up for', async () => {
      const { id } = await desk.schedule(ana, { cadence: { every: 'day', at: '12:00' } });
      await desk.pass(2 * HOUR);
      expect(count()).toBe(1);
      await desk.pass(20 * HOUR);
      // 08:00 on 25 November in UTC: noon has passed in Auckland.
      await move('Pacific/Auckland');
      expect(await dueAt(id)).toBe('2026-11-24T23:00');
      await desk.work();
      expect(count()).toBe(1);
      expect(await dueAt(id)).toBe('2026-11-25T23:00');
    });

    test('come once on each local day, however often they move', async () => {
      const { id } = await desk.schedule(ana, { cadence: { every: 'day', at: '12:00' } });
      const zones = ['Pacific/Auckland', 'America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC'];
      const days: string[] = [];
      for (let moves = 0; moves < 70; moves += 1) {
        await move(zones[moves % zones.length] ?? 'UTC');
        const { timeZone } = await desk.row(id);
        await desk.pass(7 * HOUR);
        const { lastScheduledAt } = await desk.row(id);
        if (count() > 0) days.push(lastScheduledAt?.toLocaleDateString('sv-SE', { timeZone }) ?? '');
      }
      expect(new Set(days).size).toBe(days.length);
      expect(days.length).toBeGreaterThanOrEqual(18);
    });

    test('that are paused or offered move along, and those that have ended do not', async () => {
      const [paused, ended] = [await desk.schedule(ana), await desk.schedule(ana)];
      await pauseSchedule(ana, paused.id);
      await cancelSchedule(ana, ended.id);
      await move('America/New_York');
      expect((await desk.row(paused.id)).timeZone).toBe('America/New_York');
      expect((await desk.row(ended.id)).timeZone).toBe('UTC');
    });
  });

  test('are at most so many for each member, and one that ended makes room', async () => {
    for (let number = 0; number < SCHEDULES.most; number += 1) await desk.schedule(ana);
    await expect(desk.schedule(ana)).rejects.toThrow('There are 50 schedules already');
    await expect(createSchedule(ana, DAILY, { offer: true })).rejects.toMatchObject({
      code: 'conflict',
    });
    await desk.schedule(await desk.member('ben'));
    const [first] = await listSchedules(ana);
    await cancelSchedule(ana, first?.id ?? '');
    await desk.schedule(ana);
  });

  test('of others do not exist', async () => {
    const { id } = await desk.schedule(ana);
    const ben = await desk.member('ben', { role: 'admin' });
    for (const act of [getSchedule, pauseSchedule, cancelSchedule]) {
      await expect(act(ben, id)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await listSchedules(ben)).toEqual([]);
    expect((await desk.row(id)).status).toBe('active');
  });

  describe('that are offered', () => {
    const offer = () => createSchedule(ana, DAILY, { offer: true });

    test('send nothing before a yes, and start with it', async () => {
      const { id } = await offer();
      await desk.pass(2 * DAY);
      expect(count()).toBe(0);
      const accepted = await acceptSchedule(ana, id);
      expect(accepted).toMatchObject({ status: 'active', next: new Date('2026-11-27T09:00Z') });
      await desk.pass(23 * HOUR);
      expect(count()).toBe(1);
    });

    test('are accepted once, by nobody else, and cannot be paused before', async () => {
      const { id } = await offer();
      const ben = await desk.member('ben', { role: 'admin' });
      await expect(acceptSchedule(ben, id)).rejects.toMatchObject({ code: 'not_found' });
      await expect(pauseSchedule(ana, id)).rejects.toThrow('Say yes or no to this schedule first.');
      await acceptSchedule(ana, id);
      await expect(acceptSchedule(ana, id)).rejects.toMatchObject({ code: 'conflict' });
    });

    test('that are declined are over', async () => {
      const { id } = await offer();
      await cancelSchedule(ana, id);
      await expect(acceptSchedule(ana, id)).rejects.toThrow();
      expect((await desk.row(id)).status).toBe('ended');
      expect(await listSchedules(ana)).toEqual([]);
    });

    test('and forgotten make room after a week', async () => {
      for (let number = 0; number < SCHEDULES.most; number += 1) await offer();
      desk.system.clock.advance(7 * DAY);
      await expect(offer()).rejects.toMatchObject({ code: 'conflict' });
      desk.system.clock.advance(1);
      await offer();
      expect(await listSchedules(ana)).toHaveLength(1);
    });

    test('by an admin to somebody else start with their yes, in their zone', async () => {
      const ada = await desk.member('ada', { role: 'admin' });
      const ben = await desk.member('ben', { timeZone: 'America/New_York' });
      const { id } = await desk.schedule(ana);
      const to = { id: ben.actor.memberId, timeZone: ben.actor.timeZone };
      const document = { text: 'Offered.' };
      const tell = () => ({
        key: 'offer',
        kind: 'offer' as const,
        channel: 'D-ben',
        threadTs: null,
        document,
      });
      await expect(offerSchedule(ada, { id, to, tell })).rejects.toMatchObject({ code: 'not_found' });
      const ended = { memberId: ana.actor.memberId, reason: 'they left' };
      await transact(desk.system, (ctx) => endSchedules(ctx, ended));
      await expect(offerSchedule(ben, { id, to, tell })).rejects.toMatchObject({ code: 'forbidden' });
      const offered = await offerSchedule(ada, { id, to, tell });
      await desk.pass(DAY);
      expect(desk.got(ben).map(({ text }) => text)).toEqual(['Offered.']);
      await acceptSchedule(ben, offered.id);
      expect(await dueAt(offered.id)).toBe('2026-11-25T14:00');
      await desk.pass(4 * HOUR);
      expect(desk.got(ben).map(({ text }) => text)).toEqual(['']);
    });
  });
});
