import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildScheduleCard } from '../delivery/schedule-document.ts';
import { type ScheduleView, viewSchedule } from '../delivery/schedule-view.ts';
import { createSchedule } from '../delivery/schedules.ts';
import { directChannelOf, type Posted } from '../testing/memory-chat.ts';
import { openReportDesk, type ReportDesk } from '../testing/report-desk.ts';

let desk: ReportDesk;
let view: ScheduleView;
/** Something that was sent on a schedule to Tom. */
let sent: Posted;

beforeAll(async () => {
  desk = await openReportDesk();
});

afterAll(() => desk.close());

beforeEach(async () => {
  const tom = await desk.join('Tom');
  const cadence = { every: 'week' as const, on: ['tuesday' as const], at: '09:00' };
  view = await createSchedule(tom, {
    report: 'interactions-by-company',
    given: {},
    cadence,
    condition: null,
  });
  const card = buildScheduleCard(view, { title: 'Interactions by company', text: 'One row.' });
  sent = await desk.post(directChannelOf('U0TOM'), { ...card, note: 'Every Tuesday at 09:00' });
});

type Id = Parameters<ReportDesk['press']>[0];
const press = (id: Id) => desk.press(id, { as: 'U0TOM', on: sent, value: view.id });
const saying = (words: string) => ({ say: expect.stringContaining(words) });
const rowOf = async () => {
  const row = (await desk.rows('schedules')).find(({ id }) => id === view.id);
  if (!row) throw new Error('There is no such schedule.');
  return row;
};
const actionsOf = () => sent.document.actions?.map(({ id }) => id);

describe('the buttons under a delivery', () => {
  test('say why it came', async () => {
    const why = await press('schedule_why');
    expect(why).toEqual(saying('You asked for “Interactions by company” on Tue 24 Nov 2026, 10:00.'));
    expect(why).toEqual(saying('every Tuesday at 09:00 Europe/Lisbon'));
  });

  test('run it now', async () => {
    const again = await desk.next('U0TOM', async () => {
      expect(await press('schedule_run')).toEqual(saying('on its way to your direct messages'));
    });
    expect(again.document.title).toBe('Interactions by company');
  });

  test('change it by its form', async () => {
    const answer = await press('schedule_change');
    if (!answer || !('form' in answer) || answer.form.kind !== 'schedule_report')
      throw new Error('There is no form.');
    const { origin, cadence } = answer.form;
    expect(origin).toEqual({ report: 'interactions-by-company', id: view.id });
    const filled = { origin, given: {}, cadence: { ...cadence, at: '10:15' }, condition: null };
    expect(await desk.submit('schedule_report', { as: 'U0TOM', ...filled })).toEqual(
      saying('“Interactions by company” is changed: every Tuesday at 10:15'),
    );
    expect((await rowOf()).cadence).toMatchObject({ at: '10:15' });
  });

  test('pause it, let it go on, and stop it; what was sent gets the buttons that fit', async () => {
    expect(await press('schedule_pause')).toEqual(saying('is paused'));
    expect((await rowOf()).status).toBe('paused');
    expect(actionsOf()).toContain('schedule_resume');
    expect(sent.document.note).toBe('Paused · Every Tuesday at 09:00');
    expect(await press('schedule_resume')).toEqual(saying('goes on: every Tuesday at 09:00'));
    expect((await rowOf()).status).toBe('active');
    expect(actionsOf()).toContain('schedule_pause');
    expect(await press('schedule_stop')).toEqual(saying('will not be sent any more'));
    expect(actionsOf()).toEqual([]);
    expect(sent.document.note).toBe('Stopped · Every Tuesday at 09:00');
    expect(await press('schedule_run')).toEqual(
      saying('This schedule has ended, or a later card has replaced it.'),
    );
  });

  test('are for the recipient alone', async () => {
    for (const id of ['schedule_run', 'schedule_pause', 'schedule_stop', 'schedule_why'] as const) {
      expect(await desk.press(id, { as: 'U0MARTA', on: sent, value: view.id })).toEqual(
        saying('I do not find that schedule'),
      );
    }
    expect((await rowOf()).status).toBe('active');
  });

  test('do their work where what was sent cannot be drawn anew', async () => {
    desk.chat.breakDrawing(true);
    expect(await press('schedule_pause')).toEqual(saying('is paused'));
    desk.chat.breakDrawing(false);
    expect(viewSchedule(await rowOf()).status).toBe('paused');
  });
});

describe('the list of schedules', () => {
  const list = async () => {
    const answer = await desk.report('U0TOM', 'schedules');
    return answer && 'show' in answer && answer.show.kind === 'schedule_list' ? answer.show.schedules : [];
  };
  const choose = (choice: string) =>
    desk.press('schedule_menu', { as: 'U0TOM', on: sent, value: `${choice}:${view.id}` });

  test('has a menu beside each that does the same, and shows what came of it', async () => {
    expect((await list()).find(({ id }) => id === view.id)).toMatchObject({
      title: 'Interactions by company',
      status: 'active',
    });
    for (const [choice, status] of [
      ['pause', 'paused'],
      ['resume', 'active'],
    ] as const) {
      expect(await choose(choice)).toMatchObject({ replace: { kind: 'schedule_list' } });
      expect((await rowOf()).status).toBe(status);
    }
    expect(await choose('run')).toEqual(saying('on its way'));
    expect(await choose('change')).toMatchObject({ form: { kind: 'schedule_report' } });
    const before = (await list()).length;
    expect(await choose('stop')).toMatchObject({ replace: { kind: 'schedule_list' } });
    expect((await rowOf()).status).toBe('ended');
    expect((await list()).length).toBe(before - 1);
  });

  test('is turned page by page', async () => {
    expect(await desk.press('schedule_page_on', { as: 'U0TOM', on: sent, value: '1' })).toMatchObject({
      replace: { kind: 'schedule_list', page: 1 },
    });
  });
});
