import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WithReports } from '../reports/reports.ts';
import { failure } from '../testing/crm-desk.ts';
import { openScheduleDesk, type ScheduleDesk } from '../testing/schedule-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { changeSchedule, pauseSchedule, resumeSchedule } from './schedules.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Everything begins on Tuesday 24 November 2026, at 10:00 UTC. */
describe.each(Object.entries(DIALECTS))('a schedule with a last day on %s', (_, open) => {
  let desk: ScheduleDesk;
  let ana: WithReports;
  beforeEach(async () => {
    desk = await openScheduleDesk(await open());
    ana = await desk.member('ana', { timeZone: 'UTC' });
  });
  afterEach(() => desk.close());

  const texts = () => desk.got(ana).map(({ text }) => text);
  const toNine = () => desk.pass(23 * HOUR);

  test('is sent on that day, says that this was the last one, and has ended', async () => {
    const { id } = await desk.schedule(ana, { ends_on: '2026-11-26' });
    await toNine();
    expect(texts()).toEqual(['']);
    await desk.pass(DAY);
    const [last] = desk.got(ana);
    expect(last?.text).toBe('This was the last one.');
    expect(last?.actions?.map(({ id }) => id)).toEqual(['report_csv']);
    expect(last?.note).toMatch(/^Every day at 09:00 UTC until Thu 26 Nov 2026/);
    expect(await desk.row(id)).toMatchObject({ status: 'ended', reason: null });
    await desk.pass(3 * DAY);
    expect(texts()).toEqual([]);
  });

  test('says that it has ended when there is nothing to send the last time', async () => {
    desk.answer(() => []);
    await desk.schedule(ana, { ends_on: '2026-11-25', condition: { only: 'with_rows' } });
    await toNine();
    expect(texts()).toEqual([
      'I have run it once now, and there was nothing to send. It has ended: its last day was Wed 25 Nov 2026.',
    ]);
  });

  test('is made up for when the process was down on its last day, and its later times never come', async () => {
    const { id } = await desk.schedule(ana, { ends_on: '2026-11-25' });
    desk.system.clock.advance(23 * HOUR + 20 * HOUR);
    await desk.work();
    const [said, ...more] = texts();
    expect(more).toEqual([]);
    expect(said).toContain('This was due Wed 25 Nov 2026, 09:00');
    expect(said).toContain('This was the last one.');
    expect(await desk.row(id)).toMatchObject({
      status: 'ended',
      lastScheduledAt: new Date('2026-11-25T09:00:00Z'),
    });
  });

  test('is told as over when its last day is long past', async () => {
    await desk.schedule(ana, { ends_on: '2026-11-26' });
    desk.system.clock.advance(9 * DAY);
    await desk.work();
    const [said, ...more] = texts();
    expect(more).toEqual([]);
    expect(said).toMatch(
      /It was due 2 times.*so I have skipped it\. It has ended: its last day was Thu 26 Nov 2026\./,
    );
  });

  test('cannot be made, changed or resumed so that it would never be sent', async () => {
    const never = 'It would not be sent any more';
    expect((await failure(desk.schedule(ana, { ends_on: '2026-11-24' }))).message).toContain(never);
    const { id } = await desk.schedule(ana, { ends_on: '2026-11-26' });
    expect((await failure(changeSchedule(ana, { id, ends_on: '2026-11-24' }))).message).toContain(never);
    await pauseSchedule(ana, id);
    desk.system.clock.advance(5 * DAY);
    expect((await failure(resumeSchedule(ana, id))).message).toContain(never);
    await changeSchedule(ana, { id, ends_on: null });
    expect(await resumeSchedule(ana, id)).toMatchObject({ status: 'active', endsOn: null });
  });

  test('counts the day in its own zone', async () => {
    const tokyo = await desk.member('tokyo', { timeZone: 'Asia/Tokyo' });
    const cadence = { every: 'day', at: '08:00' } as const;
    const { id } = await desk.schedule(tokyo, { cadence, ends_on: '2026-11-25' });
    await desk.pass(14 * HOUR);
    expect(desk.got(tokyo).map(({ text }) => text)).toEqual([
      expect.stringContaining('This was the last one.'),
    ]);
    expect((await desk.row(id)).status).toBe('ended');
  });
});
