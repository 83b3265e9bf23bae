import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { transact } from '../context.ts';
import { forbidden } from '../errors.ts';
import type { WithReports } from '../reports/reports.ts';
import { failure } from '../testing/crm-desk.ts';
import { MADE_UP } from '../testing/made-up-reports.ts';
import { openScheduleDesk, type ScheduleDesk } from '../testing/schedule-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { getToTakeOver, takeOverSchedule } from './channel-schedules.ts';
import { measureDeliveries } from './health.ts';
import { TryLater } from './recipient.ts';
import { endSchedules, moveSchedules } from './recipient-changes.ts';
import { listTeamSchedules } from './schedule-lists.ts';
import { cancelSchedule, changeSchedule, pauseSchedule, resumeSchedule } from './schedules.ts';
import { subscribe } from './subscriptions.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SALES = 'C0SALES';

describe.each(Object.entries(DIALECTS))('the schedules of channels on %s', (_, open) => {
  let desk: ScheduleDesk;
  let lea: WithReports;
  let tom: WithReports;
  beforeEach(async () => {
    desk = await openScheduleDesk(await open());
    lea = await desk.member('lea', { timeZone: 'UTC', role: 'lead' });
    tom = await desk.member('tom', { timeZone: 'UTC' });
  });
  afterEach(() => desk.close());

  const post = (input = {}) => desk.schedule(lea, { channel: SALES, ...input });
  const toNine = () => desk.pass(23 * HOUR);
  const texts = (of: WithReports | string) => desk.got(of).map(({ text }) => text);

  test('are made by leads and admins alone, whatever else is asked for', async () => {
    expect((await failure(desk.schedule(tom, { channel: SALES }))).code).toBe('forbidden');
    expect(await post()).toMatchObject({ channel: SALES, status: 'active' });
    const known = await measureDeliveries(desk.system);
    expect(known).toMatchObject({ schedules: 1, inChannels: 1 });
  });

  test('go to the channel with what everybody may see, and to nobody else', async () => {
    const viewers: string[] = [];
    desk.answer(({ viewer }) => {
      viewers.push(viewer.audience);
      return [['Acme', 1]];
    });
    const { id } = await post();
    await toNine();
    const [posted, ...more] = desk.got(SALES);
    expect(more).toEqual([]);
    expect(posted).toMatchObject({
      note: expect.stringMatching(/^For this channel by lea · Every day at 09:00 UTC/),
      actions: [{ id: 'report_subscribe', label: 'Send me this every day' }, { id: 'report_csv' }],
    });
    expect(viewers).toEqual(['shared']);
    expect(texts(lea)).toEqual([]);
    expect(await desk.row(id)).toMatchObject({ status: 'active' });
    await desk.pass(DAY);
    expect(texts(SALES)).toHaveLength(1);
  });

  test('stay where they are when who answers for them moves', async () => {
    const { id } = await post();
    const { scheduledAt } = await desk.row(id);
    const moved = { id: lea.actor.memberId, timeZone: 'Asia/Tokyo' };
    await transact(desk.system, (ctx) => moveSchedules(ctx, moved));
    const tokyo = { ...lea, actor: { ...lea.actor, timeZone: 'Asia/Tokyo' } };
    await changeSchedule(tokyo, { id, cadence: { every: 'week', on: ['friday'], at: '09:00' } });
    expect(await desk.row(id)).toMatchObject({ timeZone: 'UTC' });
    await changeSchedule(tokyo, { id, cadence: { every: 'day', at: '09:00' } });
    expect((await desk.row(id)).scheduledAt).toEqual(scheduledAt);
  });

  test('pause with the reason when somebody has come who may not read them, and the owner alone is told', async () => {
    const { id } = await post();
    desk.refuse(SALES, forbidden('There is a guest.'));
    await toNine();
    expect(texts(SALES)).toEqual([]);
    const [said, ...more] = desk.got(lea);
    expect(more).toEqual([]);
    expect(said?.text).toMatch(/so I have paused it\.\nThere is a guest\.\n/);
    expect(said?.facts).toEqual([{ label: 'Where', value: 'in a channel', channel: SALES }]);
    expect(await desk.row(id)).toMatchObject({ status: 'paused', reason: 'There is a guest.' });
    desk.refuse(SALES, undefined);
    await resumeSchedule(lea, id);
    await desk.pass(DAY);
    expect(texts(SALES)).toHaveLength(1);
  });

  test('wait for as long as nobody can tell who reads the channel', async () => {
    const { id } = await post();
    desk.refuse(SALES, new TryLater('Slack does not answer.', 60_000));
    await toNine();
    expect(texts(SALES)).toEqual([]);
    expect(await desk.row(id)).toMatchObject({ status: 'active', attempts: 0 });
    desk.refuse(SALES, undefined);
    await desk.pass(2 * 60_000);
    expect(texts(SALES)).toHaveLength(1);
  });

  test('pause, and somebody else is asked, when their owner is no lead any more', async () => {
    const { id } = await post();
    desk.is(lea, { actor: { ...lea.actor, role: 'member' }, channel: 'D-lea' });
    await toNine();
    expect(texts(SALES)).toEqual([]);
    expect(texts(lea).join()).toContain('Only leads and admins can have reports posted in a channel');
    expect(await desk.row(id)).toMatchObject({ status: 'paused' });
    expect(desk.orphaned).toEqual([id]);
  });

  test('pause, and somebody else is asked, when their owner has left; what was sent to the owner ends', async () => {
    const { id } = await post();
    const own = await desk.schedule(lea);
    const paused = await post();
    await pauseSchedule(lea, paused.id);
    desk.is(lea, { gone: 'their account is deactivated' });
    await toNine();
    expect(desk.orphaned).toEqual([id]);
    const row = await desk.row(id);
    expect(row).toMatchObject({ status: 'paused', reason: expect.stringContaining('deactivated') });
    expect((await desk.row(own.id)).status).toBe('ended');
    expect((await desk.row(paused.id)).status).toBe('ended');
    expect([...texts(SALES), ...texts(lea)]).toEqual([]);
    // Told again that they have left, nobody is asked twice.
    const again = { memberId: lea.actor.memberId, reason: 'again' };
    expect(await transact(desk.system, (ctx) => endSchedules(ctx, again))).toEqual([]);
  });

  test('are taken over by another lead once Rapport has paused them, by admins at any time, and by members never', async () => {
    const mia = await desk.member('mia', { timeZone: 'Asia/Tokyo', role: 'lead' });
    const ada = await desk.member('ada', { timeZone: 'UTC', role: 'admin' });
    const { id } = await post();
    const direct = await desk.schedule(lea);
    expect((await failure(takeOverSchedule(mia, id))).code).toBe('forbidden');
    expect((await failure(getToTakeOver(tom, id))).code).toBe('forbidden');
    for (const of of [mia, ada])
      expect((await failure(takeOverSchedule(of, direct.id))).code).toBe('not_found');
    desk.is(lea, { gone: 'their account is deactivated' });
    await toNine();
    expect(await takeOverSchedule(mia, id)).toMatchObject({
      status: 'active',
      reason: null,
      timeZone: 'UTC',
    });
    expect(await desk.row(id)).toMatchObject({ memberId: mia.actor.memberId });
    await desk.pass(DAY);
    expect(desk.got(SALES)).toMatchObject([{ note: expect.stringContaining('For this channel by mia') }]);
    expect((await failure(takeOverSchedule(lea, id))).code).toBe('forbidden');
    await takeOverSchedule(ada, id);
    await cancelSchedule(ada, id);
    expect((await failure(takeOverSchedule(mia, id))).code).toBe('not_found');
  });

  test('are run anew for the channel only where its roles still may: a report that is narrowed pauses', async () => {
    await post();
    desk.folder.write({ ...MADE_UP, roles: ['admin'] });
    await desk.folder.reports.catalog.refresh();
    await toNine();
    expect(texts(SALES)).toEqual([]);
    expect(texts(lea).join()).toContain('is for admins');
  });

  test('tell leads who gets what, without what the reports of others are about', async () => {
    await post();
    await desk.schedule(tom);
    await desk.schedule(lea);
    const { schedules, more } = await listTeamSchedules(lea, { limit: 2 });
    expect(schedules.map(({ channel, name, isOwn }) => [channel, name, isOwn])).toEqual([
      [SALES, 'lea', true],
      [null, 'lea', true],
    ]);
    expect(more).toBe(1);
    expect((await failure(listTeamSchedules(tom, { limit: 2 }))).code).toBe('forbidden');
  });

  test('are subscribed to by a button, once, with the rights of who presses', async () => {
    await post({ cadence: { every: 'week', on: ['monday'], at: '09:00' }, ends_on: '2026-12-24' });
    await desk.pass(6 * DAY);
    const [posted] = desk.got(SALES);
    const button = posted?.actions?.find(({ id }) => id === 'report_subscribe');
    expect(button?.label).toBe('Send me this every Monday');
    const value = button?.value ?? '';
    const berlin = { ...tom, actor: { ...tom.actor, timeZone: 'Europe/Berlin' } };
    const first = await subscribe(berlin, { value, key: '1' });
    expect(first).toMatchObject({
      isNew: true,
      schedule: { channel: null, timeZone: 'Europe/Berlin', endsOn: '2026-12-24', status: 'active' },
    });
    expect(await subscribe(berlin, { value, key: '2' })).toMatchObject({
      isNew: false,
      schedule: { id: first.schedule.id },
    });
    await cancelSchedule(berlin, first.schedule.id);
    expect(await subscribe(berlin, { value, key: '3' })).toMatchObject({ isNew: true });
    desk.folder.write({ ...MADE_UP, roles: ['lead', 'admin'] });
    await desk.folder.reports.catalog.refresh();
    const nina = await desk.member('nina');
    expect((await failure(subscribe(nina, { value, key: '4' }))).code).toBe('forbidden');
  });
});
