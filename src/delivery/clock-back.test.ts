import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Queue } from '../queue/queue.ts';
import type { WithReports } from '../reports/reports.ts';
import { openScheduleDesk, type ScheduleDesk } from '../testing/schedule-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createPace } from './channel-pace.ts';
import { createScheduler } from './scheduler.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe.each(Object.entries(DIALECTS))('with a clock that is moved back, on %s', (dialect, open) => {
  let desk: ScheduleDesk;
  let ana: WithReports;
  let scheduler: Queue<'schedules'>;
  beforeEach(async () => {
    desk = await openScheduleDesk(await open());
    ana = await desk.member('ana', { timeZone: 'UTC' });
    const ctx = { ...desk.system, reports: desk.folder.reports };
    scheduler = createScheduler(ctx, { ...desk.firing, fired: () => undefined });
  });
  afterEach(async () => {
    await scheduler.stop();
    await desk.close();
  });

  /** What Rapport looks at when it starts, or when the clock was moved. */
  async function start(): Promise<void> {
    scheduler.start();
    await scheduler.drain();
    await scheduler.stop();
  }

  test('a schedule that was planned for days after is sent at its next time', async () => {
    const { id } = await desk.schedule(ana);
    await desk.pass(3 * DAY);
    expect(desk.got(ana)).toHaveLength(1);
    desk.system.clock.moveBack(3 * DAY);
    await start();
    const tomorrow = new Date('2026-11-25T09:00:00Z');
    const planned = { scheduledAt: tomorrow, dueAt: tomorrow, lastScheduledAt: null };
    expect(await desk.row(id)).toMatchObject(planned);
    await desk.pass(23 * HOUR);
    expect(desk.got(ana)).toHaveLength(1);
  });

  test('a time that was sent already when the clock was ahead is not sent again', async () => {
    await desk.schedule(ana);
    await desk.pass(23 * HOUR);
    expect(desk.got(ana)).toHaveLength(1);
    desk.system.clock.moveBack(HOUR);
    await start();
    await desk.pass(HOUR);
    expect(desk.got(ana)).toHaveLength(0);
    await desk.pass(DAY);
    expect(desk.got(ana)).toHaveLength(1);
  });

  test('a schedule whose run has failed is run at its own time, not a day after its wait', async () => {
    const { id } = await desk.schedule(ana);
    desk.is(ana, new Error('Slack cannot be asked.'));
    await desk.pass(23 * HOUR);
    expect(await desk.row(id)).toMatchObject({ attempts: 1 });
    desk.is(ana, { actor: ana.actor, channel: 'D-ana' });
    desk.system.clock.moveBack(2 * HOUR);
    await start();
    const { dueAt, scheduledAt } = await desk.row(id);
    expect(dueAt).toEqual(scheduledAt);
  });

  test('a channel may be written to a second later, and a pause ends in its time', async () => {
    const { clock } = desk.system;
    const pace = createPace(desk.system, { everyMs: 1_000 });
    expect(await pace.take(`C-${dialect}`)).toBe(0);
    clock.moveBack(DAY);
    clock.advance(1_000);
    expect(pace.waitFor(`C-${dialect}`)).toBe(0);
    expect(await pace.take(`C-${dialect}`)).toBe(0);
    await pace.pause(30_000);
    clock.moveBack(DAY);
    clock.advance(30_000);
    expect(pace.resting()).toBeDefined();
    expect(await pace.take(`C-${dialect}`)).toBe(0);
  });
});
