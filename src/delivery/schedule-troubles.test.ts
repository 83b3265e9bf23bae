import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WithReports } from '../reports/reports.ts';
import { ReportFailure } from '../store/reporting/reporting.ts';
import { MADE_UP } from '../testing/made-up-reports.ts';
import { openScheduleDesk, type ScheduleDesk } from '../testing/schedule-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { listStoppedSchedules } from './schedule-offers.ts';
import { cancelSchedule, changeSchedule, pauseSchedule, resumeSchedule } from './schedules.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe.each(Object.entries(DIALECTS))('a schedule on %s', (_, open) => {
  let desk: ScheduleDesk;
  let ana: WithReports;
  beforeEach(async () => {
    desk = await openScheduleDesk(await open());
    ana = await desk.member('ana', { timeZone: 'UTC', role: 'lead' });
  });
  afterEach(() => desk.close());

  const texts = () => desk.got(ana).map(({ text }) => text);
  /** Looks every minute, so that all attempts are made. */
  const patiently = async () => {
    for (let minutes = 0; minutes < 30; minutes += 1) await desk.pass(MINUTE);
  };
  const toNine = () => desk.system.clock.advance(23 * HOUR);

  test('is paused with one message when its recipient has lost the role', async () => {
    const { id } = await desk.schedule(ana);
    desk.folder.write({ ...MADE_UP, roles: ['lead', 'admin'] });
    await desk.folder.reports.catalog.refresh();
    desk.is(ana, { actor: { ...ana.actor, role: 'member' }, channel: 'D-ana' });
    toNine();
    await desk.work();
    const [said, ...more] = texts();
    expect(more).toEqual([]);
    expect(said).toMatch(/so I have paused it\.\n“calls” is for leads and admins\.\n/);
    expect(await desk.row(id)).toMatchObject({
      status: 'paused',
      reason: '“calls” is for leads and admins.',
    });
    await desk.pass(3 * DAY);
    expect(texts()).toEqual([]);
    const noticed = await listStoppedSchedules(desk.system, {
      status: 'paused',
      since: new Date(0),
      limit: 5,
    });
    expect(noticed).toMatchObject([{ id, name: 'ana', report: 'calls' }]);
  });

  test.each<[string, (desk: ScheduleDesk) => void, RegExp]>([
    [
      'its report has vanished',
      ({ folder }) => folder.remove('calls.yaml'),
      /There is no report “calls” any more/,
    ],
    [
      'its report is broken',
      ({ folder }) => folder.write('calls.yaml', 'name: ['),
      /is broken at the moment/,
    ],
  ])('is tried a few times, then paused with one message when %s', async (_name, breakIt, why) => {
    const { id } = await desk.schedule(ana);
    breakIt(desk);
    await desk.folder.reports.catalog.refresh();
    toNine();
    await desk.work();
    expect(texts()).toEqual([]);
    expect(await desk.row(id)).toMatchObject({ status: 'active', attempts: 1 });
    await patiently();
    const [said, ...more] = texts();
    expect(more).toEqual([]);
    expect(said).toMatch(why);
    expect(await desk.row(id)).toMatchObject({ status: 'paused', attempts: 0 });
  });

  test('comes when its report is whole again within minutes', async () => {
    await desk.schedule(ana);
    desk.folder.remove('calls.yaml');
    await desk.folder.reports.catalog.refresh();
    toNine();
    await desk.work();
    desk.folder.write(MADE_UP);
    await desk.folder.reports.catalog.refresh();
    await patiently();
    expect(texts()).toEqual(['']);
  });

  test('is paused at once when its params do not fit any more', async () => {
    const { id } = await desk.schedule(ana);
    desk.folder.write({
      ...MADE_UP,
      sql: 'select name as company, 1 as calls from companies where name > :since order by name',
      params: { since: { type: 'string' } },
    });
    await desk.folder.reports.catalog.refresh();
    toNine();
    await desk.work();
    expect(texts()).toHaveLength(1);
    expect((await desk.row(id)).status).toBe('paused');
  });

  test('that fails again and again is told once, and goes on the next time', async () => {
    const { id } = await desk.schedule(ana);
    desk.answer(() => {
      throw new ReportFailure('failed', 'no such table');
    });
    toNine();
    await desk.work();
    await patiently();
    expect(texts()).toEqual([
      expect.stringMatching(
        /^I tried several times and could not send this\.\n“Title of calls” could not be run/,
      ),
    ]);
    expect(await desk.row(id)).toMatchObject({
      status: 'active',
      scheduledAt: new Date('2026-11-26T09:00Z'),
    });
    desk.answer(() => [['Acme', 1]]);
    await desk.pass(DAY - 30 * MINUTE);
    expect(texts()).toEqual(['']);
  });

  test('ends with all others of its recipient when they have left, and nobody gets anything', async () => {
    const ben = await desk.member('ben', { timeZone: 'UTC' });
    const kept = await desk.schedule(ben);
    const ids = [
      await desk.schedule(ana),
      await desk.schedule(ana, { cadence: { every: 'month', on: 1, at: '09:00' } }),
    ];
    await pauseSchedule(ana, ids[1]?.id ?? '');
    desk.is(ana, { gone: 'their account is deactivated' });
    toNine();
    await desk.work();
    expect(texts()).toEqual([]);
    for (const { id } of ids) {
      expect(await desk.row(id)).toMatchObject({ status: 'ended', reason: 'their account is deactivated' });
    }
    expect((await desk.row(kept.id)).status).toBe('active');
    expect(desk.got(ben)).toHaveLength(1);
    await desk.pass(2 * DAY);
    expect(texts()).toEqual([]);
  });

  describe('that is written to while its report runs', () => {
    /** Fires it, and does this while the report runs. */
    async function during(act: (id: string) => Promise<unknown>) {
      const { id } = await desk.schedule(ana);
      let acted = false;
      desk.answer(async () => {
        if (!acted) {
          acted = true;
          await act(id);
        }
        return [['Acme', 1]];
      });
      toNine();
      await desk.work();
      return id;
    }

    test('sends nothing when it was stopped', async () => {
      const id = await during((each) => cancelSchedule(ana, each));
      expect(texts()).toEqual([]);
      expect((await desk.row(id)).status).toBe('ended');
    });

    test('sends nothing when it was paused', async () => {
      const id = await during((each) => pauseSchedule(ana, each));
      expect(texts()).toEqual([]);
      expect(await desk.row(id)).toMatchObject({ status: 'paused', lastScheduledAt: null });
    });

    test('is sent once, as it is now, when its condition was changed', async () => {
      const condition = { only: 'with_rows' } as const;
      const id = await during((each) => changeSchedule(ana, { id: each, condition }));
      expect(texts()).toEqual(['']);
      expect(await desk.row(id)).toMatchObject({ condition, scheduledAt: new Date('2026-11-26T09:00Z') });
      await desk.pass(DAY);
      expect(texts()).toEqual(['']);
    });

    test('comes at its new time only when its cadence was changed', async () => {
      const cadence = { every: 'day', at: '11:00' } as const;
      const id = await during((each) => changeSchedule(ana, { id: each, cadence }));
      expect(texts()).toEqual([]);
      expect((await desk.row(id)).scheduledAt).toEqual(new Date('2026-11-25T11:00Z'));
      await desk.pass(2 * HOUR);
      expect(texts()).toEqual(['']);
    });
  });

  test('that was paused makes up for nothing when it goes on', async () => {
    const { id } = await desk.schedule(ana);
    await pauseSchedule(ana, id);
    await desk.pass(5 * DAY);
    await resumeSchedule(ana, id);
    await desk.work();
    expect(texts()).toEqual([]);
    await desk.pass(23 * HOUR);
    expect(texts()).toEqual(['']);
  });
});
